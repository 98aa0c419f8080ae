"""A picture of whatever camera to a small one that holds its pixels and nothing else.

A photo knows more than it shows: where and when it was taken, by which telephone, sometimes by
whom, and a small preview of what was cut away. It may also be no photo at all: a page with a
picture in front, a picture of a million rows, a film. So every picture is opened as one of a few
formats, and drawn anew.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from innenstadt_gis.codes import REASONS
from innenstadt_gis.errors import SourceError

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Facts", "clean_photo", "drawn_anew", "facts_of", "quiet_pictures"]

#: Formats of cameras and scanners. Pillow knows many more, some of which start other programs.
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF")
#: Telephones write these, and no wheel that we may ship reads them.
_TELEPHONE = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
#: A picture of more pixels fills the memory of an office computer; the largest cameras have 64
#: million. JPEG alone can be decoded at a part of its size.
_MOST_PIXELS, _MOST_PIXELS_WHOLE = 80_000_000, 40_000_000
_MOST_PROFILE = 2_000_000
_ORIENTATION, _TAKEN, _EXIF_FOLDER, _GPS_FOLDER = 0x0112, 0x9003, 0x8769, 0x8825
_TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}  # orientation: number of Image.Transpose
_QUALITIES = (82, 72, 62)
_SMALLEST_PX = 64
#: Clocks of cameras that were never set begin before.
_FIRST_YEAR = 1995


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says of itself before it is drawn: its day, and where the camera stood."""

    taken_on: dt.date | None = None
    at: tuple[float, float] | None = None  # lon, lat; used to find a unit, never kept


def clean_photo(path: Path, *, max_kb: int | None = 60, longest_px: int = 1600) -> bytes:
    """
    Copy a photo upright, as JPEG in sRGB, with its pixels and nothing else.

    EXIF (position, time, camera, preview), XMP, IPTC, comments and colour profiles stay behind,
    for the copy is drawn anew. What can be seen in the picture (faces, number plates, names on
    a door bell) is not searched for. JPEG is what every browser, PDF and office program shows.

    Parameters
    ----------
    path
        A picture: JPEG, PNG, WebP, TIFF, BMP or a GIF that stands still.
    max_kb
        At most so many kilobytes (1,000 bytes); first the quality gives way, then the size.
        None leaves the size to the quality of 82.
    longest_px
        At most so many pixels on the longer side.

    Raises
    ------
    SourceError
        If the file is no such picture, is too large, or cannot be made so small.

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
    with quiet_pictures():
        drawn = drawn_anew(path.read_bytes(), max_kb=max_kb, longest_px=longest_px)
    if isinstance(drawn, str):
        why = REASONS[drawn]
        raise SourceError(de=f"{path.name}: {why.de}", en=f"{path.name}: {why.en}")
    if not drawn:
        raise SourceError(
            de=f"{path.name}: Das Foto lässt sich nicht auf {max_kb} kB verkleinern.",
            en=f"{path.name}: the photo cannot be made as small as {max_kb} kB.",
        )
    return drawn


@contextmanager
def quiet_pictures() -> Iterator[None]:
    """Keep Pillow's remarks on odd files off the screen: each is told in words of ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def facts_of(data: bytes) -> Facts | str:
    """Tell what a file says of itself without drawing it, or the code of why it is no photo."""
    image = _opened(data)
    if isinstance(image, str):
        return image
    with image:
        exif = _exif(image)
    try:
        day = _day(exif.get_ifd(_EXIF_FOLDER).get(_TAKEN))
        at = _position(exif.get_ifd(_GPS_FOLDER))
    except Exception:  # noqa: BLE001 - a camera's notes may be damaged in any way; the picture is not
        return Facts()
    return Facts(day, at)


def drawn_anew(data: bytes, *, max_kb: int | None = 60, longest_px: int = 1600) -> bytes | str:
    """Draw a picture anew as JPEG; the code of why not, or no bytes if it cannot be so small."""
    image = _opened(data)
    if isinstance(image, str):
        return image
    try:
        with image:
            pixels = _pixels(image, longest_px)
    except Exception:  # noqa: BLE001 - whatever a decoder raises, the file is no readable photo
        return "photo_unreadable"
    return _small(pixels, None if max_kb is None else max_kb * 1000)


def _opened(data: bytes) -> Image | str:
    """Open as one of a few formats, nothing decoded yet."""
    from PIL import Image

    if data[4:8] == b"ftyp" and data[8:12] in _TELEPHONE:
        return "photo_heic"
    try:
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return "photo_too_large"
    except Exception:  # noqa: BLE001 - an opener raises what its parser raises
        return "photo_unreadable"
    most = _MOST_PIXELS if image.format in {"JPEG", "MPO"} else _MOST_PIXELS_WHOLE
    if image.width * image.height > most:
        image.close()
        return "photo_too_large"
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        image.close()
        return "photo_moves"
    return image


def _exif(image: Image) -> Any:
    from PIL.Image import Exif

    try:
        return image.getexif()
    except Exception:  # noqa: BLE001 - see facts_of
        return Exif()


def _pixels(image: Image, longest_px: int) -> Image:
    """Pixels in RGB and sRGB, upright, on white where they were transparent, no larger than asked."""
    from PIL import Image as Images

    turn = _TURNS.get(_exif(image).get(_ORIENTATION, 1))
    profile = image.info.get("icc_profile") or b""
    part = min(1.0, longest_px / max(image.size))
    # JPEG: decode at a half, a quarter, an eighth, where that will do
    image.draft("RGB", (math.ceil(image.width * part), math.ceil(image.height * part)))
    image.load()
    scale = min(1.0, longest_px / max(image.size))
    small = _eight_bit(image)
    if scale < 1:
        size = tuple(max(1, round(side * scale)) for side in small.size)
        small = small.resize((size[0], size[1]), Images.Resampling.LANCZOS)
    flat = _in_srgb(small, profile)
    return flat if turn is None else flat.transpose(Images.Transpose(turn))


def _eight_bit(image: Image) -> Image:
    """Palettes, transparency and 16 bits to eight bits a channel, on white."""
    from PIL import Image as Images

    if image.mode.startswith(("I", "F")):
        import numpy as np

        values = np.asarray(image, dtype="float64")
        top = 65535.0 if values.max(initial=0.0) > 255 else 255.0
        return Images.fromarray((np.clip(values / top, 0, 1) * 255).astype("uint8"))
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        ground = Images.new("RGB", clear.size, "white")
        ground.paste(clear, mask=clear.getchannel("A"))
        return ground
    return image if image.mode in {"RGB", "L", "CMYK"} else image.convert("RGB")


def _in_srgb(image: Image, profile: bytes) -> Image:
    """Carry colours into sRGB, for the profile that explains them stays behind."""
    from PIL import ImageCms

    if 0 < len(profile) <= _MOST_PROFILE:
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            told = ImageCms.createProfile("sRGB")
            done = ImageCms.profileToProfile(image, given, told, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            done = None  # a damaged profile, or one for other channels
        if done is not None:
            return done
    return image.convert("RGB")


def _small(pixels: Image, most: int | None) -> bytes:
    """Write as JPEG: first the quality gives way, then the size; nothing if neither helps."""
    from PIL import Image as Images

    scale = 1.0
    while True:
        wide, high = (max(1, round(side * scale)) for side in pixels.size)
        drawn = pixels if scale == 1 else pixels.resize((wide, high), Images.Resampling.LANCZOS)
        for quality in _QUALITIES:
            data = _jpeg(drawn, quality)
            if most is None or len(data) <= most:
                return data
            if len(data) > 2 * most:
                break  # quality alone will not do
        assert most is not None
        scale *= min(0.9, math.sqrt(most / len(data)) * 1.1)
        if max(pixels.size) * scale < _SMALLEST_PX:
            return b""


def _jpeg(drawn: Image, quality: int) -> bytes:
    from PIL import Image as Images

    out = io.BytesIO()
    # a picture made of pixels alone: what Pillow remembers of the file (a comment) stays behind
    bare = Images.frombytes("RGB", drawn.size, drawn.tobytes())
    bare.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _day(written: object) -> dt.date | None:
    try:
        day = dt.datetime.strptime(str(written)[:10], "%Y:%m:%d").date()  # noqa: DTZ007
    except ValueError:
        return None
    return day if day.year >= _FIRST_YEAR else None


def _position(gps: Any) -> tuple[float, float] | None:
    """Longitude and latitude in degrees; None where they are not told, or are nonsense."""
    if not {1, 2, 3, 4} <= set(gps):
        return None
    lat, lon = (sum(float(v) / 60**n for n, v in enumerate(gps[key])) for key in (2, 4))
    lat, lon = (-lat if gps[1] == "S" else lat), (-lon if gps[3] == "W" else lon)
    known = math.isfinite(lat) and math.isfinite(lon) and (lat, lon) != (0.0, 0.0)
    return (lon, lat) if known and abs(lat) <= 90 and abs(lon) <= 180 else None
