"""Why a photo is in no product."""

from __future__ import annotations

from innenstadt_gis.words import Text

PHOTO_REASONS: dict[str, Text] = {
    "photo_unreadable": Text("kein lesbares Foto", "no readable photo"),
    "photo_heic": Text(
        "Format des Telefons (HEIC, AVIF, RAW); als JPEG speichern",
        "a telephone's format (HEIC, AVIF, RAW); save it as JPEG",
    ),
    "photo_too_large": Text(
        "zu groß (JPEG über 80, andere über 40 Millionen Bildpunkte, oder über 100 MB)",
        "too large (JPEG above 80, others above 40 million pixels, or above 100 MB)",
    ),
    "photo_moves": Text("bewegtes oder mehrseitiges Bild", "animated or of several pages"),
    "photo_kind": Text(
        "Zeichnung, Film oder Papier, kein Foto", "drawing, film or paper, no photo"
    ),
    "photo_path": Text("Pfad führt aus dem Ordner hinaus", "path leads out of the folder"),
    "photo_twice": Text("dasselbe Foto noch einmal", "the same photo once more"),
    "photo_not_released": Text("in der Bildliste gesperrt", "barred in the list of photos"),
    "photo_ambiguous": Text(
        "passt zu mehreren Einheiten oder Zeilen", "fits several units or rows"
    ),
    "photo_unplaced": Text("keiner Einheit zugeordnet", "matched to no unit"),
    "photo_row_unread": Text("nennt keine Datei", "names no file"),
    "photo_file_missing": Text("genannte Datei liegt nicht im Ordner", "file not in the folder"),
}
