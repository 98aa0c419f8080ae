"""A new study: its text is read back as what was recognised."""

from __future__ import annotations

from innenstadt_gis.study import read_study
from innenstadt_gis.study_init import Dropped, daten_md, study_toml, unlisted


def test_a_new_study_without_any_file_is_a_sound_study(tmp_path):
    text = study_toml(name='Bad "Muster"', ags=None, folder=tmp_path)
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")

    study = read_study(tmp_path)

    assert study.name == 'Bad "Muster"'
    assert study.files() == ()
    assert study.centres == ()


def test_recognised_files_stand_in_the_study_and_unknown_ones_are_asked_about(tmp_path):
    data = tmp_path / "daten"
    found = [
        Dropped("register", data / "b.csv"),
        Dropped("register", data / "a.xlsx"),
        Dropped("osm", data / "stadt.osm.pbf"),
        Dropped("gtfs", data / "g2.zip"),
        Dropped("gtfs", data / "g1.zip"),
        Dropped("unknown", data / "rätsel.xls"),
    ]
    text = study_toml(name="M", ags="09574138", folder=tmp_path, found=found)
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")

    study = read_study(tmp_path)

    assert study.ags == "09574138"
    assert study.sources.osm == (data / "stadt.osm.pbf",)
    assert study.sources.gtfs == (data / "g1.zip", data / "g2.zip")
    assert [r.path for r in study.registers] == [data / "a.xlsx", data / "b.csv"]
    assert "# daten/rätsel.xls" in text
    assert study_toml(name="M", ags="09574138", folder=tmp_path, found=found[::-1]) == text


def test_uncommenting_every_proposal_gives_a_sound_study(tmp_path):
    text = study_toml(name="M", ags="09574138", folder=tmp_path)
    rows = [
        r.removeprefix("# ") if r.startswith(("# [[",)) or " = " in r else r
        for r in text.splitlines()
    ]
    (tmp_path / "study.toml").write_text("\n".join(rows), encoding="utf-8")

    study = read_study(tmp_path)

    assert study.sources.elevation == (tmp_path / "daten" / "dgm.tif",)
    assert study.registers[0].scope == "all_units"
    assert study.centres[0].at == "Marktplatz 1"


def test_the_guide_names_licence_and_loss_for_each_source():
    guide = daten_md(name="Musterstadt")

    assert guide.count("## ") == 14
    assert guide.count("**Lizenz und Nennung:**") == guide.count("**Ohne diese Datei:**") == 14


def test_files_in_daten_that_the_study_does_not_name_are_listed(tmp_path):
    data = tmp_path / "daten"
    for name in ("stadt.osm.pbf", "neu.xlsx", "dgm/k1.tif", "LIESMICH.md", "~$neu.xlsx"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).touch()
    (tmp_path / "study.toml").write_text(
        '[town]\nname = "M"\n[sources]\nosm = "daten/stadt.osm.pbf"\nelevation = "daten/dgm"\n',
        encoding="utf-8",
    )

    assert unlisted(read_study(tmp_path)) == (data / "neu.xlsx",)
