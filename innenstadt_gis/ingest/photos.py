"""Photos of units: read by name, and copied without what a camera adds to them.

A photo knows more than it shows: where and when it was taken, by which telephone, sometimes by
whom, and a small preview of what was cut away. A copy of ours holds its pixels alone.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from innenstadt_gis.errors import MissingSourceError, SourceError
from innenstadt_gis.importlog import Row, SourceLog
from innenstadt_gis.words import Text

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["clean_photo", "read_photos"]

_ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif"}
# Telephones write these, and no wheel that we may ship reads them.
_UNREADABLE = {".heic", ".heif", ".avif", ".dng", ".cr2", ".nef", ".arw"}
_UNIT = re.compile(r"(?<![0-9a-z])u-[0-9a-f]{10}(?![0-9a-z])", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_ORIENTATION, _TAKEN, _EXIF_FOLDER, _GPS_FOLDER = 0x0112, 0x9003, 0x8769, 0x8825
_QUALITIES = (85, 75, 65, 55, 45)
_SMALLEST_PX = 64


def read_photos(path: Path) -> tuple[pd.DataFrame, SourceLog]:
    """
    List the photos of a folder, and what their names say of the unit.

    Parameters
    ----------
    path
        A folder, read with all folders in it.

    Returns
    -------
    tuple[DataFrame, SourceLog]
        One row a photo, by ``photo`` (path within the folder): ``unit_id`` (``u-`` and ten hex
        digits in the name; blank: none), ``number`` (the first number in the name, the object
        number of most lists; NA: none), ``taken_on`` (day by the camera; None: not stated),
        ``width_px, height_px`` (upright). Position and camera are not read. Rows of the log are
        files, in order of their names.

    Raises
    ------
    MissingSourceError, SourceError
        If there is no such folder, or no picture in it.
    """
    if not path.exists():
        raise MissingSourceError(
            de=f"{path.name}: Den Fotoordner gibt es nicht.", en=f"{path.name}: no such folder."
        )
    known = _ENDINGS | _UNREADABLE
    found = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    files = [p for p in found if p.suffix.lower() in known and not p.name.startswith(".")]
    if not files:
        raise SourceError(
            de=f"{path.name}: keine Fotos (JPEG, PNG, WebP, TIFF) im Ordner.",
            en=f"{path.name}: no photos (JPEG, PNG, WebP, TIFF) in the folder.",
        )
    repairs: Counter[str] = Counter()
    photos, rows = {}, []
    for n, file in enumerate(files, start=1):
        try:
            with _opened(file) as image:
                photos[_name(file, path)] = _facts(file, image, repairs)
        except SourceError:
            rows.append(Row(None, n, "rejected", "photo_unreadable"))
        else:
            rows.append(Row(None, n, "record"))
    table = pd.DataFrame.from_dict(
        photos, orient="index", columns=["unit_id", "number", "taken_on", "width_px", "height_px"]
    )
    table["number"] = pd.array(table["number"].to_list(), dtype="Int64")
    lost = len(rows) - len(photos)
    notes = (
        Text(
            "Fotos werden nur gelistet; Kopien enthalten weder Ort noch Kamera",
            "photos are only listed; copies hold neither position nor camera",
        ),
    )
    return table.rename_axis("photo"), SourceLog(
        role="photos", file=path.name, kind="photos", rows_in=len(rows), records=len(photos),
        rejected=lost, rows=tuple(rows), repairs=dict(repairs), notes=notes,
    )  # fmt: skip


def clean_photo(path: Path, *, max_kb: int | None = 60, longest_px: int = 1600) -> bytes:
    """
    Copy a photo upright, as JPEG, with its pixels and nothing else.

    EXIF (position, time, camera, preview), XMP, IPTC, comments and colour profiles stay behind,
    for the copy is drawn anew. What can be seen in the picture (faces, number plates, names on
    a door bell) is not searched for.

    Parameters
    ----------
    path
        A picture that Pillow reads.
    max_kb
        At most so many kilobytes (1,000 bytes); first the quality gives way, then the size.
        None leaves the size to the quality of 85.
    longest_px
        At most so many pixels on the longer side.

    Raises
    ------
    SourceError
        If the file is no readable picture, or cannot be made so small.

    Examples
    --------
    >>> import tempfile
    >>> from PIL import Image
    >>> folder = Path(tempfile.mkdtemp())
    >>> Image.new("RGB", (3000, 2000), "teal").save(folder / "a.png")
    >>> clean = Image.open(io.BytesIO(clean_photo(folder / "a.png")))
    >>> clean.size, clean.format, dict(clean.getexif())
    ((1600, 1067), 'JPEG', {})
    """
    from PIL import Image

    with _opened(path) as image:
        pixels = _upright(image)
    scale = min(1.0, longest_px / max(pixels.size))
    while True:
        wide, high = (max(1, round(side * scale)) for side in pixels.size)
        drawn = pixels if scale == 1 else pixels.resize((wide, high), Image.Resampling.LANCZOS)
        for quality in _QUALITIES:
            data = _jpeg(drawn, quality)
            if max_kb is None or len(data) <= max_kb * 1000:
                return data
        scale *= 0.8
        if max(pixels.size) * scale < _SMALLEST_PX:
            raise SourceError(
                de=f"{path.name}: Das Foto lässt sich nicht auf {max_kb} kB verkleinern.",
                en=f"{path.name}: the photo cannot be made as small as {max_kb} kB.",
            )


def _opened(path: Path) -> Any:
    from PIL import Image, UnidentifiedImageError

    try:
        image = Image.open(path)
        if image.width * image.height > (Image.MAX_IMAGE_PIXELS or 0):
            image.close()
            raise _unreadable(path)
        image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise _unreadable(path) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _unreadable(path) from error
    return image


def _unreadable(path: Path) -> SourceError:
    return SourceError(
        de=f"{path.name}: kein lesbares Foto; als JPEG speichern.",
        en=f"{path.name}: no readable photo; save it as JPEG.",
    )


def _upright(image: Image) -> Image:
    """Turn the pixels as the camera meant them, on white where they were transparent."""
    from PIL import Image as Images
    from PIL import ImageOps

    turned = ImageOps.exif_transpose(image)
    clear = turned.convert("RGBA")
    ground = Images.new("RGB", clear.size, "white")
    ground.paste(clear, mask=clear.getchannel("A"))
    return ground


def _jpeg(drawn: Image, quality: int) -> bytes:
    out = io.BytesIO()
    drawn.info.clear()  # Pillow would write a comment found here
    drawn.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _facts(file: Path, image: Image, repairs: Counter[str]) -> tuple[Any, ...]:
    exif = image.getexif()
    turned = exif.get(_ORIENTATION, 1) in {5, 6, 7, 8}
    repairs["photo_position"] += int(bool(exif.get_ifd(_GPS_FOLDER)))
    wide, high = image.size[::-1] if turned else image.size
    unit = _UNIT.search(file.stem)
    bare = _UNIT.sub("", file.stem)
    number = _NUMBER.search(bare)
    return (
        unit.group().lower() if unit else "",
        int(number.group()) if number and len(number.group()) < 7 else None,
        _day(exif.get_ifd(_EXIF_FOLDER).get(_TAKEN)),
        wide,
        high,
    )


def _day(written: object) -> dt.date | None:
    try:
        return dt.datetime.strptime(str(written)[:10], "%Y:%m:%d").date()  # noqa: DTZ007
    except ValueError:
        return None


def _name(file: Path, folder: Path) -> str:
    return file.name if file == folder else file.relative_to(folder).as_posix()
