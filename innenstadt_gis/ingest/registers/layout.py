"""Tables laid out sideways: a column a survey, a column a floor; and values nobody wrote."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from innenstadt_gis.ingest.registers.columns import values_of
from innenstadt_gis.ingest.registers.days import SurveyDay, day_of_name
from innenstadt_gis.ingest.registers.headers import Header, bare, plain
from innenstadt_gis.ingest.registers.marks import Cells, of_counts, of_marks
from innenstadt_gis.ingest.registers.sheets import Sheet
from innenstadt_gis.ingest.registers.status import read_status
from innenstadt_gis.ingest.registers.uses import read_use
from innenstadt_gis.ingest.registers.vocabulary import UNDECIDED, meaning

__all__ = ["STATES", "add_column", "cell", "status_of_list", "status_of_use", "unfold"]

_FLOOR = re.compile(r"^(?:eg|ug|kg|dg|(?:\d )?og|og \d|erdgeschoss|(?:\d )?obergeschoss)$")
_PLACE = {
    "street", "address", "house_number", "house_suffix", "postcode", "place", "district",
    "parcel_id", "gemarkung", "flur", "parcel", "x", "y", "point", "object_number", "unit_id",
    "floor", "area", "sales_area", "usable_area", "plot_area", "personal", "frontage",
}  # fmt: skip
STATES = ("status", "vacant", "occupied")
_TOGETHER = (*STATES, "kept", "unknown", "interim")  # fields that tell a status with others
_FORMER = re.compile(
    r"\b(?:ehem|ehemals|früher|vormals|zuletzt|vorher|zuvor|bisher|bis \d{4}|former)", re.IGNORECASE
)
_LONG_WORD = 7  # a typo in a shorter word may as well be a name ("Leder" is not "leer")
_VACANT_WORD = re.compile(
    r"\b(?:leer\s?stehend\w*|leerstand|leer|steht leer|vacant)\b[\s:,;–-]*", re.IGNORECASE
)
# "Nutzung 2023", "2023 Nutzung", "Status (10/2023)"
_DATED = re.compile(r"^(\D*?)[\s(_-]*((?:\d{1,2}[./]){0,2}(?:19|20)\d\d)\)?[\s:_-]*(\D*)$")
_LIST_OF_VACANT = re.compile(
    r"leerstände\b|leerstandsliste|leer\s?stehende|liste (?:der|aller) (?:leer|vakant)|vacant (?:shops|units|storefronts)",
    re.IGNORECASE,
)


def cell(sheet: Sheet, row: int, column: int) -> Any:
    """Value of a cell; None beyond the row's end and for blank text."""
    values = sheet.rows[row]
    value = values[column] if column < len(values) else None
    return None if isinstance(value, str) and not value.strip() else value


def add_column(
    sheet: Sheet, header: Header, means: str, values: Mapping[int, Any], *, code: str
) -> Header:
    """
    Give a table a column that its file does not have, for some of its rows.

    Parameters
    ----------
    sheet, header
        The table; the sheet's rows get the cells.
    means, values, code
        Key of `mapping.FIELDS`, the values by row (from 0), and the repair that says so.
    """
    if not values:
        return header
    column = max((len(row) for row in sheet.rows), default=0)
    for row, value in values.items():
        cells = sheet.rows[row]
        cells.extend([None] * (column - len(cells)))
        cells.append(value)
    return replace(
        header,
        labels={**header.labels, column: ""},
        fields={**header.fields, column: means},
        assumed={**header.assumed, column: code},
    )


def unfold(sheet: Sheet, header: Header) -> list[Header]:
    """
    Make of one wide table as many as it holds surveys ("Q1/2023 | Q2/2023") or floors.

    The newest survey keeps all columns; an older one keeps what tells the place, and its
    own status. A table of one survey and one line a unit comes back as it is.
    """
    groups = _survey_groups(header)
    if len(groups) >= 2:
        return [_of_group(header, told, groups) for told in groups]
    surveys = _survey_columns(sheet, header)
    if len(surveys) >= 2:
        newest = max(surveys, key=lambda column: surveys[column].day)
        return [_of_survey(header, column, surveys, newest=newest) for column in surveys]
    floors = [
        column
        for column in header.own_columns()
        if _FLOOR.match(plain(bare(header.labels[column])))
        and (header.how.get(column, ("", 0.0))[0] != "word" or header.fields[column] == "floor")
        and values_of(sheet, header, column)
    ]
    if len(floors) >= 2:
        return [_of_floor(sheet, header, column, floors) for column in floors]
    return [header]


def _survey_groups(header: Header) -> dict[SurveyDay, list[int]]:
    """
    Columns of a day of their own: "2023 › Status", "2023 › Nutzung", "2024 › Status".

    "Status 2023", "Nutzung 2023" side by side are such a group as well.
    """
    groups: dict[SurveyDay, list[int]] = {}
    for column in header.own_columns():
        told, _ = _day_and_word(header.labels[column])
        if told:
            groups.setdefault(told, []).append(column)
    words = {c: _day_and_word(header.labels[c])[1] for cs in groups.values() for c in cs}
    stated = [
        told
        for told, columns in groups.items()
        if any(meaning(words[c]) in STATES for c in columns)
    ]
    several = any(len(groups[told]) > 1 for told in stated)
    grouped = any(" › " in header.labels[c] for told in stated for c in groups[told])
    return {told: groups[told] for told in stated} if several or grouped else {}


def _day_and_word(label: str) -> tuple[SurveyDay | None, str]:
    """Day that a column is of, and what it is called without it."""
    group, _, rest = label.partition(" › ")
    if rest:
        return day_of_name(group), bare(label)
    found = _DATED.match(bare(label))
    if found is None or bool(found[1]) == bool(found[3]):
        return None, label
    word = found[1] or found[3]
    if meaning(word) in (None, "since", "observed_on", "personal"):
        return None, label
    return day_of_name(found[2]), word


def _of_group(header: Header, told: SurveyDay, groups: Mapping[SurveyDay, list[int]]) -> Header:
    fields, read_as = dict(header.fields), dict(header.read_as)
    newest = max(groups)
    for day, columns in groups.items():
        for column in columns:
            found = meaning(_day_and_word(header.labels[column])[1]) or "unknown"
            if column not in header.rules and found not in UNDECIDED:
                fields[column] = found
            read_as[column] = fields[column]
            if day != told and fields[column] != "personal":
                fields[column] = "kept"
    own = set(groups[told])
    if told != newest:
        fields = {c: n if c in own or n in _PLACE else "kept" for c, n in fields.items()}
    return replace(
        header,
        fields=fields,
        rules={c: rule for c, rule in header.rules.items() if fields[c] == rule.means},
        how={**header.how, **{c: ("word", 1.0) for cs in groups.values() for c in cs}},
        read_as=read_as,
        survey_day=told.day,
        part=f"{header.part}{told.day.isoformat()}",
    )


def _survey_columns(sheet: Sheet, header: Header) -> dict[int, SurveyDay]:
    found = {}
    for column in header.own_columns():
        label = header.labels[column]
        told = day_of_name(bare(label)) or day_of_name(label.replace(" › ", " "))
        if told is None or header.fields[column] in ("since", "personal", "observed_on"):
            continue
        cells = values_of(sheet, header, column)
        words = [read_status(c, header="vacant") for c in cells]
        known = sum("status_unread" not in w.repairs for w in words)
        if cells and known * 10 >= len(cells) * 6:
            found[column] = told
    return found


def _of_survey(
    header: Header, column: int, surveys: Mapping[int, SurveyDay], *, newest: int
) -> Header:
    fields = dict(header.fields)
    for other, name in header.fields.items():
        if other in surveys or name in STATES or (column != newest and name not in _PLACE):
            fields[other] = "kept"
    label = plain(header.labels[column])
    yes_no = "vacant" if re.search(r"leer|vacan", label) else "status"
    fields[column] = "occupied" if re.search(r"beleg|vermiet", label) else yes_no
    read_as = {**header.read_as, **dict.fromkeys(surveys, fields[column])}
    rules = {c: rule for c, rule in header.rules.items() if fields[c] == rule.means}
    return replace(
        header,
        fields=fields,
        rules=rules,
        how={**header.how, **dict.fromkeys(surveys, ("word", 1.0))},
        read_as=read_as,
        survey_day=surveys[column].day,
        part=f"{header.part}{surveys[column].day.isoformat()}",
    )


def _of_floor(sheet: Sheet, header: Header, column: int, floors: list[int]) -> Header:
    fields = dict(header.fields)
    for other in floors:
        fields[other] = "kept"
    rows = range(header.last + 1, header.end(sheet))
    told = {row: value for row in rows if (value := cell(sheet, row, column)) is not None}
    name = bare(header.labels[column])
    # Two columns of one floor are two units: their ids must differ.
    before = sum(bare(header.labels[other]) == name for other in floors if other < column)
    done = replace(
        header,
        fields=fields,
        how={**header.how, **dict.fromkeys(floors, ("word", 1.0))},
        read_as={**header.read_as, **dict.fromkeys(floors, "use")},
        part=header.part + name + (f" #{before + 1}" if before else ""),
    )
    done = add_column(sheet, done, "floor", dict.fromkeys(told, name), code="floor_from_header")
    words = {row: value for row, value in told.items() if not isinstance(value, int | float)}
    if not set(fields.values()) & set(STATES):
        done = _use_and_status(sheet, done, words)
    else:
        done = add_column(sheet, done, "use", words, code="")
    return done


def status_of_use(sheet: Sheet, header: Header) -> Header:
    """
    Read the status from a column "Nutzung" that says "Leerstand" among what is used.

    Only where no column tells the status. A row whose use is named is occupied; one that
    names a former use, or nothing, stays unknown. Counts of units and marks in columns of
    status words are read first (see `marks`).
    """
    header = _of_columns(sheet, header, of_counts, code="status_from_counts")
    if not [c for c in header.columns("status") if not _of_status_word(header, c)]:
        header = _of_columns(sheet, header, of_marks, code="status_from_marks")
    if header.columns(*STATES):
        return header
    for column in header.columns("use", "branch", "name"):
        rows = range(header.last + 1, header.end(sheet))
        cells = {row: value for row in rows if isinstance(value := cell(sheet, row, column), str)}
        if column in header.rules or not any(_says_vacant(value) for value in cells.values()):
            continue
        means = header.fields[column]
        kept = replace(
            header,
            fields={**header.fields, column: "kept"},
            read_as={**header.read_as, column: means},
        )
        return _use_and_status(sheet, kept, cells, means=means)
    return header


def _of_status_word(header: Header, column: int) -> bool:
    return read_status(bare(header.labels[column])).status != "unknown"


def _of_columns(
    sheet: Sheet,
    header: Header,
    read: Callable[[Mapping[int, str], Cells], tuple[dict[int, str], set[int]]],
    *,
    code: str,
) -> Header:
    """Give the table the status that several of its columns tell together."""
    own = [
        column
        for column in header.own_columns()
        if header.fields[column] != "personal"
        and (header.survey_day is None or header.fields[column] != "kept")
        and (column not in header.rules or header.rules[column].means in _TOGETHER)
    ]
    rows = range(header.last + 1, header.end(sheet))
    cells = {
        column: {row: v for row in rows if (v := cell(sheet, row, column)) is not None}
        for column in own
    }
    words, used = read({c: bare(header.labels[c]) for c in own}, cells)
    if not used:
        return header
    read_as = {column: header.fields[column] for column in used}
    fields = {**header.fields, **dict.fromkeys(used, "kept")}
    known = replace(header, fields=fields, read_as={**header.read_as, **read_as})
    return add_column(sheet, known, "status", words, code=code)


def _says_vacant(text: str) -> bool:
    said, _ = _state_of_use(text)
    return said is not None and read_status(said) == ("vacant", ())


def _state_of_use(text: str) -> tuple[str | None, str]:
    """
    What a use says of the status, in words that `read_status` reads, and the former use.

    "leer, vorher Schuhe" is vacant, "Schuhe, war leer" and "leer?" are unknown and say so.
    None: it tells no status; a text that speaks of vacancy never is a plain use.
    """
    told = read_status(text)
    mark = _FORMER.search(text)
    before = text[: mark.start()].strip(" ()[].,;:-–") if mark else ""
    after = text[mark.start() :] if mark else ""
    if before and told.status != "vacant" and read_status(before) == ("vacant", ()):
        return "leer", after
    if told.status == "vacant" and "status_fuzzy" not in told.repairs:
        rest = _VACANT_WORD.sub("", text).strip(" ()[].,;:-–")
        return ("leer" if "status_hint" not in told.repairs else text), rest
    if "status_fuzzy" in told.repairs:
        sure = told.status == "vacant" and len(plain(text)) >= _LONG_WORD
        return (text if sure else None), ""
    if told.status != "unknown" or "status_unread" not in told.repairs:
        return text, after
    return (text if _VACANT_WORD.search(text) else None), after


def _use_and_status(
    sheet: Sheet, header: Header, cells: Mapping[int, Any], *, means: str = "use"
) -> Header:
    status: dict[int, str] = {}
    use: dict[int, str] = {}
    former: dict[int, str] = {}
    for row, value in cells.items():
        text = str(value)
        said, before = _state_of_use(text)
        if said is not None:
            status[row] = said
            known = read_use(before) if before else None
            if known and (known.branch or known.previous):
                former[row] = before
        elif _FORMER.search(text):
            former[row] = text
        elif plain(text) and plain(text) not in ("unbekannt", "k a", "ka", "keine angabe"):
            status[row], use[row] = "belegt", text
    done = add_column(sheet, header, "status", status, code="status_from_use")
    done = add_column(sheet, done, means, use, code="")
    return add_column(sheet, done, "previous_branch", former, code="")


def status_of_list(sheet: Sheet, header: Header, titles: list[str]) -> Header:
    """
    Read "vacant" where no column tells a status, but the list itself does.

    A row with a day since when it is vacant is vacant; so is every row of a list that
    calls itself a list of vacant units in its title or on its sheet's name.
    """
    if header.columns(*STATES):
        return header
    rows = [r for r in range(header.last + 1, header.end(sheet)) if any(sheet.rows[r])]
    if any(_LIST_OF_VACANT.search(title) for title in titles):
        return add_column(
            sheet, header, "status", dict.fromkeys(rows, "leer"), code="status_from_title"
        )
    since = header.columns("since", "duration")
    told = {
        row: "leer" for row in rows if any(_is_stated(cell(sheet, row, column)) for column in since)
    }
    return add_column(sheet, header, "status", told, code="status_from_since")


def _is_stated(value: Any) -> bool:
    return value is not None and plain(value) not in (
        "",
        "k a",
        "ka",
        "unbekannt",
        "nein",
        "0",
        "n a",
    )
