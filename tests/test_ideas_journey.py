"""From the notes of three tables to the next run: merged, counted, scanned, on the map again."""

from __future__ import annotations

import json
import re

import pytest

from innenstadt_gis import cli, pipeline
from innenstadt_gis.crs import to_degrees
from innenstadt_gis.ideas import merge_all, read_notes
from innenstadt_gis.ingest.ideas import read_ideas
from innenstadt_gis.musterstadt import write_musterstadt

PERSON = "Frau Hrbatschek, 0170 9876543, fragen"


def feature(number, spot=None, *, changed="2026-10-01T10:00:00Z", **properties):
    told = {
        "kind": "idea",
        "group": "open",
        "changed": changed,
        "created": "2026-10-01T09:00:00Z",
        **properties,
    }
    place = None if spot is None else {"type": "Point", "coordinates": list(spot)}
    key = f"00000000-0000-4000-8000-{number:012d}"
    return {"type": "Feature", "id": key, "geometry": place, "properties": told}


def collection(*features, town="Musterstadt"):
    head = {"format": "ideas", "town": town}
    return json.dumps(
        {"type": "FeatureCollection", "innenstadt_gis": head, "features": list(features)}
    )


@pytest.fixture(scope="module")
def town_folder(tmp_path_factory):
    """Musterstadt with nine notes: four of vacancy, two of image, one with a person, two gone."""
    folder = tmp_path_factory.mktemp("ideen") / "musterstadt"
    write_musterstadt(folder)
    town = pipeline.read_town(folder)
    points = to_degrees(town.premises[town.premises.geometry.notna()][["geometry"]]).geometry
    spots = [(round(p.x, 7), round(p.y, 7)) for p in points.iloc[:9]]
    notes = [feature(k, spots[k], theme="vacancy", text=f"Idee {k}") for k in range(4)]
    notes += [feature(k, spots[k], theme="image", kind="problem", text="grau") for k in (4, 5)]
    notes += [feature(6, spots[6], text=PERSON, dots="aaa:1:3:1"), feature(7, spots[7], hidden=True, text="Pfefferkuchen"),
              feature(8, deleted=True), {"type": "Feature"}]  # fmt: skip
    (folder / "daten" / "ideen.geojson").write_text(collection(*notes), "utf-8")
    study = folder / "study.toml"
    named = '[sources]\nideas = ["daten/ideen.geojson"]'
    study.write_text(study.read_text("utf-8").replace("[sources]", named), "utf-8")
    return folder, dict(zip((n["id"] for n in notes[:7]), spots, strict=False))


@pytest.fixture(scope="module", params=["intern", "workshop", "oeffentlich"])
def products(request, town_folder, tmp_path_factory):
    out = tmp_path_factory.mktemp(request.param)
    done = pipeline.run(town_folder[0], out=out, audience=request.param)
    return request.param, out, done


def figures(out):
    told = json.loads((out / "summary.json").read_text("utf-8"))["figures"]
    return {f["id"]: f["value"] for f in told if f["id"].startswith("H-")}


def test_notes_are_counted_and_small_counts_are_not_published(products):
    audience, out, _ = products
    told = figures(out)

    assert told["H-01"] == 7  # nine less a hidden and a deleted one
    assert told["H-02:vacancy"] == 4 or audience == "oeffentlich"
    if audience == "oeffentlich":
        assert told["H-02:image"] is None
        assert "H-02" not in told  # one note has no theme: 7 less 6 would tell of it
        assert "H-05" not in told
        assert min(v for v in told.values() if v) >= 3
    else:
        assert told["H-02:image"] == 2
        assert told["H-05"] == 3


def test_single_notes_reach_no_public_file_and_no_person_any(products):
    audience, out, _ = products
    every = {p.name: p.read_text("utf-8", "replace") for p in out.rglob("*") if p.is_file()}

    assert not [name for name, text in every.items() if "Hrbatschek" in text or "9876543" in text]
    assert not [name for name, text in every.items() if "Pfefferkuchen" in text]
    assert [name for name in every if name == "ideas.geojson"] == (
        [] if audience == "oeffentlich" else ["ideas.geojson"]
    )
    shown = [name for name, text in every.items() if "Idee 3" in text]
    assert bool(shown) == (audience != "oeffentlich")


def test_the_file_in_the_report_is_read_again_as_notes(products, town_folder):
    audience, out, _ = products
    if audience == "oeffentlich":
        pytest.skip("the public gets no notes")
    got = read_ideas(out / "report" / "ideas.geojson")

    assert got.refused == ()
    assert len(got.notes) == 7
    told = json.loads((out / "report" / "ideas.geojson").read_text("utf-8"))
    assert told["innenstadt_gis"]["labels"]["kind"] == "Art"
    assert {f["id"]: tuple(f["geometry"]["coordinates"]) for f in told["features"]} == town_folder[
        1
    ]


def test_the_next_map_brings_the_notes_along(products, town_folder):
    audience, _, done = products
    page = done.map.read_text("utf-8")
    block = re.search(r'id="ig-saved">(.*?)</script>', page, re.DOTALL)
    if audience == "oeffentlich":
        assert block is None
        return
    features = json.loads(block[1])["ideas"]["features"]
    told = read_notes(features)

    assert told.refused == ()
    assert {f["id"]: tuple(f["geometry"]["coordinates"]) for f in features} == town_folder[1]
    # a laptop that still has the whole text keeps it
    mine = read_ideas(town_folder[0] / "daten" / "ideen.geojson").notes
    assert {n.text for n in merge_all([*told.notes, *mine])} >= {PERSON, "Idee 0"}


def test_the_report_says_notes_and_not_per_cent(products):
    _, out, _ = products
    text = (out / "bericht.html").read_text("utf-8")
    chapter = text.split('<h2 id="ideas">', 1)[1].split("<h2 ", 1)[0]
    chapter = re.sub(r'src="data:[^"]*"', "", chapter)

    assert "Leerstand und Brachen" in chapter
    assert "%" not in re.sub(r"<[^>]*>", " ", chapter)


def test_what_was_refused_and_withheld_stands_in_the_log(town_folder):
    log = pipeline.read_town(town_folder[0]).log
    (source,) = [s for s in log.sources if s.role == "ideas"]

    assert source.adds_up()
    assert (source.rows_in, source.records, source.nonrecords, source.rejected) == (10, 7, 2, 1)
    assert any("1 Text(e) zurückgehalten" in note.de for note in source.notes)
    assert not [m for m in log.missing if m.what == "ideas"]


def test_a_broken_file_of_notes_never_stops_a_run(town_folder, tmp_path):
    folder, _ = town_folder
    path = folder / "daten" / "ideen.geojson"
    kept = path.read_bytes()
    try:
        path.write_text("{", "utf-8")
        town = pipeline.read_town(folder)
    finally:
        path.write_bytes(kept)

    assert town.ideas.empty
    (gap,) = [m for m in town.log.missing if m.what == "ideas"]
    assert "kein lesbares GeoJSON" in gap.why.de


# the command line -----------------------------------------------------------------


def call(capsys, *arguments):
    with pytest.raises(SystemExit) as left:
        cli.main(["ideas", "merge", *map(str, arguments)])
    told = capsys.readouterr()
    return left.value.code, told.out, told.err


@pytest.fixture
def tables(tmp_path):
    first = collection(
        feature(1, (13.05, 50.63), text="alt", dots="aaa:1:2:1"), feature(2, (13.05, 50.63))
    )
    second = collection(
        feature(1, (13.05, 50.63), text="neu", dots="bbb:1:1:1", changed="2026-10-02T10:00:00Z"),
        feature(2, deleted=True, changed="2026-10-02T10:00:00Z"), feature(3, text=PERSON),
        feature(4, kind="Lob"),
    )  # fmt: skip
    (tmp_path / "a.geojson").write_text(first, "utf-8")
    (tmp_path / "b.geojson").write_text(second, "utf-8")
    return tmp_path


def test_two_tables_are_merged_and_what_happened_is_said(capsys, tables):
    code, out, _ = call(
        capsys, tables / "a.geojson", tables / "b.geojson", "-o", tables / "c.geojson"
    )

    assert code == 0
    assert out.splitlines()[:6] == [
        "a.geojson: 2 gelesen, davon 2 neu, 0 geändert, 0 gelöscht, 0 schon bekannt",
        "b.geojson: 3 gelesen, davon 1 neu, 1 geändert, 1 gelöscht, 0 schon bekannt",
        "  nicht übernommen: Nr. 4: unbekannte Art",
        "Zusammen 2 Hinweise (0 ausgeblendet), 1 gelöscht",
        (
            "1 Text(e) scheinen Namen oder Kontaktdaten zu enthalten und erscheinen in keinem "
            "Produkt; bitte in der Karte umformulieren: 00000000"
        ),
        f"Geschrieben: {tables / 'c.geojson'}",
    ]
    assert "Hrbatschek" not in out
    one, two, three = read_ideas(tables / "c.geojson").notes
    assert (one.text, one.votes) == ("neu", 3)
    assert (two.deleted, three.text) == (True, PERSON)


def test_the_order_of_tables_and_merging_again_change_no_byte(capsys, tables):
    a, b, c, d = (tables / f"{name}.geojson" for name in "abcd")
    call(capsys, a, b, "-o", c)
    call(capsys, b, a, "-o", d)
    assert c.read_bytes() == d.read_bytes()
    call(capsys, c, a, c, "-o", c)
    assert c.read_bytes() == d.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("a.geojson",), 2, "-o"),
        (("-o", "c.geojson"), 2, "FILE"),
        (("a.geojson", "fehlt.geojson", "-o", "c.geojson"), 1, "fehlt.geojson: Datei gibt es nicht"),
        (("a.geojson", "-o", "c.xlsx"), 1, "endet"),
        (("a.geojson", "x.geojson", "-o", "c.geojson"), 1, "verschiedenen Städten: Anderswo, Musterstadt"),
    ],
)  # fmt: skip
def test_mistakes_are_said_in_one_line_and_nothing_is_written(
    capsys, tables, monkeypatch, arguments, code, said
):
    (tables / "x.geojson").write_text(collection(feature(9), town="Anderswo"), "utf-8")
    monkeypatch.chdir(tables)

    left, _, told = call(capsys, *arguments)

    assert left == code
    assert said in told
    assert "Traceback" not in told
    assert not list(tables.glob("c.*"))
