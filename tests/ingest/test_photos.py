"""Photos: what a camera adds does not leave with a copy."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from innenstadt_gis.errors import MissingSourceError, SourceError
from innenstadt_gis.ingest.photos import clean_photo, photo_files

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


def test_a_missing_or_empty_folder_is_told(tmp_path):
    with pytest.raises(MissingSourceError):
        photo_files(tmp_path / "no")
    with pytest.raises(SourceError, match="no photos"):
        photo_files(tmp_path)


def test_what_is_no_photo_is_refused_by_name(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"no photo")

    with pytest.raises(SourceError, match=r"a\.jpg: no readable photo"):
        clean_photo(tmp_path / "a.jpg")


# what is in a file besides its pixels -----------------------------------------


def test_nothing_planted_beside_the_pixels_is_left(tmp_path):
    """PNG text, XMP, a preview in the EXIF, an ICC profile's name: none of their bytes remain."""
    exif = Image.Exif()
    exif[0x010E], exif[0x013B], exif[0x8298] = "GEHEIM-TITEL", "GEHEIM-URHEBER", "GEHEIM-RECHT"
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "GEHEIM-PNG")
    notes.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>GEHEIM-XMP</x:xmpmeta>")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = Image.new("RGB", (40, 30), "teal")
    image.save(tmp_path / "a.png", pnginfo=notes, exif=exif, icc_profile=profile)
    image.save(
        tmp_path / "b.jpg", exif=exif, icc_profile=profile, xmp=b"GEHEIM-XMP", comment=b"GEHEIM"
    )

    for name in ("a.png", "b.jpg"):
        assert b"GEHEIM" in (tmp_path / name).read_bytes() or name == "a.png"
        data = clean_photo(tmp_path / name)
        for word in (b"GEHEIM", b"xmp", b"Exif", b"ICC_PROFILE", b"sRGB", b"Photoshop"):
            assert word not in data, (name, word)
        # start of image, JFIF, tables, frame, scan: no segment that could hold more
        assert {kind for kind, _ in segments(data)} <= {0xD8, 0xE0, 0xDB, 0xC0, 0xC4, 0xDA}


def segments(data):
    """Kinds and sizes of the segments of a JPEG, up to its pixels."""
    at, told = 2, [(0xD8, 0)]
    while at < len(data):
        assert data[at] == 0xFF
        kind, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        told.append((kind, size))
        if kind == 0xDA:
            return told
        at += 2 + size
    raise AssertionError("no pixels")


def test_what_hangs_behind_a_picture_is_not_copied(photograph):
    """A file that is a photo to one program and a page to another."""
    path = photograph("polyglott.jpg", size=(90, 60))
    path.write_bytes(path.read_bytes() + b"<html><script>alert(1)</script></html>")

    data = clean_photo(path)

    assert b"script" not in data and b"html" not in data
    assert data.endswith(b"\xff\xd9")


def test_colours_are_carried_into_srgb(tmp_path):
    """A profile that swaps nothing but the curve still changes the numbers."""
    lab = ImageCms.createProfile("LAB")
    grey = Image.new("L", (20, 20), 128)
    grey.save(tmp_path / "plain.png")
    Image.new("CMYK", (20, 20), (0, 255, 255, 0)).save(tmp_path / "print.jpg")
    Image.new("RGB", (20, 20), (10, 200, 30)).save(
        tmp_path / "broken.png", icc_profile=b"not a profile" * 20
    )
    Image.new("RGB", (20, 20), (10, 200, 30)).save(
        tmp_path / "foreign.png", icc_profile=ImageCms.ImageCmsProfile(lab).tobytes()
    )

    def middle(name):
        with Image.open(io.BytesIO(clean_photo(tmp_path / name))) as copy:
            assert copy.mode == "RGB"
            return copy.getpixel((10, 10))

    assert middle("plain.png") == pytest.approx((128, 128, 128), abs=3)
    assert middle("print.jpg") == pytest.approx((254, 0, 0), abs=30)
    assert middle("broken.png") == pytest.approx((10, 200, 30), abs=6)
    assert middle("foreign.png") == pytest.approx((10, 200, 30), abs=6)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_pixels_becomes_a_photo(tmp_path, mode):
    name = "a.tif" if mode == "CMYK" else "a.png"
    Image.new(mode, (30, 20)).save(tmp_path / name)

    with Image.open(io.BytesIO(clean_photo(tmp_path / name))) as copy:
        assert (copy.mode, copy.size) == ("RGB", (30, 20))


# what is no photo -------------------------------------------------------------


def png_of(width, height):
    """A picture whose head promises more than a computer can hold."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(10_000, 10_000), (60_000, 60_000)])
def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path, size):
    (tmp_path / "bombe.png").write_bytes(png_of(*size))

    with pytest.raises(SourceError, match=r"bombe\.png: too large"):
        clean_photo(tmp_path / "bombe.png")


def test_what_moves_is_refused_and_a_still_gif_is_not(tmp_path):
    one, other = (Image.new("RGB", (20, 20), colour) for colour in ("red", "blue"))
    one.save(tmp_path / "film.gif", save_all=True, append_images=[other])
    one.save(tmp_path / "film.webp", save_all=True, append_images=[other])
    one.save(tmp_path / "still.gif")

    for name in ("film.gif", "film.webp"):
        with pytest.raises(SourceError, match="animated"):
            clean_photo(tmp_path / name)
    assert clean_photo(tmp_path / "still.gif")


def test_a_photo_with_a_second_picture_behind_it_is_read(tmp_path):
    """Telephones put a second exposure behind the first (MPO)."""
    one, other = (Image.new("RGB", (20, 20), colour) for colour in ("red", "blue"))
    one.save(tmp_path / "telefon.jpg", "MPO", save_all=True, append_images=[other])

    with Image.open(io.BytesIO(clean_photo(tmp_path / "telefon.jpg"))) as copy:
        assert copy.getpixel((10, 10))[0] > 200


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "no readable photo"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "no readable photo"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "telephone"),
        (b"", "no readable photo"),
    ],
)
def test_what_only_calls_itself_a_photo_is_refused(tmp_path, data, why):
    (tmp_path / "a.jpg").write_bytes(data)

    with pytest.raises(SourceError, match=why):
        clean_photo(tmp_path / "a.jpg")


@given(cut=st.integers(0, 900), at=st.integers(0, 900), sign=st.integers(0, 255))
@settings(max_examples=60)
def test_a_damaged_photo_is_drawn_or_refused_and_never_breaks(tmp_path_factory, cut, at, sign):
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (49.0, 30.0, 38.0)
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(stream, "JPEG", exif=exif)
    data = bytearray(stream.getvalue())
    data[at % len(data)] = sign
    path = tmp_path_factory.mktemp("damaged") / "a.jpg"
    path.write_bytes(bytes(data[: len(data) - cut % len(data)]))

    with contextlib.suppress(SourceError):
        assert clean_photo(path).startswith(b"\xff\xd8\xff")


# folders and zips -------------------------------------------------------------


def test_a_folder_and_a_zip_of_it_list_the_same(photograph, tmp_path):
    photograph("ordner/markt/a.jpg", size=(30, 20))
    photograph("ordner/B.jpg", size=(30, 20))
    (tmp_path / "ordner/notiz.txt").write_text("kein Foto")
    (tmp_path / "ordner/.versteckt.jpg").write_bytes(b"")
    (tmp_path / "ordner/fotos.csv").write_text("Datei;Bildtext\na.jpg;Markt\n")
    with zipfile.ZipFile(tmp_path / "fotos.zip", "w") as archive:
        for file in sorted((tmp_path / "ordner").rglob("*")):
            archive.write(file, file.relative_to(tmp_path / "ordner").as_posix())
        archive.writestr("__MACOSX/._a.jpg", b"x")

    for path in (tmp_path / "ordner", tmp_path / "fotos.zip"):
        files, listed = photo_files(path)
        assert [one.name for one in files] == ["B.jpg", "markt/a.jpg"]
        assert listed is not None and listed.name == "fotos.csv"
        assert all(one.refused == "" and one.read_bytes()[:2] == b"\xff\xd8" for one in files)


@pytest.mark.parametrize(
    "name", ["../raus.jpg", "/etc/raus.jpg", "C:\\raus.jpg", "a/../../raus.jpg", "..\\raus.jpg"]
)
def test_a_name_that_leads_out_of_the_zip_is_refused(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "fotos.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"\xff\xd8\xff")

    (one,), _ = photo_files(tmp_path / "fotos.zip")

    assert (one.refused, one.name) == ("photo_path", "raus.jpg")


def test_a_link_that_leads_out_of_the_folder_is_refused(photograph, tmp_path):
    outside = photograph("draussen.jpg", size=(30, 20))
    (tmp_path / "fotos").mkdir()
    try:
        (tmp_path / "fotos/innen.jpg").symlink_to(outside)
    except OSError:
        pytest.skip("this system makes no links")

    (one,), _ = photo_files(tmp_path / "fotos")

    assert one.refused == "photo_path"


def test_a_locked_or_damaged_zip_is_told(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK\x05\x06" + b"\x00" * 18)

    with pytest.raises(SourceError, match="no photos"):
        photo_files(tmp_path / "a.zip")
    (tmp_path / "b.docx").write_bytes(b"no zip")
    with pytest.raises(SourceError, match="neither a folder nor a zip"):
        photo_files(tmp_path / "b.docx")
