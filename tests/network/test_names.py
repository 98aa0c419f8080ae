"""Names that mean two towns, or none any more."""

from __future__ import annotations

import re

import pytest

from innenstadt_gis import pipeline
from innenstadt_gis.errors import InputError, StudyError
from innenstadt_gis.municipalities import TOWNS, called, name_faults, name_notes, successor
from innenstadt_gis.study.network import read_network


def network(tmp_path, *towns):
    lines = [f"[[towns]]\n{town}\n" for town in towns]
    (tmp_path / "network.toml").write_text(
        '[network]\nname = "Netz"\n\n' + "\n".join(lines), "utf-8"
    )
    return read_network(tmp_path)


def test_there_are_27_towns_each_with_a_key_of_its_own():
    assert len(TOWNS) == len({t.ags for t in TOWNS}) == 27
    assert all(re.fullmatch(r"14521\d{3}", t.ags) for t in TOWNS)
    assert [t for t in TOWNS if name_faults(t.name, t.ags) or name_notes(t.name, t.ags)] == []


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("Oelsnitz", ["14521450", "14523300"]),
        ("Oelsnitz/Erzgeb.", ["14521450"]),
        ("Oelsnitz im Vogtland", ["14523300"]),
        ("Auerbach", ["14521040", "14523020"]),
        ("Auerbach/Vogtl.", ["14523020"]),
        ("Stadt Stollberg", ["14521590"]),
        ("LÖSSNITZ", ["14521370"]),
        ("Lauf a.d. Pegnitz", []),
    ],
)
def test_a_name_means(name, keys):
    assert [one.ags for one in called(name)] == keys


@pytest.mark.parametrize(
    ("name", "ags", "now"),
    [
        ("Aue", None, "14521035"), ("Aue", "14521030", "14521035"), ("", "14521050", "14521035"),
        ("Pfaffroda", None, "14521460"), ("Zwönitz", "14521710", None),
    ],
)  # fmt: skip
def test_a_merged_town_is_its_successor(name, ags, now):
    found = successor(name, ags)

    assert (found[1].ags if found else None) == now
    assert bool(name_notes(name, ags)) == (now is not None)


def test_a_network_takes_a_merged_town_under_its_name_of_today(tmp_path):
    read = network(
        tmp_path, 'name = "Aue"\nstudy = "aue"', 'name = "Zwönitz"\nags = "14521710"\nstudy = "z"'
    )

    assert (read.towns[0].name, read.towns[0].ags) == ("Aue-Bad Schlema", "14521035")
    assert [n.de for n in read.notes] == [
        "Aue gehört seit 2019 zu Aue-Bad Schlema (14521035); dieses ist gemeint"
    ]


def test_all_traps_of_a_network_are_told_at_once_with_their_lines(tmp_path):
    with pytest.raises(StudyError) as error:
        network(
            tmp_path,
            'name = "Oelsnitz"\nstudy = "o"',
            'name = "Zwönitz"\nags = "14521640"\nstudy = "z"',
            'name = "Geyer"\nags = 1452121\nstudy = "g"',
            'name = "Aue"\nstudy = "a"',
            'name = "Aue-Bad Schlema"\nexchange = "b/austausch.json"',
            'name = "Thum"',
        )

    said = error.value.text.de
    for one in (
        "Zeile 5, [[towns]] name: Oelsnitz kann mehrere meinen",
        "Zeile 10, [[towns]] ags: Name und AGS passen nicht zusammen: 14521640 ist Thum",
        "Zeile 15, [[towns]] ags: Der Gemeindeschlüssel (AGS) hat 8 Ziffern",
        "Zeile 23, [[towns]] name: steht zweimal da: schon als Aue-Bad Schlema",
        "[[towns]] study: Wo liegt, was sie mitteilt?",
    ):
        assert one in said, said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"place": "Oelsnitz"}, "14521450.*14523300"),
        ({"place": "Auerbach"}, "14521040.*14523020"),
        ({"place": "Zwönitz", "ags": "14521640"}, "14521640 is Thum"),
    ],
)
def test_init_asks_back_before_it_makes_anything(tmp_path, asked, said):
    folder = tmp_path / "stadt"

    with pytest.raises(InputError, match=said):
        pipeline.init(folder, progress=lambda _: None, **asked)

    assert not folder.exists()
