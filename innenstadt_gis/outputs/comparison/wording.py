"""Words of the comparison, in both languages."""

from __future__ import annotations

from types import MappingProxyType

from innenstadt_gis.exchange.comparison import Cell
from innenstadt_gis.words import Lang, Text

__all__ = ["WORDS", "not_comparable", "position", "word"]

WORDS: MappingProxyType[str, Text] = MappingProxyType(
    {
        "title": Text("Städtevergleich", "Comparison of towns"),
        "no_rank": Text(
            "Dies ist keine Rangliste. Die Städte stehen nach Größenklasse, darin nach dem Namen. Bei wenigen "
            "Ladenlokalen springt eine Quote schon durch zwei, drei Läden; deshalb stehen bei jeder Zahl ihre "
            "Spanne und das, was gegen den Vergleich spricht.",
            "No order of merit: towns stand by size class, and within it by name. With few units a rate jumps "
            "by two or three shops; so every number has its interval beside it, and what speaks "
            "against comparing.",
        ),
        "towns": Text("Die Städte und ihre Datenlage", "The towns and their data"),
        "town": Text("Stadt", "town"),
        "size_class": Text("Größenklasse", "size class"),
        "persons": Text("Einwohner", "inhabitants"),
        "units": Text("Ladenlokale im Register", "units in the register"),
        "day": Text("Erhebung", "survey"),
        "scope": Text("Register", "register"),
        "unknown": Text("Status unbekannt", "unknown status"),
        "boundary": Text("Stadtgrenze", "boundary"),
        "all_units": Text("alle Ladenlokale", "all units"),
        "vacancies_only": Text("nur Leerstände", "vacancies alone"),
        "no_register": Text("keines", "none"),
        "yes": Text("ja", "yes"),
        "no": Text("nein", "no"),
        "failed": Text("Nicht im Vergleich", "Not in the comparison"),
        "warnings": Text("Hinweise", "Notes"),
        "multiples": Text("Jede Stadt für sich, alle in einem Maßstab", "Each town, all at one scale"),
        "multiples_said": Text(
            "Alle Felder haben dieselbe Achse von 0 bis 100 % und dieselben Klassen der Leerstandsquote wie die "
            "Karten. Helle Felder mit Rand: nicht vergleichbar, der Grund steht in der Tabelle. Karten stehen hier "
            "nicht: austausch.json enthält keine Orte.",
            "All panels share one axis from 0 to 100% and the classes of the vacancy rate of the maps. Pale "
            "bars with an outline: not comparable, the table says why. There are no maps: austausch.json holds "
            "no places.",
        ),
        "funnel": Text("Trichterdarstellung", "Funnel plot"),
        "funnel_said": Text(
            "Je weniger Einheiten eine Stadt hat, desto weiter darf sie durch Zufall von der gemeinsamen Quote "
            "abweichen. Wer zwischen den Linien liegt, ist von den anderen nicht sicher zu unterscheiden. Wer außerhalb "
            "der 99,8-%-Linien liegt, hat wahrscheinlich einen Grund, den man suchen kann: auch in den Daten.",
            "The fewer units a town has, the further chance may take it from the common rate. Between the lines a "
            "town cannot be told from the others for sure. Outside of the 99.8% lines there probably is a reason "
            "worth looking for: in the data, too.",
        ),
        "common_rate": Text("gemeinsame Quote", "common rate"),
        "limits_95": Text("95-%-Grenzen", "95% limits"),
        "limits_998": Text("99,8-%-Grenzen", "99.8% limits"),
        "units_axis": Text("Einheiten mit bekannter Angabe", "units that tell"),
        "shrunken": Text("Geglättete Quoten", "Shrunken rates"),
        "shrunken_said": Text(
            "Die eigene Quote jeder Stadt (Ring) wird zur gemeinsamen hin gezogen (Punkt), umso mehr, je weniger "
            "Einheiten sie hat: die beste Schätzung, wenn man eine Stadt und die übrigen kennt.",
            "Each town's own rate (ring) is drawn towards the common one (dot), the more the fewer units it "
            "has: the best guess of somebody who knows the town and the others.",
        ),
        "own_rate": Text("eigene Quote", "own rate"),
        "shrunk_rate": Text("geglättete Quote mit 95-%-Spanne", "shrunken rate with its 95% interval"),
        "profile": Text("Profil in Zahlen", "Profile in numbers"),
        "value": Text("Wert", "value"),
        "counts": Text("gezählt", "counted"),
        "interval": Text("Spanne 95 %", "95% interval"),
        "chance": Text("im Trichter", "in the funnel"),
        "remark": Text("Vergleichbarkeit", "comparability"),
        "comparable": Text("vergleichbar", "comparable"),
        "not_comparable": Text("nicht vergleichbar, weil", "not comparable because"),
        "no_value": Text("kein Wert", "no value"),
        "no_town": Text("Keine Stadt hat hier einen Wert", "No town has a value here"),
        "careful": Text("mit Vorsicht", "with care"),
        "within": Text("innerhalb", "within"),
        "above_95": Text("über der 95-%-Grenze", "above the 95% limit"),
        "below_95": Text("unter der 95-%-Grenze", "below the 95% limit"),
        "above_998": Text("über der 99,8-%-Grenze", "above the 99.8% limit"),
        "below_998": Text("unter der 99,8-%-Grenze", "below the 99.8% limit"),
        "measures": Text("Maßnahmen aus den Städten", "Measures of the towns"),
        "measures_said": Text(
            "Freigegeben von den Städten, nach Thema und Größenklasse. Was eine Maßnahme bewirkt hat, sagt diese "
            "Liste nicht; man kann fragen.",
            "Released by the towns, by theme and size class. What a measure has brought about this list does not "
            "tell; one can ask.",
        ),
        "no_measures": Text(
            "Keine Stadt hat Maßnahmen freigegeben (massnahmen.xlsx, Spalte Austausch).",
            "No town has released measures (massnahmen.xlsx, column Austausch).",
        ),
        "measure": Text("Maßnahme", "measure"),
        "theme": Text("Thema", "theme"),
        "no_theme": Text("ohne Thema", "no theme"),
        "status": Text("Status", "status"),
        "due": Text("Termin", "due"),
        "responsible": Text("zuständig", "responsible"),
        "indicator": Text("Kennzahl", "indicator"),
        "target": Text("von → Ziel", "from → target"),
        "method": Text("Rechenweg", "How it is reckoned"),
        "method_limits": Text(
            "Trichtergrenzen: exakte Binomialgrenzen um die gemeinsame Quote, zwischen den Zählwerten interpoliert "
            "(Spiegelhalter 2005). Geglättete Quoten: Beta-Binomial-Modell, Momente nach Kleinman (1973); die Spanne "
            "enthält nicht, wie unsicher die Streuung der Städte selbst ist. Nur Anteile gezählter Einheiten: Anteile "
            "von Einwohnern sind gerechnet, nicht ausgezählt. Branchenmix bei gleicher Abdeckung: Chao und Jost (2012). "
            "Größenklassen nach Stadt- und Gemeindetypen des BBSR.",
            "Funnel limits: exact binomial limits around the common rate, interpolated between counts "
            "(Spiegelhalter 2005). Shrunken rates: beta-binomial, moments after Kleinman (1973); the interval does "
            "not hold how unsure the spread of towns itself is. Shares of counted units only: shares of inhabitants "
            "are reckoned, not counted. Branch mix at equal coverage: Chao and Jost (2012). Size classes after the "
            "types of towns of the BBSR.",
        ),
        "method_wording": Text(
            "Die Rechenwege stehen im Wortlaut der ersten Stadt, die einen Wert hat; Mengen darin (etwa wie viel "
            "nur aus OpenStreetMap kommt) gelten für diese Stadt.",
            "Methods are in the words of the first town that has a value; amounts in them (such as how much is of "
            "OpenStreetMap alone) are that town's.",
        ),
        "sources": Text("Quellen", "Sources"),
        "made": Text("Öffentliche Summen, keine Angaben zu einzelnen Läden. Stand", "Public sums, nothing of single shops. As of"),
        "figure": Text("Kennzahl", "figure"),
        "read_me": Text("Lies mich", "Read me"),
        "pooled": Text("gemeinsame Quote", "common rate"),
        "low": Text("ab", "from"),
        "high": Text("bis", "to"),
        "numerator": Text("Zähler", "numerator"),
        "denominator": Text("Nenner", "denominator"),
        "shrunk": Text("geglättet", "shrunken"),
        "why": Text("warum", "why"),
        "ags": Text("AGS", "AGS"),
        "theme_of_report": Text("Kapitel", "chapter"),
        "spread": Text("Streuung über den Zufall hinaus", "spread beyond chance"),
        "class": Text("Leerstandsquote", "vacancy rate"),
        "host": Text("Gastgeberblatt", "Host sheet"),
        "host_problems": Text("Was uns beschäftigt", "What is on our mind"),
        "host_attempts": Text("Was wir versuchen", "What we try"),
        "host_questions": Text("Unsere Fragen an die Gäste", "Our questions to the guests"),
        "host_route": Text("Rundgang", "The walk"),
        "host_foot": Text(
            "Für das Austauschtreffen. Auswertung und Rundgang sind Vorschläge aus Daten.",
            "For the exchange meeting. Findings and walk are proposals from data.",
        ),
        "host_no_attempts": Text("Noch keine Maßnahmen eingetragen.", "No measures entered yet."),
        "host_no_route": Text("Kein Rundgang: ohne Zentrum oder Stationen.", "No walk: no centre or no stops."),
        "host_more": Text("und {n} weitere", "and {n} more"),
        "page": Text("Seite", "page"),
    }
)  # fmt: skip


#: Reasons for which there is nothing to compare in the first place.
_NO_VALUE = {"no_value", "not_told", "no_coverage"}


def word(key: str, lang: Lang) -> str:
    """Return a word of the comparison in a language."""
    return WORDS[key].to(lang)


def not_comparable(cell: Cell, lang: Lang) -> str:
    """
    Say why a value is not comparable, or what care it asks for; blank if it just is.

    The words are "nicht vergleichbar, weil" and the reasons as the analysis gives them.
    """
    parts = []
    if cell.reasons:
        none = {reason.code for reason in cell.reasons} <= _NO_VALUE
        why = "; ".join(reason.said.to(lang) for reason in cell.reasons)
        parts.append(f"{word('no_value' if none else 'not_comparable', lang)}: {why}")
    if cell.notes:
        parts.append(
            f"{word('careful', lang)}: " + "; ".join(note.said.to(lang) for note in cell.notes)
        )
    return ". ".join(parts)


def position(cell: Cell) -> str | None:
    """Key of the word that says where a value lies in the funnel; None without limits."""
    limits, value = cell.limits, cell.value
    if limits is None or value is None:
        return None
    if value > limits.high_998:
        return "above_998"
    if value < limits.low_998:
        return "below_998"
    if value > limits.high_95:
        return "above_95"
    return "below_95" if value < limits.low_95 else "within"
