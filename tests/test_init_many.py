"""Many studies out of one extract: a folder a town, a network.toml, and a line for who is not there."""

from __future__ import annotations

import tomllib

import pytest

from innenstadt_gis import cli
from innenstadt_gis.study import read_study

TOWNS = (("Bergau", "14521901", 12.90), ("Talheim", "14521902", 12.95), ("Fern", "14521903", 13.4))


def tags(**pairs):
    return "".join(f'<tag k="{k.replace("__", ":")}" v="{v}"/>' for k, v in pairs.items())


@pytest.fixture
def state(tmp_path):
    """Three square towns, each with a street and a shop."""
    nodes, ways, relations = [], [], []
    for number, (name, ags, west) in enumerate(TOWNS, start=1):
        first = number * 100
        corners = [(0, 0), (2, 0), (2, 2), (0, 2), (0.5, 1), (1.5, 1)]
        for k, (dx, dy) in enumerate(corners):
            shop = tags(shop="bakery") if k == 5 else ""
            place = f'lat="{50.6 + dy / 100:.7f}" lon="{west + dx / 100:.7f}"'
            nodes.append(f'<node id="{first + k}" version="1" {place}>{shop}</node>')
        for way, refs, told in (
            (number * 10, (0, 1, 2, 3, 0), ""),
            (number * 10 + 1, (4, 5), tags(highway="residential", name="Gasse")),
        ):
            held = "".join(f'<nd ref="{first + k}"/>' for k in refs)
            ways.append(f'<way id="{way}" version="1">{held}{told}</way>')
        told = tags(
            type="boundary", boundary="administrative", admin_level="8", name=name,
            de__amtlicher_gemeindeschluessel=ags,
        )  # fmt: skip
        ring = f'<member type="way" ref="{number * 10}" role="outer"/>'
        relations.append(f'<relation id="{number}" version="1">{ring}{told}</relation>')
    path = tmp_path / "land.osm"
    text = f'<osm version="0.6">{"".join([*nodes, *ways, *relations])}</osm>'
    path.write_text(text, encoding="utf-8")
    return path


def run(capsys, *words):
    with pytest.raises(SystemExit) as left:
        cli.main(["init", *map(str, words)])
    return left.value.code, capsys.readouterr()


def test_every_town_has_its_study_and_the_network_names_them(state, tmp_path, capsys):
    home = tmp_path / "netz"

    code, said = run(capsys, home, "--osm", state, "--place", "Bergau", "--place", "Talheim")

    assert code == 0
    assert "Bergau: " in said.out
    bergau, talheim = read_study(home / "bergau"), read_study(home / "talheim")
    assert (bergau.name, bergau.ags) == ("Bergau", "14521901")
    assert (talheim.name, talheim.ags) == ("Talheim", "14521902")
    assert bergau.missing_files() == talheim.missing_files() == ()
    network = tomllib.loads((home / "network.toml").read_text("utf-8"))
    assert network == {
        "network": {"name": "netz"},
        "towns": [
            {"name": "Bergau", "ags": "14521901", "study": "bergau/study.toml"},
            {"name": "Talheim", "ags": "14521902", "study": "talheim/study.toml"},
        ],
    }


def test_two_towns_whose_folder_is_called_the_same_do_not_write_over_each_other(
    state, tmp_path, capsys
):
    home = tmp_path / "netz"

    code, said = run(capsys, home, "--osm", state, "--place", "Bergau", "--place", "BERGAU")

    assert code == 1
    assert "BERGAU: Der Ordner bergau gehört schon Bergau" in said.out + said.err
    assert read_study(home / "bergau").name == "Bergau"


def test_alone_and_with_others_a_town_gets_the_same_bytes(state, tmp_path, capsys):
    run(capsys, tmp_path / "einzeln", "--osm", state, "--ags", "14521901")
    run(capsys, tmp_path / "netz", "--osm", state, "--ags", "14521901", "--ags", "14521903")

    for name in ("14521901.osm.pbf", "grenze.geojson"):
        alone = (tmp_path / "einzeln" / "daten" / name).read_bytes()
        assert (tmp_path / "netz" / "14521901" / "daten" / name).read_bytes() == alone


def test_a_town_that_is_not_there_is_a_line_and_the_others_are_made(state, tmp_path, capsys):
    home = tmp_path / "netz"

    code, said = run(capsys, home, "--osm", state, "--place", "Bergau", "--place", "Nirgendwo")

    assert code == 1
    assert said.err.count("\n") == 1
    assert "Keine Gemeindegrenze 'Nirgendwo' gefunden" in said.err
    assert (home / "bergau" / "study.toml").is_file()
    assert not (home / "nirgendwo" / "study.toml").exists()


def test_a_study_that_is_there_stays_as_it_is(state, tmp_path, capsys):
    home = tmp_path / "netz"
    run(capsys, home, "--osm", state, "--place", "Bergau", "--place", "Fern")
    (home / "fern" / "study.toml").write_text("[town]\nname = 'Fern'\n", encoding="utf-8")

    code, said = run(capsys, home, "--osm", state, "--place", "Bergau", "--place", "Fern")

    assert code == 0
    assert said.out.count("(bestand schon)") == 2
    assert (home / "fern" / "study.toml").read_text("utf-8") == "[town]\nname = 'Fern'\n"


def test_many_towns_need_an_extract(tmp_path, capsys):
    code, said = run(capsys, tmp_path / "netz", "--place", "Bergau", "--place", "Fern")

    assert code == 1
    assert "--osm land.osm.pbf" in said.err
