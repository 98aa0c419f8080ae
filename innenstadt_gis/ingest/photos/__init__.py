"""The town's photos: found, matched to units, and copied without what a camera adds to them."""

from innenstadt_gis.ingest.photos.folder import PhotoFile, is_photo, only_photos, photo_files
from innenstadt_gis.ingest.photos.index import COLUMNS, SHEET, PhotoIndex, PhotoRow, read_index
from innenstadt_gis.ingest.photos.kept import KeptPhotos
from innenstadt_gis.ingest.photos.match import Places
from innenstadt_gis.ingest.photos.pixels import clean_photo
from innenstadt_gis.ingest.photos.take import TakenPhotos, take_photos
from innenstadt_gis.ingest.photos.write import write_photos_template

__all__ = [
    "COLUMNS",
    "SHEET",
    "KeptPhotos",
    "PhotoFile",
    "PhotoIndex",
    "PhotoRow",
    "Places",
    "TakenPhotos",
    "clean_photo",
    "is_photo",
    "only_photos",
    "photo_files",
    "read_index",
    "take_photos",
    "write_photos_template",
]
