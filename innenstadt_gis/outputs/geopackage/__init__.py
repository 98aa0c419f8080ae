"""The GeoPackage: every theme in the town's metres, in the colours and words of the map."""

from innenstadt_gis.outputs.geopackage.write import geopackage

__all__ = ["geopackage"]
