"""What a folder of results remembers: for whom, of which town, and which file is whose."""

from __future__ import annotations

import pytest

from innenstadt_gis.pipeline.stamp import STAMP, Stamp, read_stamp


def lay(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")


def test_a_stamp_is_read_as_it_was_written_without_files_that_are_gone(tmp_path):
    stamp = Stamp("intern", "Bad Ort", {"map": ("m.html",), "geojson": ("report/a", "report/b")})
    lay(tmp_path, "m.html", "report/b")
    (tmp_path / STAMP).write_text(stamp.text(), "utf-8")

    read = read_stamp(tmp_path)

    assert (read.audience, read.town) == ("intern", "Bad Ort")
    assert read.parts == {"map": ("m.html",), "geojson": ("report/b",)}


def test_a_part_written_again_forgets_its_old_files_but_not_maps_of_earlier_surveys():
    before = Stamp(
        "workshop", "Ort",
        {"map": ("Ort_2024-10-01_WORKSHOP.html", "workshop.html"), "geojson": ("report/a",),
         "summary": ("summary.json",)},
    )  # fmt: skip
    made = {"map": ["Ort_2026-09-15_WORKSHOP.html", "workshop.html"], "geojson": ["report/b"]}

    after = before.after("workshop", "Ort", made)

    assert before.names() - after.names() == {"report/a"}
    assert {"Ort_2024-10-01_WORKSHOP.html", "summary.json", "report/b"} <= after.names()


def test_nothing_stays_beside_results_for_others():
    before = Stamp("intern", "Ort", {"map": ("Ort_2024-10-01_INTERN.html",), "report": ("b.html",)})

    after = before.after("oeffentlich", "Ort", {"map": ["Ort_2024-10-01_OEFFENTLICH.html"]})

    assert not before.fits("oeffentlich")
    assert after.names() == {"Ort_2024-10-01_OEFFENTLICH.html", "run.log.json"}


@pytest.mark.parametrize("name", ["../study.toml", "/etc/x", "report/../../x", "..\\study.toml"])
def test_no_stamp_leads_out_of_the_folder(tmp_path, name):
    lay(tmp_path, "study.toml", "ergebnis/m.html")
    (tmp_path / "ergebnis" / STAMP).write_text(f"intern\nOrt\nmap\t{name}\nmap\tm.html\n")

    assert read_stamp(tmp_path / "ergebnis").names() == {"m.html"}


def test_a_folder_of_an_earlier_version_is_known_by_the_names_of_its_maps(tmp_path):
    lay(tmp_path, "Bad_Ort_2024-10-01_INTERN.html", "summary.json", "report/premises.geojson",
        "Bad_Ort.gpkg", "notizen.html", "report/own.geojson")  # fmt: skip

    read = read_stamp(tmp_path)

    assert read.audience == "intern"
    assert read.names() == {
        "Bad_Ort_2024-10-01_INTERN.html", "summary.json", "report/premises.geojson", "Bad_Ort.gpkg",
    }  # fmt: skip


def test_a_folder_without_our_maps_holds_nothing_of_ours(tmp_path):
    lay(tmp_path, "summary.json", "bericht.html")

    assert read_stamp(tmp_path) == Stamp()
