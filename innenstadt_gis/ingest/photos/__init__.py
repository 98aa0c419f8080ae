"""The town's photos: found, matched to units, and copied without what a camera adds to them."""

from innenstadt_gis.ingest.photos.folder import PhotoFile, is_photo, photo_files
from innenstadt_gis.ingest.photos.index import COLUMNS, SHEET, PhotoIndex, PhotoRow, read_index
from innenstadt_gis.ingest.photos.match import Places
from innenstadt_gis.ingest.photos.pixels import clean_photo
from innenstadt_gis.ingest.photos.take import TakenPhotos, take_photos

__all__ = [
    "COLUMNS",
    "SHEET",
    "PhotoFile",
    "PhotoIndex",
    "PhotoRow",
    "Places",
    "TakenPhotos",
    "clean_photo",
    "is_photo",
    "photo_files",
    "read_index",
    "take_photos",
]
