"""What can be read of a town's units on the web (D-01 to D-11), and who says so.

OpenStreetMap tells what was entered there. What is not entered may be there all the same, so
that only the town's own columns (a register's, or corrections by hand) can say no.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pandas as pd

from innenstadt_gis.analysis.counting import bounds, flag, ids, share
from innenstadt_gis.tables.findings.digital import DIGITAL, PROPERTIES
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text

#: Status of a unit in which somebody can be reached.
IN_USE = ("occupied", "at_risk", "interim_use", "partly_vacant")
#: A check is recent for so many months.
RECENT_MONTHS = 24
#: A share is a headline only if so many of the units were checked recently.
LEAST_CHECKED = 0.70
#: Shares of fewer units than this tell of single shops and stay in the town hall.
FEWEST_UNITS = 5

#: Column of a unit that holds each property.
COLUMNS = {
    "website": "website",
    "opening_hours": "opening_hours",
    "phone": "phone_listed",
    "mail": "mail_listed",
    "social": "social_listed",
    "cashless": "cashless",
    "wheelchair": "step_free",
}
_NO_WORDS = ("nein", "no", "n", "keine", "keiner", "kein", "none", "-", "–", "0", "falsch", "false")
_BASICS = ("website", "opening_hours", "phone")
_FIGURES = {
    "website": ("D-01", "website_listed"),
    "opening_hours": ("D-02", "opening_hours_listed"),
    "phone": ("D-03", "phone_listed"),
    "mail": ("D-04", "mail_listed"),
    "social": ("D-05", "social_listed"),
    "cashless": ("D-06", "cashless_listed"),
    "wheelchair": ("D-07", "step_free_stated"),
}
_NO_UNITS = Text("keine Einheit in Nutzung", "no unit in use")


def in_use(premises: pd.DataFrame) -> pd.DataFrame:
    """Units in which somebody can be reached: occupied, at risk, interim or partly vacant."""
    return premises[premises["status"].isin(IN_USE)]


def _register(premises: pd.DataFrame) -> pd.Series:
    return flag(premises["in_register"])


def _corrected(premises: pd.DataFrame, links: pd.DataFrame, column: str) -> pd.Series:
    """Units of which a correction by hand holds this column."""
    by_hand = links[(links["kind"] == "correction") & (links["linked_id"] == column)]
    return pd.Series(premises.index.isin(by_hand["unit_id"]), index=premises.index)


def _osm_rows(premises: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """What OpenStreetMap says of each unit: the object linked to it, or the unit itself."""
    columns = [*COLUMNS.values(), "observed_on"]
    osm = records[(records["source"] == "osm") & records["unit_id"].isin(premises.index)]
    osm = osm.sort_index().drop_duplicates("unit_id").set_index("unit_id")
    linked = pd.Series(premises.index.isin(osm.index), index=premises.index)
    own = ~linked & ~_register(premises)
    found = pd.DataFrame(index=premises.index)
    for column in columns:
        told = osm[column].reindex(premises.index)
        found[column] = told.where(~own, premises[column])
    return found.assign(there=linked | own)


def said(
    premises: pd.DataFrame,
    records: pd.DataFrame,
    links: pd.DataFrame,
    column: str,
    *,
    osm: pd.DataFrame | None = None,
) -> tuple[pd.Series, pd.Series]:
    """
    What is said of each unit in a column, and by whom.

    The town's own word (its register, or a correction by hand, which may also blank a
    field) goes before OpenStreetMap's.

    Parameters
    ----------
    premises, records, links
        Tables of the town, contracts in `tables`.
    column
        One of `COLUMNS`' values.
    osm
        What OpenStreetMap says, if that was looked up before.

    Returns
    -------
    tuple of pd.Series
        The values, and ``"town"``, ``"osm"`` or blank; index of ``premises``.
    """
    entered = (_osm_rows(premises, records) if osm is None else osm)[column]
    own = premises[column]
    corrected = _corrected(premises, links, column)
    town = corrected | (_register(premises) & own.notna())
    values = own.where(town, entered)
    by = pd.Series("osm", index=premises.index, dtype="object").mask(town, "town")
    return values, by.where(values.notna(), None)


def _answers(values: pd.Series, by: pd.Series, name: str) -> pd.Series:
    """Yes, no or unknown; a flag that OpenStreetMap leaves unset says nothing."""
    known = values.notna()
    if name == "wheelchair":
        yes = known
    elif name in ("website", "opening_hours"):
        yes = known & ~values.astype("str").str.strip().str.casefold().isin(_NO_WORDS)
    else:
        yes = flag(values.astype("boolean"))
        known &= yes | (by == "town") | (name == "cashless")
    answers = pd.Series("unknown", index=values.index, dtype="object")
    return answers.mask(known, "no").mask(known & yes, "yes")


def digital_table(
    premises: pd.DataFrame,
    records: pd.DataFrame,
    links: pd.DataFrame,
    *,
    survey_day: dt.date,
    recent_months: int = RECENT_MONTHS,
) -> pd.DataFrame:
    """
    What can be read of every unit in use, who says it, and when it was last checked.

    Parameters
    ----------
    premises, records, links
        Tables of the town, contracts in `tables`; units that are not in use are left out.
    survey_day
        Of the town. It is also the day of what a register states that tells no other.
    recent_months
        A check is recent if it lies at most so many months before ``survey_day``.

    Returns
    -------
    pd.DataFrame
        Contract in `tables.findings.digital.DIGITAL`, index of ``premises``. ``checked_on`` is the
        day on which somebody looked (``check_date``), else of the last edit; blank where
        neither OpenStreetMap nor the town says anything.
    """
    units = in_use(premises)
    osm = _osm_rows(units, records)
    table = pd.DataFrame(index=units.index)
    told = pd.Series(data=False, index=units.index)
    by_hand = told.copy()
    for name, column in COLUMNS.items():
        values, by = said(units, records, links, column, osm=osm)
        table[name] = _answers(values, by, name)
        table[f"{name}_by"] = by.where(table[name] != "unknown", None)
        if name != "wheelchair":  # who measured a step has not looked at the website
            told |= table[f"{name}_by"] == "town"
            by_hand |= _corrected(units, links, column)
    today = pd.Timestamp(survey_day)
    town = units["observed_on"].where(_register(units) & ~by_hand).fillna(today).where(told)
    days = pd.DataFrame({"osm": osm["observed_on"], "town": town}).astype("datetime64[s]")
    table["checked_on"] = days.max(axis=1)
    since = today - pd.DateOffset(months=recent_months)
    table["checked_recently"] = (table["checked_on"] >= since).fillna(value=False)
    table["in_register"] = _register(units)
    table["in_osm"] = osm["there"]
    done: pd.DataFrame = DIGITAL.conform(table)
    return done


def digital_figures(
    table: pd.DataFrame,
    premises: pd.DataFrame,
    *,
    survey_day: dt.date,
    least_checked: float = LEAST_CHECKED,
) -> tuple[Figure, ...]:
    """
    Shares of the units in use of which something is entered, and how fresh that is.

    D-01 website, D-02 opening hours, D-03 phone, D-04 mail, D-05 social media, D-06 cashless
    payment, D-07 a statement on step-free access, D-08 checked within 24 months, D-09 median
    age of the last check, D-10 website, opening hours and phone together, D-11 units of the
    register that OpenStreetMap knows.

    ``value = entered / units in use``; what is not entered counts as not entered. The bounds
    ask another thing: which share may have it, if every unit of which nobody says anything
    (``unknown``) had none, or had it. ``coverage`` is the share of which somebody says yes or
    no. Where less than ``least_checked`` of the units were checked recently (or are told by
    the town), the share has no value, only counts.

    Parameters
    ----------
    table
        From `digital_table`.
    premises
        All units asked about; those not in use are listed as left out.
    survey_day
        From which the age of a check counts.
    least_checked
        0 to 1.
    """
    facts = {
        "base_table": "digital",
        "base": "all",
        "rows_audience": "intern",
        "audience": "oeffentlich" if len(table) >= FEWEST_UNITS else "intern",
    }
    figures = [
        _entered(table, premises, name, least_checked=least_checked, facts=facts)
        for name in PROPERTIES
    ]
    return (
        *figures,
        _recent(table, premises, facts),
        _age(table, premises, survey_day, facts),
        _basics(table, premises, least_checked=least_checked, facts=facts),
        _in_osm(table, premises, facts),
    )


def _listed(label: Text, table: pd.DataFrame, names: tuple[str, ...]) -> Text:
    """Name a share by who says it: OpenStreetMap alone, or the town, too."""
    if any(bool((table[f"{name}_by"] == "town").any()) for name in names):
        return Text(
            f"{label.de} in OpenStreetMap eingetragen oder von der Stadt angegeben",
            f"{label.en} entered in OpenStreetMap or stated by the town",
        )
    return Text(f"{label.de} in OpenStreetMap eingetragen", f"{label.en} entered in OpenStreetMap")


_METHOD = Text(
    "Anteil der Einheiten in Nutzung; nicht eingetragen heißt nicht, dass es das nicht gibt",
    "share of the units in use; not entered does not mean that there is none",
)


def _entered(
    table: pd.DataFrame,
    premises: pd.DataFrame,
    name: str,
    *,
    least_checked: float,
    facts: dict[str, Any],
) -> Figure:
    number, key = _FIGURES[name]
    town = table[f"{name}_by"] == "town"
    figure = share(
        table, table[name] == "yes", asked=premises, nothing=_NO_UNITS, id=number, key=key,
        label=_listed(PROPERTIES[name], table, (name,)), method=_METHOD,
        parameters=_counts(table, name), **facts,
    )  # fmt: skip
    sure = flag(table["checked_recently"]) | town
    return _fresh(_open_ended(figure, table[name]), sure, least_checked)


def _counts(table: pd.DataFrame, name: str) -> dict[str, Any]:
    told = table[name].value_counts()
    return {
        "yes": int(told.get("yes", 0)),
        "no": int(told.get("no", 0)),
        "unknown": int(told.get("unknown", 0)),
        "said_by_town": int((table[f"{name}_by"] == "town").sum()),
        "osm_share": _osm_share(table),
    }


def _osm_share(table: pd.DataFrame) -> float | None:
    return float((~flag(table["in_register"])).mean()) if len(table) else None


def _open_ended(figure: Figure, answers: pd.Series) -> Figure:
    """List of whom nobody says anything, and bound the share that may have it all the same."""
    unknown = answers[answers == "unknown"]
    known, total = len(answers) - len(unknown), len(answers)
    low, high = bounds(figure.numerator or 0, known, len(unknown))
    return replace(
        figure, unknown=ids(unknown.index), bound_low=low, bound_high=high,
        coverage=known / total if total else None,
    )  # fmt: skip


def _fresh(figure: Figure, sure: pd.Series, least_checked: float) -> Figure:
    """Take the share away, and leave the counts, where too little was checked recently."""
    checked = int(sure.sum())
    parameters = {**figure.parameters, "checked": checked, "least_checked": least_checked}
    if not len(sure) or checked / len(sure) >= least_checked:
        return replace(figure, parameters=parameters)
    why = Text(
        f"nur {checked} von {len(sure)} Einheiten in den letzten 24 Monaten geprüft; die Datenlage "
        "reicht nicht für einen Anteil",
        f"only {checked} of {len(sure)} units checked within the last 24 months: not enough for a "
        "share",
    )
    return replace(
        figure, value=None, low=None, high=None, interval="", bound_low=None, bound_high=None,
        parameters=parameters, why=why,
    )  # fmt: skip


def _recent(table: pd.DataFrame, premises: pd.DataFrame, facts: dict[str, Any]) -> Figure:
    undated = table[table["checked_on"].isna()]
    figure = share(
        table, table["checked_recently"], asked=premises, nothing=_NO_UNITS, id="D-08",
        key="checked_recently",
        label=Text(
            "Einträge in den letzten 24 Monaten geprüft oder bearbeitet",
            "entries checked or edited within the last 24 months",
        ),
        method=Text(
            "Prüfdatum oder letzte Bearbeitung in OpenStreetMap, oder Angabe der Stadt; Einheiten "
            "ohne Eintrag zählen als nicht geprüft",
            "day of check or last edit in OpenStreetMap, or the town's statement; units without "
            "an entry count as not checked",
        ),
        parameters={"recent_months": RECENT_MONTHS, "osm_share": _osm_share(table)}, **facts,
    )  # fmt: skip
    return replace(figure, unknown=ids(undated))


def _age(
    table: pd.DataFrame, premises: pd.DataFrame, survey_day: dt.date, facts: dict[str, Any]
) -> Figure:
    dated = table[table["checked_on"].notna()]
    days = (pd.Timestamp(survey_day) - dated["checked_on"]).dt.days.clip(lower=0)
    return Figure(
        id="D-09",
        key="check_age_months",
        label=Text(
            "Alter der letzten Prüfung oder Bearbeitung (Median)",
            "age of the last check or edit (median)",
        ),
        unit="months",
        value=round(float(days.median()) / 30.4375, 1) if len(dated) else None,
        denominator=len(dated),
        coverage=len(dated) / len(table) if len(table) else None,
        method=Text(
            "vom Tag der Prüfung oder Bearbeitung bis zum Stichtag",
            "from the day of the check or edit to the survey day",
        ),
        parameters={"osm_share": _osm_share(table)},
        counted=ids(dated),
        unknown=ids(table.index.difference(dated.index)),
        left_out=ids(premises.index.difference(table.index)),
        why=None if len(dated) else Text("kein Tag bekannt", "no day known"),
        **facts,
    )


def _basics(
    table: pd.DataFrame, premises: pd.DataFrame, *, least_checked: float, facts: dict[str, Any]
) -> Figure:
    told = table[list(_BASICS)]
    answers = pd.Series("unknown", index=table.index, dtype="object")
    answers = answers.mask((told == "no").any(axis=1), "no").mask(
        (told == "yes").all(axis=1), "yes"
    )
    label = Text("Website, Öffnungszeiten und Telefon", "website, opening hours and phone")
    figure = share(
        table, answers == "yes", asked=premises, nothing=_NO_UNITS, id="D-10",
        key="digital_basics", label=_listed(label, table, _BASICS), method=_METHOD,
        parameters={"osm_share": _osm_share(table)}, **facts,
    )  # fmt: skip
    town = pd.concat([table[f"{name}_by"] == "town" for name in _BASICS], axis=1).all(axis=1)
    return _fresh(
        _open_ended(figure, answers), flag(table["checked_recently"]) | town, least_checked
    )


def _in_osm(table: pd.DataFrame, premises: pd.DataFrame, facts: dict[str, Any]) -> Figure:
    own = table[flag(table["in_register"])]
    return share(
        own, own["in_osm"], asked=premises,
        nothing=Text("keine Einheit des Registers in Nutzung", "no unit of a register in use"),
        id="D-11", key="found_in_osm",
        label=Text(
            "Einheiten des Registers, die OpenStreetMap kennt",
            "units of the register that OpenStreetMap knows",
        ),
        method=Text(
            "Anteil der Einheiten des Registers in Nutzung; über Adresse, Gebäude oder Nähe und "
            "Namen verknüpft",
            "share of the register's units in use; linked by address, building or nearness and name",
        ),
        **{**facts, "base": "register"},
    )  # fmt: skip
