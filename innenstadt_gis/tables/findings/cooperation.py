"""Found tables about opening hours that shops share, and what maps cannot tell."""

from __future__ import annotations

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.words import Text

#: Days of the week in the order of the week.
WEEKDAYS: dict[str, Text] = {
    "mo": Text("Mo", "Mon"),
    "tu": Text("Di", "Tue"),
    "we": Text("Mi", "Wed"),
    "th": Text("Do", "Thu"),
    "fr": Text("Fr", "Fri"),
    "sa": Text("Sa", "Sat"),
    "su": Text("So", "Sun"),
}
#: Whose hours: of all units that state theirs, or of shops alone.
GROUPS: dict[str, Text] = {
    "all": Text("alle Einheiten", "all units"),
    "retail": Text("Einzelhandel", "retail"),
}

OPEN_HOURS = Table(
    name="open_hours",
    label=Text("Geöffnet je Stunde der Woche", "open by hour of the week"),
    index="slot_id",  # all-mo-09
    cells=("units", "open", "share"),
    within=("group",),
    columns=(
        Column(
            name="group",
            kind="text",
            label=Text("Gruppe", "group"),
            allowed=tuple(GROUPS),
            required=True,
        ),
        Column(
            name="weekday",
            kind="text",
            label=Text("Wochentag", "weekday"),
            allowed=tuple(WEEKDAYS),
            required=True,
        ),
        Column(name="hour", kind="integer", label=Text("ab Uhr", "from o'clock"), required=True),
        Column(
            name="units",
            kind="integer",
            label=Text("Einheiten mit bekannten Zeiten", "units of known hours"),
        ),
        Column(name="open", kind="integer", label=Text("davon geöffnet", "open")),
        Column(name="share", kind="number", label=Text("Anteil geöffnet", "share open")),
    ),
)

#: The themes that maps measure least.
ASK_THEMES: dict[str, Text] = {
    "digital": Text("digitale Innenstadt", "digital inner city"),
    "cooperation": Text("Zusammenarbeit", "cooperation"),
    "image": Text("Image und Identität", "image and identity"),
}

ASK_INSTEAD = Table(
    name="ask_instead",
    label=Text(
        "Was Karten nicht messen, und was zu fragen ist",
        "what maps cannot measure, and what to ask",
    ),
    index="question_id",
    columns=(
        Column(
            name="theme",
            kind="text",
            label=Text("Thema", "theme"),
            allowed=tuple(ASK_THEMES),
            required=True,
        ),
        Column(
            name="what_de",
            kind="text",
            label=Text("nicht messbar", "not measured (German)"),
            required=True,
        ),
        Column(
            name="what_en",
            kind="text",
            label=Text("nicht messbar (englisch)", "not measured"),
            required=True,
        ),
        Column(
            name="question_de",
            kind="text",
            label=Text("zu fragen oder anzusehen", "to ask or look at (German)"),
            required=True,
        ),
        Column(
            name="question_en",
            kind="text",
            label=Text("zu fragen oder anzusehen (englisch)", "to ask or look at"),
            required=True,
        ),
    ),
)
