"""``katalog.jsonld``: what the files of a run are, for the catalogue of a data portal."""

from innenstadt_gis.outputs.catalogue.write import CATALOGUE_FILE, FileFacts, catalogue_jsonld

__all__ = ["CATALOGUE_FILE", "FileFacts", "catalogue_jsonld"]
