"""Messy inputs that go through the whole house: photos, small numbers, tags, what is not there."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

from innenstadt_gis import pipeline
from innenstadt_gis.cli import main
from innenstadt_gis.ingest.osm.units import active_use, former_use, vacancy_evidence
from innenstadt_gis.musterstadt import write_musterstadt
from tests.planted import CAMERA

# 62: photos ----------------------------------------------------------------------


@pytest.mark.parametrize("audience", ["intern", "workshop", "oeffentlich"])
def test_input_62_no_product_holds_a_photo_or_what_its_camera_wrote(planted, audience):
    assert CAMERA.encode() in planted.photo.read_bytes()
    out, _ = planted.run(audience)

    pixels = planted.photo.read_bytes()[-400:]  # the end of the picture itself, after all headers
    files = [p for p in out.rglob("*") if p.is_file()]
    assert len(files) >= 10
    assert not [p for p in files if p.suffix.lower() in {".jpg", ".jpeg", ".webp"}]
    for path in files:
        data = path.read_bytes()
        assert pixels not in data and CAMERA.encode() not in data, path.name
        assert b"data:image/jpeg" not in data, path.name


# 63: small numbers ---------------------------------------------------------------


def sections(out):
    """Units and vacant units by street section, in the order of the file."""
    features = json.loads((out / "report" / "sections.geojson").read_text("utf-8"))["features"]
    return pd.DataFrame([f["properties"] for f in features])


def test_input_63_one_or_two_vacancies_of_a_street_are_not_published(tmp_path):
    study = write_musterstadt(tmp_path / "stadt")

    inside = sections(
        pipeline.run(study, out=tmp_path / "in", audience="intern", only="geojson").out
    )
    public = sections(
        pipeline.run(study, out=tmp_path / "out", audience="oeffentlich", only="geojson").out
    )

    # Musterstadt by hand: of the sections with units, 6 have one vacant unit, 1 has six, and of
    # those with none only three have three units and more (Kirchgasse 4, Marktplatz 3 and 4).
    # Bahnhofstraße as a whole is told (7 vacant), so that its sections (6 and 1) must go together.
    assert inside["vacant"].eq(1).sum() == 6 and inside["vacant"].eq(6).sum() == 1
    assert inside["units"].gt(0).sum() == 16
    shown = public[public["units"].gt(0)]
    assert sorted(zip(shown["street"], shown["units"], shown["vacant"], strict=True)) == [
        ("Kirchgasse", 4, 0), ("Marktplatz", 3, 0), ("Marktplatz", 4, 0),
    ]  # fmt: skip
    hidden = public[public["units"].isna()]
    assert len(hidden) == 16 - 3
    assert hidden[["known", "vacant", "unknown", "vacancy_rate"]].isna().all(axis=None)


# 65: tags of OpenStreetMap -------------------------------------------------------


@pytest.mark.parametrize(
    ("tags", "used", "evidence", "former"),
    [
        # in use, of a kind that nobody said
        ({"shop": "yes"}, ("shop", "yes"), None, None),
        # the first value says what is there: nothing
        ({"shop": "vacant;clothes"}, None, "shop=vacant", None),
        ({"shop": "vacant; clothes"}, None, "shop=vacant", None),
        ({"shop": "clothes;vacant"}, ("shop", "clothes"), None, None),
        ({"disused:shop": "clothes"}, None, "disused:shop=clothes", ("disused:shop", "clothes")),
        ({"disused:shop": "yes"}, None, "disused:shop=yes", ("disused:shop", "yes")),
        (
            {"shop": "vacant", "disused:shop": "clothes"},
            None, "shop=vacant", ("disused:shop", "clothes"),
        ),
        # let again, and the former use left in place
        (
            {"shop": "bakery", "disused:shop": "clothes"},
            ("shop", "bakery"), None, ("disused:shop", "clothes"),
        ),
        ({"shop": "no"}, None, None, None),
        ({"disused:amenity": "restaurant"}, None, "disused:amenity=restaurant",
         ("disused:amenity", "restaurant")),
        ({"building": "retail", "disused": "yes"}, None, "building+disused=yes", None),
        ({"shop": "clothes", "disused": "yes"}, ("shop", "clothes"), "shop=clothes+disused=yes",
         None),
        ({"building": "yes", "disused": "no"}, None, None, None),
        ({"was:shop": "bakery"}, None, "was:shop=bakery", ("was:shop", "bakery")),
        ({"abandoned:shop": "bakery"}, None, "abandoned:shop=bakery", ("abandoned:shop", "bakery")),
    ],
)  # fmt: skip
def test_input_65_what_the_tags_of_a_shop_say(tags, used, evidence, former):
    assert active_use(tags) == used
    assert vacancy_evidence(tags) == evidence
    assert former_use(tags) == former


# 70: what is not there -----------------------------------------------------------


def run_program(study, out, *more):
    """Run as from the command line; return what it leaves with."""
    with pytest.raises(SystemExit) as left:
        main(["run", str(study), "--out", str(out), *more])
    return left.value.code


LEFT_OUT = ("parcels", "addresses", "elevation", "population", "gtfs")


@pytest.fixture
def bare(tmp_path):
    """A town with its map and its register alone."""
    study = write_musterstadt(tmp_path / "stadt")
    text = study.read_text("utf-8")
    for key in LEFT_OUT:
        text = re.sub(rf"^{key} = .*\n", "", text, flags=re.MULTILINE)
    study.write_text(text, "utf-8")
    return study


def test_input_70_what_is_not_there_is_named_in_every_product(bare, tmp_path, capsys):
    code = run_program(bare, tmp_path / "out")

    told = capsys.readouterr().out
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    report = (tmp_path / "out" / "bericht.html").read_text("utf-8")
    whys = {row["what"]: row["why"] for row in summary["not_computed"]}
    assert code == 0
    assert set(LEFT_OUT) <= set(whys)
    for key in LEFT_OUT:
        assert "keine Datei in study.toml" in whys[key], key
        assert whys[key] in report, key
        assert whys[key] in " ".join(told.split()), key


def test_input_70_files_that_are_named_but_not_there_do_not_stop_the_run(bare, tmp_path, capsys):
    text = bare.read_text("utf-8")
    lines = "".join(f'{key} = "daten/fehlt.{key}"\n' for key in LEFT_OUT)
    bare.write_text(text.replace("[sources]\n", f"[sources]\n{lines}"), "utf-8")

    # what papers make of what is not there, the test above has seen
    code = run_program(bare, tmp_path / "out", "--only", "summary")

    told = " ".join(capsys.readouterr().out.split())
    assert code == 0
    for key in LEFT_OUT:
        assert f"daten/fehlt.{key}" in told
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    figures = {f["key"]: f["value"] for f in summary["figures"]}
    assert figures["vacancy_rate"] == pytest.approx(12 / 60, abs=1e-4)
