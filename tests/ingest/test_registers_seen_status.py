"""Status as a walk through the streets notes it: in the use, as counts, as marks in columns."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.registers import read_register
from innenstadt_gis.ingest.registers.vocabulary import meaning

DAY = dt.date(2024, 10, 1)


def read(folder: Path, text: str) -> pd.DataFrame:
    path = folder / "liste.csv"
    path.write_text(text, "utf-8")
    return read_register(path, survey_day=DAY).records


@pytest.mark.parametrize(
    ("use", "status", "previous"),
    [
        ("leer, vorher Schuhe", "vacant", "shoes"),
        ("leer (ehem. Bäckerei)", "vacant", "bakery"),
        ("leer seit 2019, zuletzt Bäckerei", "vacant", "bakery"),
        ("bis 06/2024 leer, jetzt Bäckerei", "unknown", None),
        ("Schuhe, war leer", "unknown", None),
        ("leer?", "unknown", None),
        ("unklar", "unknown", None),
        ("Leder", "occupied", None),
    ],
)
def test_a_use_that_speaks_of_vacancy_is_never_occupied(
    tmp_path: Path, use: str, status: str, previous: str | None
) -> None:
    rows = f"Straße;Hausnr.;Nutzung\nMarkt;1;leer\nMarkt;2;Bäckerei\nMarkt;3;{use}\n"
    got = read(tmp_path, rows)

    assert got["status"].tolist() == ["vacant", "occupied", status]
    assert (got["previous_branch"].iloc[2] == previous) or got["previous_branch"].isna().iloc[2]
    assert got["previous_branch"].notna().iloc[2] == (previous is not None)


def test_uses_that_all_name_a_former_use_still_tell_that_they_are_vacant(tmp_path: Path) -> None:
    got = read(tmp_path, "Straße;Hausnr.;Nutzung\nMarkt;1;leer, vorher Schuhe\nMarkt;2;Optiker\n")

    assert got["status"].tolist() == ["vacant", "occupied"]


@pytest.mark.parametrize(
    ("header", "means"),
    [
        ("Firma / Nutzung", "use"),
        ("Name/Nutzung", "use"),
        ("Nutzung/Mieter", "use"),
        ("Name und Branche", "use"),
        ("Branche / Sortiment", "branch"),
        ("Nutzung / Telefon", "personal"),
        ("Eigentümer / Mieter", "personal"),
        ("Mieter / Pächter", "personal"),
        ("Firma / Wetter", None),
    ],
)
def test_two_words_for_what_is_in_a_unit_are_its_use(header: str, means: str | None) -> None:
    assert meaning(header) == means


def test_a_column_of_firms_and_uses_tells_the_status_and_quarantines_persons(
    tmp_path: Path,
) -> None:
    got = read(
        tmp_path,
        "Straße;Hausnr.;Firma / Nutzung\nMarkt;1;leer\nMarkt;2;Juwelier\nMarkt;3;\n",
    )

    assert got["status"].tolist() == ["vacant", "occupied", "unknown"]
    hidden = read(
        tmp_path,
        "Straße;Hausnr.;Status;Nutzung/Mieter\nMarkt;1;belegt;Herr Hans Muster\n"
        "Markt;2;belegt;Frau Petra Beispiel\nMarkt;3;belegt;Familie Probst, Tel. 0171 2345678\n",
    )
    assert not hidden.to_csv().count("Muster") + hidden.to_csv().count("Beispiel")


@pytest.mark.parametrize(
    ("units", "empty"),
    [
        ("Einheiten", "davon leer"),
        ("Anzahl Läden", "Leerstände"),
        ("Ladeneinheiten", "leer"),
        ("GE", "GE leer"),
        ("Anz. Gewerbeeinheiten", "davon leerstehend"),
    ],
)
def test_units_and_vacant_units_tell_the_status_of_a_house(
    tmp_path: Path, units: str, empty: str
) -> None:
    rows = (
        "Markt;1;3;1\nMarkt;2;3;3\nMarkt;3;3;0\nMarkt;4;3;\nMarkt;5;;1\nMarkt;6;;0\nMarkt;7;2;3\n"
    )
    got = read(tmp_path, f"Straße;Hausnr.;{units};{empty}\n{rows}")

    assert got["status"].tolist() == [
        "partly_vacant", "vacant", "occupied", "unknown", "unknown", "unknown", "unknown",
    ]  # fmt: skip
    assert "status_unread" in got["repairs"].iloc[6]  # three of two


def test_counts_that_deny_the_status_column_are_flagged(tmp_path: Path) -> None:
    got = read(
        tmp_path,
        "Straße;Hausnr.;Läden;davon leer;Status\n"
        "Markt;1;3;3;belegt\nMarkt;2;3;1;teilweise leer\nMarkt;3;2;;leer\n",
    )

    assert got["status"].tolist() == ["unknown", "partly_vacant", "vacant"]
    assert "status_contradiction" in got["repairs"].iloc[0]


def test_vacant_flats_do_not_make_a_shop_vacant(tmp_path: Path) -> None:
    got = read(tmp_path, "Straße;Hausnr.;WE;GE;WE leer;GE leer\nMarkt;1;4;1;4;0\nMarkt;2;2;1;0;1\n")

    assert got["status"].tolist() == ["occupied", "vacant"]


@pytest.mark.parametrize(("yes", "no"), [("x", ""), ("ja", "nein"), ("1", "0"), ("●", "-")])
def test_a_mark_under_a_status_word_is_that_status(tmp_path: Path, yes: str, no: str) -> None:
    words = ["belegt", "leer", "Umbau", "Sanierung", "Zwischennutzung", "Abriss", "teilw. leer"]
    rows = [
        ";".join(["Markt", str(number + 1), *(yes if n == number else no for n in range(7))])
        for number in range(8)
    ]
    got = read(tmp_path, "\n".join([f"Straße;Hausnr.;{';'.join(words)}", *rows]))

    assert got["status"].tolist() == [
        "occupied", "vacant", "under_construction", "under_construction", "interim_use", "gone",
        "partly_vacant", "unknown",
    ]  # fmt: skip


def test_marks_that_do_not_exclude_each_other_leave_yes_and_no_as_they_are(tmp_path: Path) -> None:
    got = read(
        tmp_path,
        "Straße;Hausnr.;Leerstand;Zwischennutzung\n"
        "Markt;1;ja;ja\nMarkt;2;ja;ja\nMarkt;3;nein;nein\n",
    )

    assert got["status"].tolist() == ["vacant", "vacant", "occupied"]


def test_a_row_with_a_status_word_and_a_mark_is_no_second_header(tmp_path: Path) -> None:
    got = read(
        tmp_path,
        "Straße;Hausnr.;Status;Umbau;Abriss\nMarkt;1;leer;x;\nMarkt;2;belegt;;x\nMarkt;3;leer;;\n",
    )

    assert got["status"].tolist() == ["vacant", "occupied", "vacant"]


def test_a_list_of_houses_with_counts_is_no_statistic(tmp_path: Path) -> None:
    got = read(tmp_path, "Adresse;Anzahl Läden;davon leer\nMarkt 1;3;1\nMarkt 2;3;3\nMarkt 3;3;0\n")

    assert got["status"].tolist() == ["partly_vacant", "vacant", "occupied"]


def test_counts_by_street_stay_a_statistic(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        read(tmp_path, "Straße;Anzahl Läden;davon leer\nMarkt;30;1\nBadgasse;13;3\n")
