"""study.toml: everything is told at once, with the line to write."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innenstadt_gis.errors import MissingSourceError, StudyError
from innenstadt_gis.study import UNSAID, Study, add_centre, read_study, toml_text
from innenstadt_gis.study.text import repaired

WHOLE = """
[town]
name = "Musterstadt"
ags = "09574138"
survey_day = 2024-10-01

[sources]
osm = "stadt.osm.pbf"
parcels = ["a.gpkg", "b/c.gpkg"]
gtfs = [
  "gtfs.zip",  # der Verkehrsverbund
]

[[registers]]
path = "leerstand_2024.xlsx"
survey_day = 2024-10-01
scope = "all_units"
mapping = "leerstand_2024.mapping.toml"

[[registers]]
path = "leerstand_2023.csv"

[[centres]]
name = "Markt"
at = "Marktplatz 1"

[[centres]]
at = [11.2789, 49.5106]

[[centres]]
name = "ZVB"
polygon = "zvb.shp"

[transit]
day = 2024-09-17
"""


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "study.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def faults(folder: Path, text: str | bytes) -> str:
    with pytest.raises(StudyError) as caught:
        read_study(write(folder, text))
    return caught.value.text.to("de")


def test_a_whole_study_is_read_as_written(tmp_path):
    study = read_study(write(tmp_path, WHOLE))

    assert (study.name, study.ags) == ("Musterstadt", "09574138")
    assert study.survey_day == dt.date(2024, 10, 1)
    assert study.transit_day == dt.date(2024, 9, 17)
    assert study.sources.osm == (tmp_path / "stadt.osm.pbf",)
    assert study.sources.parcels == (tmp_path / "a.gpkg", tmp_path / "b" / "c.gpkg")
    assert study.sources.gtfs == (tmp_path / "gtfs.zip",)
    assert study.sources.elevation == ()
    first, second = study.registers
    assert (first.scope, first.survey_day) == ("all_units", dt.date(2024, 10, 1))
    assert first.mapping == tmp_path / "leerstand_2024.mapping.toml"
    assert (second.scope, second.survey_day, second.mapping) == (None, None, None)
    lines = WHOLE.splitlines()
    assert lines[first.line - 1] == lines[second.line - 1] == "[[registers]]"
    assert first.line < second.line
    assert [c.name for c in study.centres] == ["Markt", "11.2789, 49.5106", "ZVB"]
    assert study.centres[1].at == "11.2789, 49.5106"
    assert study.centres[2].polygon == tmp_path / "zvb.shp"


def test_a_folder_stands_for_the_study_in_it(tmp_path):
    write(tmp_path, WHOLE)

    assert read_study(tmp_path).path == tmp_path / "study.toml"


def test_missing_files_are_no_fault_but_are_listed(tmp_path):
    (tmp_path / "stadt.osm.pbf").touch()
    study = read_study(write(tmp_path, WHOLE))

    missing = study.missing_files()

    # 8 named: osm, 2 parcels, gtfs, 2 registers, 1 mapping, 1 polygon; osm is there
    assert len(missing) == 7
    assert ("gtfs", tmp_path / "gtfs.zip") in missing
    assert ("osm", tmp_path / "stadt.osm.pbf") not in missing


def test_no_study_names_the_command_that_makes_one(tmp_path):
    with pytest.raises(MissingSourceError, match="innenstadt init"):
        read_study(tmp_path / "study.toml")


def test_all_faults_come_at_once_each_with_its_line(tmp_path):
    told = faults(
        tmp_path,
        '[town]\nags = "9574138"\n\n[sources]\nosm = 5\nparcel = "x.gpkg"\n\n'
        '[[registers]]\nscope = "vacancy_only"\n\n[[centres]]\nname = "Mitte"\n',
    )

    assert "7 Fehler" in told.splitlines()[0]
    assert 'name = "Ihre Stadt"' in told
    assert "Zeile 2, [town] ags" in told
    assert 'ags = "09574138"' in told
    assert "Zeile 5, [sources] osm" in told
    assert "Zeile 6, [sources] parcel" in told
    assert "parcels = …" in told
    assert "Zeile 8, [[registers]] path" in told
    assert 'scope = "vacancies_only"' in told
    assert "Zeile 11, [[centres]] at" in told


@pytest.mark.parametrize(
    ("slip", "correct"),
    [
        (r'path = "C:\daten\x.xlsx"', 'path = "C:/daten/x.xlsx"'),
        (r'path = "C:\temp\neu.xlsx"', 'path = "C:/temp/neu.xlsx"'),  # valid TOML: tab, new line
        (r"path = C:\daten\x.xlsx", 'path = "C:/daten/x.xlsx"'),
        ("path = leerstand.xlsx", 'path = "leerstand.xlsx"'),
        ("path = „leerstand.xlsx“", 'path = "leerstand.xlsx"'),
        ("path = “leerstand.xlsx”", 'path = "leerstand.xlsx"'),
        ("path = »leer stand.xlsx«", 'path = "leer stand.xlsx"'),
        ('path = „leerstand.xlsx"', 'path = "leerstand.xlsx"'),
        ('path = "x.csv"\nsurvey_day = 01.10.2024', "survey_day = 2024-10-01"),
        ('path = "x.csv"\nsurvey_day = 1.10.24', "survey_day = 2024-10-01"),
        ('path = "x.csv"\nsurvey_day = "01.10.2024"', "survey_day = 2024-10-01"),
        ('path = "x.csv"\n[[centres]]\nat = 11,2789, 49,5106', "at = [11.2789, 49.5106]"),
        ('path = "x.csv"\n[[centres]]\nat = [11,2789, 49,5106]', "at = [11.2789, 49.5106]"),
        ('path = "x.csv"\n[[centres]]\nat = "11,2789 49,5106"', "at = [11.2789, 49.5106]"),
        ('path = "x.csv"\n[[centres]]\nlat = 49.5\nlon = 11,2789', "lon = 11.2789"),
    ],
)
def test_a_slip_of_the_pen_gets_the_corrected_text(tmp_path, slip, correct):
    told = faults(tmp_path, f'[town]\nname = "M"\n[[registers]]\n{slip}\n')

    assert "1 Fehler" in told.splitlines()[0]
    assert told.endswith(f"Bitte schreiben: {correct}")


@pytest.mark.parametrize(
    ("ags", "correct"),
    [
        ("9574138", 'ags = "09574138"'),
        ("09574138", 'ags = "09574138"'),
        ('"095740000138"', 'ags = "09574138"'),  # Regionalschlüssel with 12 digits
        ('"17574138"', None),  # there is no state 17
        ('"abc"', None),
    ],
)
def test_a_wrong_municipality_key_gets_the_right_one_where_it_can_be_known(tmp_path, ags, correct):
    told = faults(tmp_path, f'[town]\nname = "M"\nags = {ags}\n')

    assert "Zeile 3, [town] ags" in told
    assert (correct in told) if correct else ("Bitte schreiben" not in told)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('[stadt]\nname = "M"\n[town]\nname = "M"', "[town]"),
        ('[town]\nname = "M"\n[register]\npath = "x"', "[[registers]]"),
        ('[town]\nname = "M"\n[registers]\npath = "x"', "[[registers]]"),
        ('[town]\nname = "M"\nosm = "x"', "gehört unter [sources]"),
        ('[town]\nname = "M"\nstichtag = 2024-01-01', "survey_day = …"),
        ('[town]\nname = "M"\n[sources]\nosm = ""', "ist leer"),
        ('[town]\nname = "M"\nname = "N"', "zweimal"),
        ('[town]\nname = "M"\n[sources]\nosm = ["a.pbf"\ngtfs = "b.zip"', "nicht lesbar"),
        ('[town]\nname = "M"\n[[registers]]\npath = ["a", "b"]', "eigenen Abschnitt [[registers]]"),
        ('[town]\nname = "M"\n[[centres]]\nat = [491, 52]', "at = [11.2789, 49.5106]"),
        ('[town]\nname = "M"\nsurvey_day = 31.02.2024', "Zeile 3, [town] survey_day"),
        ('[town]\nname = "M"\nsurvey_day = "Herbst"', "Jahr-Monat-Tag"),
        ('name = "M"', "gehört unter [town]"),
    ],
)
def test_a_misplaced_or_misspelt_key_is_named_with_the_right_one(tmp_path, text, hint):
    assert hint in faults(tmp_path, text)


def test_a_byte_order_mark_and_windows_line_ends_are_welcome(tmp_path):
    whole = ("\ufeff" + WHOLE.replace("\n", "\r\n")).encode()

    assert read_study(write(tmp_path, whole)).name == "Musterstadt"


def test_an_old_windows_encoding_is_told_together_with_the_rest(tmp_path):
    told = faults(tmp_path, '[town]\nname = "Döbeln"\nags = "1"\n'.encode("cp1252"))

    assert "2 Fehler" in told
    assert "UTF-8" in told


def test_backslashes_in_single_quotes_are_a_path(tmp_path):
    study = read_study(write(tmp_path, "[town]\nname='M'\n[sources]\nosm = 'daten\\x.pbf'\n"))

    assert study.sources.osm == (tmp_path / "daten" / "x.pbf",)


def test_escapes_that_are_meant_stay(tmp_path):
    study = read_study(write(tmp_path, '[town]\nname = "M\\u00fcnster \\"Nord\\""\n'))

    assert study.name == 'Münster "Nord"'


def test_a_proposed_centre_is_written_once_and_read_as_proposed(tmp_path):
    path = write(tmp_path, "\ufeff[town]\r\nname = 'M'\r\n# Ende ohne Zeilenumbruch")

    assert add_centre(path, 'Markt "alt"', 11.27890049, 49.5106)
    once = path.read_bytes()
    assert not add_centre(path, "Markt", 11.0, 49.0)

    assert path.read_bytes() == once
    assert b"\r\n" in once
    assert b"\n" not in once.replace(b"\r\n", b"")
    (centre,) = read_study(path).centres
    assert (centre.name, centre.at, centre.proposed) == ('Markt "alt"', "11.2789, 49.5106", True)


def test_a_centre_of_the_town_is_never_joined_by_a_proposal(tmp_path):
    path = write(tmp_path, WHOLE)

    assert not add_centre(path, "Vorschlag", 11.0, 49.0)
    assert path.read_text(encoding="utf-8") == WHOLE


def test_a_study_can_be_made_without_a_file(tmp_path):
    study = Study(path=tmp_path / "study.toml", folder=tmp_path, name="M")

    assert study.missing_files() == ()


def test_a_sound_study_is_left_alone_by_the_repairs():
    assert repaired(WHOLE) == (WHOLE, [])


@given(st.text(max_size=40))
def test_any_name_survives_the_way_into_toml_and_back(tmp_path_factory, name):
    cleaned = name.strip()
    if not cleaned or not cleaned.isprintable():
        return
    folder = tmp_path_factory.mktemp("study")

    study = read_study(write(folder, f"[town]\nname = {toml_text(cleaned)}\n"))

    assert study.name == cleaned


@given(st.text(alphabet="[]=\"'#,.\\ \n\t1aä", max_size=60))
def test_no_text_breaks_the_reader(tmp_path_factory, text):
    path = write(tmp_path_factory.getbasetemp(), f'[town]\nname = "M"\n{text}\n')

    try:
        name = read_study(path).name
    except StudyError as error:
        name = error.text.de

    assert name == "M" or name.startswith("study.toml: ")


def test_the_address_of_a_service_is_kept_as_it_is_and_read_from_a_file_in_daten(tmp_path):
    address = "https://karten.example/wfs?map=/a\\\\b"
    (tmp_path / "study.toml").write_text(
        f'[town]\nname = "Ort"\n[sources]\nparcels = ["{address}", "eigene.gpkg", "{address}2"]\n',
        encoding="utf-8",
    )

    study = read_study(tmp_path)

    kept = [tmp_path / "daten/wfs_parcels.gpkg", tmp_path / "daten/wfs_parcels_2.gpkg"]
    assert [s.kept for s in study.services] == kept
    assert study.services[0].address == address.replace("\\\\", "\\")
    assert study.sources.parcels == (kept[0], tmp_path / "eigene.gpkg", kept[1])


def test_an_address_where_only_a_file_will_do_is_a_fault_of_the_study(tmp_path):
    (tmp_path / "study.toml").write_text(
        '[town]\nname = "Ort"\n[sources]\nosm = "http://karten.example/x"\n', encoding="utf-8"
    )

    with pytest.raises(StudyError, match=r"A service \(WFS\) is possible for: parcels"):
        read_study(tmp_path)


@pytest.mark.parametrize(
    ("said", "released"),
    [("", "none"), ("released = false", "none"), ("released = true", "workshop"),
     ('released = "index"', "index")],
)  # fmt: skip
def test_photos_leave_the_town_hall_only_where_the_study_says_so(tmp_path, said, released):
    text = f'[town]\nname = "Ort"\n[sources]\nphotos = "fotos"\n[photos]\n{said}\n'
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")

    study = read_study(tmp_path)

    assert study.photos_released == released
    assert study.sources.photos == (tmp_path / "fotos",)


@pytest.mark.parametrize("said", ['"ja"', "1", '["index"]', '"öffentlich"'])
def test_a_word_of_release_that_is_not_understood_is_a_fault(tmp_path, said):
    text = f'[town]\nname = "Ort"\n[photos]\nreleased = {said}\n'
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")

    with pytest.raises(StudyError, match="released"):
        read_study(tmp_path)


def test_a_folder_of_photos_at_the_wrong_place_is_led_to_the_sources(tmp_path):
    (tmp_path / "study.toml").write_text('photos = "fotos"\n[town]\nname = "Ort"\n', "utf-8")

    with pytest.raises(StudyError, match=r"photos: belongs under \[sources\]"):
        read_study(tmp_path)


def test_publication_is_read_with_short_names_and_kept_blank_where_nothing_is_said(tmp_path):
    said = (
        '[town]\nname = "Ort"\n[publication]\npublisher = "Stadt Ort"\nlicence = "dl-de/by-2-0"\n'
        'contributor_id = "stadtOrt"\nurl = "https://www.example.org/innenstadt"\n'
        'contact = "Bauamt"\ncontact_email = "mailto:bauamt@ort.example"\n'
    )
    study = tmp_path / "study.toml"
    study.write_text(said, "utf-8")
    told = read_study(study).publication

    assert told.publisher == "Stadt Ort"
    assert told.licence == "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
    assert told.contributor_id == "http://dcat-ap.de/def/contributors/stadtOrt"
    assert told.url == "https://www.example.org/innenstadt/"
    assert (told.contact, told.contact_email) == ("Bauamt", "bauamt@ort.example")
    study.write_text('[town]\nname = "Ort"\n', "utf-8")
    assert read_study(study).publication == UNSAID
    assert UNSAID.lacking == ("licence", "contributor_id") and told.lacking == ()


def test_who_must_be_named_is_read_by_source_and_a_slip_is_told(tmp_path):
    study = tmp_path / "study.toml"
    study.write_text(
        '[town]\nname = "Ort"\n[attribution]\nparcels = "© GeoSN"\nregisters = "Stadt Ort"\n'
        '[licences]\nparcels = "dl-de/by-2-0"\n', "utf-8",
    )  # fmt: skip
    said = read_study(study).credits

    assert said.of("parcels") == ("© GeoSN", "dl-de/by-2-0")
    assert said.of("register") == ("Stadt Ort", "")
    assert said.of("osm") == said.of("gtfs") == ("", "")
    study.write_text('[town]\nname = "Ort"\n[attribution]\nosm = "ich"\n[lizenzen]\n', "utf-8")
    with pytest.raises(StudyError) as caught:
        read_study(study)
    told = caught.value.text.to("de")
    assert "[attribution] osm" in told
    assert "[licences]" in told


def test_slips_of_publication_are_told_with_the_line_to_write(tmp_path):
    study = tmp_path / "study.toml"
    study.write_text(
        '[town]\nname = "Ort"\n[publication]\nlizenz = "frei"\nlicence = "frei"\n'
        'contributor_id = "https://example.org/x"\nurl = "C:/daten"\n'
        'contact_email = "Bauamt, Zimmer 3"\n', "utf-8",
    )  # fmt: skip
    with pytest.raises(StudyError) as caught:
        read_study(study)

    told = caught.value.text.to("de")
    assert "Diese Lizenz ist nicht bekannt; möglich sind: dl-de/by-2-0" in told
    assert "licence = …" in told and 'licence = "dl-de/by-2-0"' in told
    assert "Datenbereitsteller-ID beginnt mit http://dcat-ap.de/def/contributors/" in told
    assert 'url = "https://www.ihre-stadt.de/innenstadt/"' in told
    assert "ist keine E-Mail-Adresse" in told
