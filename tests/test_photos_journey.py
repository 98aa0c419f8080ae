"""Photos of Musterstadt from a folder into every product, and nowhere that they do not belong."""

from __future__ import annotations

import base64
import io
import re
import shutil
import zipfile

import geopandas as gpd
import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from innenstadt_gis import cli, pipeline
from innenstadt_gis.crs import to_degrees
from innenstadt_gis.musterstadt import write_musterstadt
from innenstadt_gis.pipeline.walk_map import _pictured
from innenstadt_gis.study import read_study
from innenstadt_gis.town import Town
from tests.outputs.map import conftest as of_maps

opened = of_maps.opened  # a page without requests and messages

PLANTED = ("GEHEIM-KAMERA", "GEHEIM-XMP", "GEHEIM-KOMMENTAR", "Eva Muster", "GEHEIMER_ORDNER")
HOSTILE = "<img src=x onerror=alert(1)></script>{{7*7}}"


def photograph(path, colour, *, day=None, at=None):
    """A noisy photo of 12 million pixels, as telephones take them, with all that they add."""
    exif = Image.Exif()
    exif[0x0110] = "GEHEIM-KAMERA"
    if day:
        exif.get_ifd(0x8769)[0x9003] = f"{day} 12:00:00"
    if at:
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2], gps[3], gps[4] = "N", (at[1], 0.0, 0.0), "E", (at[0], 0.0, 0.0)
    noise = np.random.default_rng(5).integers(0, 60, (3000, 4000, 1), dtype="uint8")
    pixels = np.clip(np.array(colour) + noise, 0, 255).astype("uint8")
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(
        path, exif=exif, comment=b"GEHEIM-KOMMENTAR", xmp=b"GEHEIM-XMP", quality=70
    )


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """
    Musterstadt with six photos: Marktplatz 7 (vacant) before and after, for workshops; the town
    hall (Marktplatz 1), public; one with people in front of Marktplatz 4; one barred; one by GPS.
    """
    folder = tmp_path_factory.mktemp("fotos") / "musterstadt"
    write_musterstadt(folder)
    units = pipeline.read_town(folder).premises
    by_door = {
        f"{s} {h}": u
        for u, s, h in zip(units.index, units["street"], units["house_number"], strict=True)
    }
    point = to_degrees(units.loc[[by_door["Marktplatz 10"]], ["geometry"]]).geometry.iloc[0]
    photos = folder / "bilder" / "GEHEIMER_ORDNER"
    photograph(photos / "Marktplatz 7.jpg", (150, 40, 40), day="2023:05:01")
    photograph(photos / f"{by_door['Marktplatz 7']} neu.jpg", (40, 150, 40), day="2025:05:01")
    photograph(photos / "rathaus.jpg", (40, 40, 150))
    photograph(photos / "leute.jpg", (90, 40, 150))
    photograph(photos / "gesperrt.jpg", (10, 40, 150))
    photograph(photos / "IMG_1.jpg", (90, 90, 90), at=(point.x, point.y))
    (folder / "fotos.csv").unlink(missing_ok=True)
    (folder / "bilder/fotos.csv").write_text(
        "Datei;Einheit;Adresse;Bildtext;Freigabe;Personen erkennbar;Bildnachweis;Fotograf\n"
        f"rathaus.jpg;;Marktplatz 1;Rathaus {HOSTILE};öffentlich;nein;Stadt Musterstadt;Eva Muster\n"
        "leute.jpg;;Marktplatz 4;Sommerfest;öffentlich;ja;;Eva Muster\n"
        "gesperrt.jpg;;Marktplatz 4;;nein;;;\n"
        "IMG_1.jpg;;;;Workshop;;;\n"
        "Marktplatz 7.jpg;;Marktplatz 7;Vorher: leer;Workshop;;;\n"
        f"{by_door['Marktplatz 7']} neu.jpg;;;;Workshop;;;\n",
        encoding="utf-8",
    )
    text = (folder / "study.toml").read_text("utf-8")
    text = text.replace("[sources]", '[sources]\nphotos = "bilder"', 1)
    (folder / "study.toml").write_text(text + '\n[photos]\nreleased = "index"\n', "utf-8")
    return folder


@pytest.fixture(scope="module")
def town(study):
    return pipeline.read_town(study)


@pytest.fixture(scope="module")
def products(study, tmp_path_factory):
    """Folder of the products of each audience."""
    done = {}
    for audience in ("intern", "workshop", "oeffentlich"):
        out = tmp_path_factory.mktemp("out") / audience
        parts = "map,geojson,geopackage,workbook,summary,import,report"
        pipeline.run(study, out=out, audience=audience, only=parts)
        done[audience] = out
    return done


def pictures(folder):
    """All pictures in the products of an audience, by file."""
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        text = path.read_bytes().decode("utf-8", "replace")
        coded = re.findall(r"data:image/jpeg;base64,([A-Za-z0-9+/=]+)", text)
        coded += re.findall(r'"src":"([A-Za-z0-9+/=]{200,})"', text)
        found[path.name] = [base64.b64decode(one) for one in coded]
    return found


def hues(data):
    """Which of the photos a picture is: the rounded colour of its middle."""
    with Image.open(io.BytesIO(data)) as image:
        small = image.resize((1, 1))
        return {(180, 70, 70): "before", (70, 180, 70): "after", (70, 70, 180): "hall",
                (120, 70, 180): "people", (40, 70, 180): "barred", (120, 120, 120): "gps"}[
            min(
                ((180, 70, 70), (70, 180, 70), (70, 70, 180), (120, 70, 180), (40, 70, 180), (120, 120, 120)),
                key=lambda known: sum(abs(a - b) for a, b in zip(known, small.getpixel((0, 0)), strict=True)),
            )
        ]  # fmt: skip


def test_each_audience_sees_its_photos_alone(products):
    seen = {
        audience: {name: sorted(map(hues, some)) for name, some in pictures(folder).items() if some}
        for audience, folder in products.items()
    }

    town_map = {
        a: next(v for k, v in s.items() if k.startswith("Musterstadt_")) for a, s in seen.items()
    }
    assert town_map == {
        "intern": ["after", "before", "gps", "hall", "people"],
        "workshop": ["after", "before", "gps", "hall"],
        "oeffentlich": ["hall"],
    }
    assert seen["workshop"]["bericht.html"] == ["after", "before"]
    assert seen["intern"]["bericht.html"] == ["after", "before"]
    assert "bericht.html" not in seen["oeffentlich"]


def test_pictures_stand_in_map_and_report_and_in_no_other_file(products):
    for folder in products.values():
        named = {name for name, some in pictures(folder).items() if some}
        assert named <= {
            "workshop.html",
            "bericht.html",
            *(p.name for p in folder.glob("Musterstadt_*")),
        }


def test_no_picture_is_larger_than_60_kb_or_holds_more_than_pixels(products):
    for folder in products.values():
        for some in pictures(folder).values():
            for data in some:
                assert len(data) <= 60_000
                assert not any(word in data for word in (b"Exif", b"GEHEIM", b"xmp", b"http"))
                with Image.open(io.BytesIO(data)) as image:
                    assert image.format == "JPEG" and max(image.size) <= 1280
                    assert max(image.size) >= 640  # still worth looking at


def test_nothing_planted_reaches_a_product(study, products):
    files = [path for path in (study / "bilder").rglob("*") if path.is_file()]
    taken = b"".join(path.read_bytes() for path in files)
    assert all(word.encode() in taken for word in PLANTED[:-1])
    for folder in products.values():
        for path in (p for p in folder.rglob("*") if p.is_file()):
            data = path.read_bytes()
            for word in PLANTED:
                assert word.encode() not in data, (path.name, word)


def test_the_position_of_a_camera_reaches_no_product(town, products):
    """The photo by GPS stands where its unit does: the table has no other point."""
    photo = town.photos[town.photos["located_by"] == "coordinate"].iloc[0]

    assert photo.geometry.equals(town.premises.geometry[photo["unit_id"]])
    assert town.premises.loc[photo["unit_id"], "house_number"] == "10"


def test_a_hostile_caption_stays_a_caption(products):
    for folder in products.values():
        for name in ("bericht.html", "workshop.html"):
            page = (folder / name).read_text("utf-8")
            assert "<img src=x" not in page


def test_every_file_is_accounted_for_in_the_data_report(town, products):
    folder, of_list = [log for log in town.log.sources if log.role == "photos"]

    assert (folder.file, folder.rows_in, folder.records, folder.nonrecords) == ("bilder", 6, 5, 1)
    assert (of_list.file, of_list.rows_in, of_list.records) == ("bilder/fotos.csv", 6, 6)
    assert folder.adds_up() and of_list.adds_up()
    assert [note.de for note in folder.notes] == [
        "Fotos: 1 öffentlich, 3 Workshop, 1 nur intern",
        "1 Foto(s) mit erkennbaren Personen bleiben intern",
    ]
    assert folder.located == {"coordinate": 1, "index": 3, "unit": 1}
    assert "Fotos: bilder" in (products["workshop"] / "bericht.html").read_text("utf-8")


def test_the_public_learns_no_name_of_a_file(products):
    public = products["oeffentlich"]
    text = "".join(
        p.read_bytes().decode("utf-8", "replace") for p in public.rglob("*") if p.is_file()
    )

    for name in ("leute.jpg", "rathaus.jpg", "IMG_1", "gesperrt.jpg"):
        assert f'"{name}' not in text and f"({name}" not in text
    assert re.search(r"\bu-[0-9a-f]{10}\b", text) is None


def test_check_lists_the_photos(study):
    told = CliRunner().invoke(cli.program("de"), ["check", str(study)])

    assert told.exit_code == 0
    assert "Fotos bilder: 6 Zeilen, davon 5 Datensätze" in told.output


def test_the_same_photos_give_the_same_map(study, products, tmp_path):
    pipeline.run(study, out=tmp_path, audience="workshop", only="map")

    again, before = tmp_path / "workshop.html", products["workshop"] / "workshop.html"
    assert again.read_bytes() == before.read_bytes()


def test_without_a_word_of_release_photos_stay_in_the_town_hall(study, tmp_path):
    folder = tmp_path / "stadt"
    shutil.copytree(study, folder, ignore=shutil.ignore_patterns("ergebnis"))
    text = (folder / "study.toml").read_text("utf-8").replace('released = "index"', "")
    (folder / "study.toml").write_text(text, "utf-8")

    town = pipeline.read_town(folder)

    assert set(town.photos["audience"]) == {"intern"} and len(town.photos) == 5
    (log, _) = [one for one in town.log.sources if one.role == "photos"]
    assert "5 Foto(s) nur in Ergebnissen für intern" in log.notes[1].de


def test_the_sheet_of_a_stop_shows_what_it_looked_like(study, tmp_path):
    done = pipeline.town_walk(study, out=tmp_path, stops=("Marktplatz 7", "Marktplatz 4"))

    page = done.files[0].read_text("utf-8")
    sheets = {m[0].split("<h2>")[1].split("</h2>")[0][2:]: m[0].count("<img")
              for m in re.finditer(r'<section class="stop">.*?</section>', page, re.DOTALL)}  # fmt: skip
    assert sheets == {"Marktplatz 7": 2, "Marktplatz 4": 0}  # people are not for a walk
    assert "img-src data:" in page and "<script" not in page
    assert b"<img" not in done.files[1].read_bytes()  # the GPX


def test_a_proposed_stop_has_the_photos_of_the_command_and_none_of_a_neighbour(town):
    seen = pipeline._released(town, "workshop")
    units = town.premises.set_index(town.premises["street"] + " " + town.premises["house_number"])
    at = units.geometry[["Marktplatz 7", "Marktplatz 10"]]
    rows = gpd.GeoDataFrame({"kind": ["vacant"] * 2}, geometry=list(at), crs=town.crs)
    assert _pictured(rows, seen) == [((0, 0), (0, 1)), ()]  # Marktplatz 10 is not vacant
    assert _pictured(rows.assign(kind="measure"), seen)[1] == ((2, 0),)
    assert _pictured(rows.assign(kind="gap"), seen) == [(), ()]


@pytest.mark.browser
def test_the_sheets_printed_on_the_map_show_the_photos_of_a_stop(products, opened):
    page_text = (products["workshop"] / "workshop.html").read_text("utf-8")
    with opened(page_text) as page:
        page.evaluate(
            """() => { const { xy } = ig.data.layers.find(one => one.key === "photos").marks;
            ig.walkAdd({ name: "Marktplatz 7", x: xy[0], y: xy[1] });
            ig.walkAdd({ name: "nebenan", x: xy[0] + 400, y: xy[1] });
            ig.sheet = "walk"; dispatchEvent(new Event("beforeprint")); }"""
        )
        shown = page.locator(".ig-walk-sheet").evaluate_all(
            """all => all.map(one => [one.querySelector("h2").textContent.replace(/^\\d+ /, ""),
              [...one.querySelectorAll("img")].map(image => image.naturalWidth > 0)])"""
        )
        page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    told = dict(shown)
    assert told["Marktplatz 7"] == [True, True]
    assert told["nebenan"] == []


def test_a_town_of_own_frames_keeps_its_photos(town):
    again = Town.from_tables(
        name="Ort", crs=town.crs, survey_day=town.survey_day, premises=town.premises,
        photos=town.photos, photo_files=town.photo_files,
    )  # fmt: skip

    assert set(again.photo_files) == set(again.photos.index)
    assert "photo_files" not in repr(again)


def test_missing_and_broken_folders_are_gaps_and_stop_nothing(study, tmp_path):
    folder = tmp_path / "stadt"
    write_musterstadt(folder)
    (folder / "kaputt.zip").write_bytes(b"PK\x03\x04 nothing")
    (folder / "leer").mkdir()
    with zipfile.ZipFile(folder / "nur_text.zip", "w") as archive:
        archive.writestr("a.txt", "x")
    (folder / "fotos.xlsx").write_bytes(b"no workbook")
    text = (folder / "study.toml").read_text("utf-8")
    named = '[sources]\nphotos = ["fehlt", "kaputt.zip", "leer", "nur_text.zip"]'
    (folder / "study.toml").write_text(text.replace("[sources]", named, 1), "utf-8")

    town = pipeline.read_town(folder)

    told = [gap.why.de for gap in town.log.missing if gap.what == "photos"]
    assert len(told) == 5 and len(town.photos) == 0
    assert told[0] == "Datei fehlt gibt es nicht"
    assert any("fotos.xlsx lässt sich nicht lesen" in one for one in told)


def test_a_list_without_a_folder_is_told(tmp_path):
    folder = tmp_path / "stadt"
    write_musterstadt(folder)
    (folder / "fotos.xlsx").write_bytes(b"")

    town = pipeline.read_town(read_study(folder))

    (gap,) = [gap for gap in town.log.missing if gap.what == "photos"]
    assert gap.why.de == "fotos.xlsx nennt Fotos, study.toml aber keinen Ordner"
    assert 'photos = "fotos"' in gap.todo.de


def test_photos_in_a_folder_that_nobody_names_are_told_in_one_line(tmp_path):
    folder = tmp_path / "stadt"
    write_musterstadt(folder)
    (folder / "daten/bilder").mkdir()
    for name in ("a.jpg", "b.JPG", "c.heic"):
        (folder / "daten/bilder" / name).write_bytes(b"x")

    town = pipeline.read_town(folder)

    (gap,) = [gap for gap in town.log.missing if gap.what in ("photos", "daten")]
    assert gap.why.de == (
        "3 Foto(s) liegen in daten/bilder/, der Ordner steht aber nicht in study.toml"
    )
    assert gap.todo.de.endswith('photos = "daten/bilder"')
