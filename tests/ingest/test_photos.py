"""Photos: what a camera adds does not leave with a copy."""

from __future__ import annotations

import datetime as dt
import io

import numpy as np
import pytest
from PIL import Image

from innenstadt_gis.errors import MissingSourceError, SourceError
from innenstadt_gis.ingest.photos import clean_photo, read_photos

CAMERA = "Telefon von Erika Beispielfrau"
COMMENT = b"Kommentar von Erika"


@pytest.fixture
def photograph(tmp_path):
    """A noisy photo with position, camera, day, comment and an orientation."""

    def taken(name="foto.jpg", *, size=(900, 600), orientation=1, noisy=True):
        exif = Image.Exif()
        exif[0x0110], exif[0x0112] = CAMERA, orientation
        exif.get_ifd(0x8769)[0x9003] = "2024:10:01 12:30:00"
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2], gps[3], gps[4] = "N", (49.0, 30.0, 38.0), "E", (11.0, 16.0, 44.0)
        pixels = np.random.default_rng(1).integers(0, 256, (size[1], size[0], 3), dtype="uint8")
        image = Image.fromarray(pixels) if noisy else Image.new("RGB", size, "teal")
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(path, exif=exif, **({"comment": COMMENT} if name.endswith("jpg") else {}))
        return path

    return taken


def test_the_photo_of_the_test_does_hold_what_must_go(photograph):
    path = photograph()

    with Image.open(path) as image:
        assert dict(image.getexif().get_ifd(0x8825))[2] == (49, 30, 38)
    assert CAMERA.encode() in path.read_bytes() and COMMENT in path.read_bytes()


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif"])
def test_input_62_a_copy_holds_no_position_camera_or_comment(photograph, name):
    data = clean_photo(photograph(name), max_kb=None)

    with Image.open(io.BytesIO(data)) as copy:
        assert dict(copy.getexif()) == {} and dict(copy.getexif().get_ifd(0x8825)) == {}
        assert set(copy.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert copy.size == (900, 600)
    for word in (b"Exif", b"Beispielfrau", COMMENT, b"xmp", b"ICC_PROFILE"):
        assert word not in data


@pytest.mark.parametrize("max_kb", [60, 20, 5])
def test_input_62_a_copy_is_as_small_as_asked(photograph, max_kb):
    data = clean_photo(photograph(), max_kb=max_kb)

    assert len(data) <= max_kb * 1000
    with Image.open(io.BytesIO(data)) as copy:
        assert copy.width / copy.height == pytest.approx(1.5, rel=0.02)


def test_what_cannot_be_made_so_small_is_an_error(photograph):
    with pytest.raises(SourceError, match="0 kB"):
        clean_photo(photograph(), max_kb=0)


def test_a_photo_taken_on_its_side_stands_upright(tmp_path):
    # red left, blue right; orientation 6: the camera was turned, the left side is the top
    image = Image.new("RGB", (80, 40), "red")
    image.paste("blue", (40, 0, 80, 40))
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save(tmp_path / "side.jpg", exif=exif, quality=95)

    with Image.open(io.BytesIO(clean_photo(tmp_path / "side.jpg"))) as copy:
        assert copy.size == (40, 80)
        assert copy.getpixel((20, 10))[0] > 200 and copy.getpixel((20, 70))[2] > 200


def test_the_transparent_becomes_white(tmp_path):
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(tmp_path / "clear.png")

    with Image.open(io.BytesIO(clean_photo(tmp_path / "clear.png"))) as copy:
        assert copy.getpixel((10, 10)) == (255, 255, 255)


def test_the_same_photo_gives_the_same_bytes(photograph):
    path = photograph()

    assert clean_photo(path) == clean_photo(path)


def test_a_folder_is_listed_by_unit_and_number(photograph, tmp_path):
    photograph("markt/u-0123456789.jpg", size=(30, 20), orientation=6)
    photograph("Foto 017.jpg", size=(30, 20))
    photograph("IMG_20241001_U-ABCDEF0123.jpg", size=(30, 20))
    photograph("Laden.png", size=(30, 20))
    (tmp_path / "kaputt.jpg").write_bytes(b"\xff\xd8\xff no photo")
    (tmp_path / "IMG.HEIC").write_bytes(b"heic")
    (tmp_path / "notiz.txt").write_text("kein Foto")

    table, log = read_photos(tmp_path)

    assert table["unit_id"].to_dict() == {
        "Foto 017.jpg": "", "IMG_20241001_U-ABCDEF0123.jpg": "u-abcdef0123", "Laden.png": "",
        "markt/u-0123456789.jpg": "u-0123456789",
    }  # fmt: skip
    assert table["number"].to_list()[0] == 17 and table["number"].notna().sum() == 1
    assert set(table["taken_on"]) == {dt.date(2024, 10, 1)}
    assert table.loc["markt/u-0123456789.jpg", ["width_px", "height_px"]].tolist() == [20, 30]
    assert log.adds_up() and (log.rows_in, log.records, log.rejected) == (6, 4, 2)
    assert log.repairs == {"photo_position": 4}
    assert not {"lat", "lon", "camera"} & set(table.columns)


def test_a_missing_or_empty_folder_is_told(tmp_path):
    with pytest.raises(MissingSourceError):
        read_photos(tmp_path / "no")
    with pytest.raises(SourceError, match="no photos"):
        read_photos(tmp_path)


def test_what_is_no_photo_is_refused_by_name(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"no photo")

    with pytest.raises(SourceError, match=r"a\.jpg: no readable photo"):
        clean_photo(tmp_path / "a.jpg")
