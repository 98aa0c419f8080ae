"""Exchanges of towns to a `Comparison`: pure, the same for the towns in any order."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from innenstadt_gis.analysis.comparison.flags import (
    common_definition,
    middle_day,
    notes_on,
    reasons_against,
)
from innenstadt_gis.analysis.comparison.funnel import funnel_curve, funnel_limits, pooled_rate
from innenstadt_gis.analysis.comparison.shrinkage import (
    FEWEST_TOWNS,
    Spread,
    chance_of_differing,
    shrunken,
    spread_of,
)
from innenstadt_gis.exchange import Exchange, MixStep
from innenstadt_gis.exchange.comparison import (
    Cell,
    Comparison,
    Failed,
    FigureCompared,
    Reason,
    TownMeasure,
)
from innenstadt_gis.exchange.size import size_class
from innenstadt_gis.tables.measures import NETWORK_THEMES
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, number, percent

__all__ = ["COMPARED", "common_coverage", "compare_towns"]

#: Figures that are compared, by theme of the reports: what a network asks, not all there is.
COMPARED: dict[str, tuple[str, ...]] = {
    "vacancy": ("vacancy_rate", "vacancy_rate_by_area", "vacancy_rate_lasting"),
    "mix": ("chain_share",),
    "supply": (
        "units_per_ha", "retail_per_1000", "supply_per_1000", "sales_area_per_person",
        "local_supply_score",
    ),
    "reach": (
        "persons_within_10_min", "persons_within_15_min_at_75_84", "persons_cut_off_rollator",
        "persons_with_benches_on_the_way", "persons_transit_class_a_to_d", "persons_home_after_20",
    ),
    "digital": ("website_listed", "opening_hours_listed", "step_free_stated"),
    "cooperation": ("association_members", "voucher_accepted", "saturday_afternoon"),
    "image": ("seats_per_100m", "trees_per_100m"),
}  # fmt: skip
#: Shares of counted units: here chance of counting can be told. Shares of inhabitants are reckoned for
#: all of them, not drawn; what is unsure there is the model, and no funnel tells it.
_OF_UNITS = (
    "vacancy_rate", "vacancy_rate_lasting", "chain_share", "website_listed", "opening_hours_listed",
    "step_free_stated", "association_members", "voucher_accepted", "saturday_afternoon",
)  # fmt: skip
#: From this on chance is not said to explain differences.
SIGNIFICANT = 0.05
DIVERSITY = "effective_branches_common"
_ORDER = 1
_DIVERSITY_LABEL = Text(
    "Branchenmix bei gleicher Abdeckung: wirkt wie … gleich häufige Branchen",
    "branch mix at equal coverage: works like … equally common branches",
)


def compare_towns(
    towns: Sequence[Exchange], *, name: str = "", failed: Sequence[Failed] = (),
    warnings: Sequence[Text] = (),
) -> Comparison:  # fmt: skip
    """
    Compare towns figure by figure.

    Parameters
    ----------
    towns
        From `ingest.exchange` or of studies; the order does not matter.
    name
        Of the network.
    failed
        Towns that are not among them, and why.
    warnings
        What is to be said besides.

    Returns
    -------
    Comparison
        Towns by size class, then name. Values that cannot be compared keep their value and
        say why; they stand in no pooled rate.
    """
    ordered = sorted(towns, key=_place)
    figures = [
        made
        for theme, keys in COMPARED.items()
        for made in (
            *((_diversity(ordered),) if theme == "mix" and ordered else ()),
            *(_compared(ordered, key, theme) for key in keys),
        )
        if made is not None
    ]
    themes = list(NETWORK_THEMES)
    measures = [TownMeasure(town, one) for town in ordered for one in town.measures]
    measures.sort(
        key=lambda m: themes.index(m.measure.theme) if m.measure.theme in themes else len(themes)
    )
    return Comparison(
        name=name, towns=tuple(ordered), figures=tuple(figures), measures=tuple(measures),
        failed=tuple(sorted(failed, key=lambda f: f.name)), warnings=tuple(warnings),
        coverage=common_coverage(ordered)[0],
    )  # fmt: skip


def _place(town: Exchange) -> tuple[int, str, str]:
    plain = unicodedata.normalize("NFKD", town.town.casefold().replace("ß", "ss"))
    folded = "".join(c for c in plain if not unicodedata.combining(c))
    return size_class(town.size.persons).least, folded, town.ags or ""


def _version(towns: Sequence[Exchange]) -> str:
    most = Counter(town.version for town in towns)
    return max(sorted(most), key=lambda v: most[v])


def _compared(towns: Sequence[Exchange], key: str, theme: str) -> FigureCompared | None:
    told = [town.figure(key) for town in towns]
    first = next((f for f in told if f is not None and f.value is not None), None)
    first = first or next((f for f in told if f is not None), None)
    if first is None:
        return None
    definition, middle, version = common_definition(told), middle_day(towns), _version(towns)
    cells = tuple(
        _cell(
            town, figure,
            reasons_against(town, figure, definition=definition, middle=middle),
            notes_on(town, version),
        )
        for town, figure in zip(towns, told, strict=True)
    )  # fmt: skip
    made = FigureCompared(
        id=first.id, key=key, label=first.label, unit=first.unit, theme=theme, method=first.method,
        of_units=key in _OF_UNITS, cells=cells,
    )  # fmt: skip
    return _pooled(made) if made.of_units else made


def _cell(
    town: Exchange, figure: Figure | None, reasons: tuple[Reason, ...], notes: tuple[Reason, ...]
) -> Cell:
    if figure is None:
        return Cell(town=town, figure=None, value=None, reasons=reasons, notes=notes)
    return Cell(
        town=town, figure=figure, value=figure.value, low=figure.low, high=figure.high,
        reasons=reasons, notes=notes,
    )  # fmt: skip


def _counts(cell: Cell) -> tuple[float, float] | None:
    f = cell.figure
    if not cell.comparable or f is None or f.numerator is None or not f.denominator:
        return None
    return f.numerator, f.denominator


def _pooled(made: FigureCompared) -> FigureCompared:
    """Add the pooled rate, funnel limits, and shrunken rates."""
    counts = [c for cell in made.cells if (c := _counts(cell)) is not None]
    if len(counts) < 2:
        said = Text("weniger als zwei vergleichbare Städte", "fewer than two comparable towns")
        return replace(made, said=(said,))
    rate, spread = pooled_rate(sorted(counts)), spread_of(counts)
    chance = chance_of_differing(counts)
    cells = []
    for cell in made.cells:
        own = _counts(cell)
        if own is None:
            cells.append(cell)
            continue
        done = replace(cell, limits=funnel_limits(own[1], rate))
        if spread is not None:
            shrunk = shrunken(*own, spread)
            done = replace(done, shrunk=shrunk.rate, shrunk_low=shrunk.low, shrunk_high=shrunk.high)
        cells.append(done)
    return replace(
        made, cells=tuple(cells), pooled=rate, said=_said(spread, chance), chance_p=chance,
        spread=None if spread is None else spread.correlation,
        funnel=funnel_curve(1.15 * max(n for _, n in counts), rate or 0.0),
    )  # fmt: skip


def _said(spread: Spread | None, chance: float | None) -> tuple[Text, ...]:
    """Whether towns differ at all, as the test says it, and whether rates could be shrunken."""
    said = []
    if chance is not None:
        p = number(chance, digits=3), number(chance, digits=3, lang="en")
        differ = Text(
            f"Die Städte unterscheiden sich stärker, als der Zufall erklärt (p = {p[0]}).",
            f"The towns differ more than chance explains (p = {p[1]}).",
        )
        alike = Text(
            f"Die Unterschiede sind durch Zufall erklärbar (p = {p[0]}); das heißt nicht, dass die Städte "
            "gleich sind.",
            f"Chance can explain the differences (p = {p[1]}); that does not mean that the towns are alike.",
        )
        said.append(differ if chance < SIGNIFICANT else alike)
    if spread is None:
        said.append(Text(
            f"Weniger als {FEWEST_TOWNS} vergleichbare Städte: Wie verschieden Städte sind, lässt sich daraus "
            "nicht schätzen; keine geglätteten Quoten.",
            f"Fewer than {FEWEST_TOWNS} comparable towns: how towns differ cannot be told; no shrunken rates.",
        ))  # fmt: skip
    elif not spread.correlation:
        said.append(Text(
            "Eine Streuung über den Zufall hinaus ist nicht zu schätzen; jede geglättete Quote ist die gemeinsame.",
            "No spread beyond chance can be estimated; every shrunken rate is the common one.",
        ))  # fmt: skip
    return tuple(said)


# diversity ---------------------------------------------------------------------------


def common_coverage(towns: Sequence[Exchange]) -> tuple[float | None, tuple[MixStep | None, ...]]:
    """
    Find the highest coverage that every town with a curve reaches, and each town's step there.

    Returns
    -------
    tuple
        The coverage (None if no two towns have one in common), and by town its step or None.
    """
    curves = [
        {s.coverage: s for s in town.steps if s.order == _ORDER and s.value is not None}
        for town in towns
    ]
    told = [curve for curve in curves if curve]
    common = set.intersection(*(set(curve) for curve in told)) if len(told) > 1 else set()
    if not common:
        return None, tuple(None for _ in towns)
    at = max(common)
    return at, tuple(curve.get(at) for curve in curves)


def _diversity(towns: Sequence[Exchange]) -> FigureCompared | None:
    at, steps = common_coverage(towns)
    places = Counter(t.mix_place for t in towns if t.mix_place)
    if at is None or not places:
        return None
    place = max(sorted(places), key=lambda p: places[p])
    said = percent(at), percent(at, lang="en")
    method = Text(
        f"Hill-Zahl 1 bei {said[0]} Abdeckung, der höchsten, die alle erreichen (Chao und Jost 2012); jede "
        "Stadt aus allen ihren Zahlen",
        f"Hill number 1 at {said[1]} coverage, the highest that all reach (Chao and Jost 2012); each "
        "town from all its counts",
    )
    version = _version(towns)
    cells = tuple(
        _mix_cell(town, step, place, notes_on(town, version), method)
        for town, step in zip(towns, steps, strict=True)
    )
    return FigureCompared(
        id="M-06", key=DIVERSITY, label=_DIVERSITY_LABEL, unit="branches", theme="mix", method=method,
        of_units=False, cells=cells,
    )  # fmt: skip


def _mix_cell(
    town: Exchange, step: MixStep | None, place: str, notes: tuple[Reason, ...], method: Text
) -> Cell:
    if step is None:
        why = Text(
            "zu wenige Einheiten: auch doppelt so viele erreichten keine gemeinsame Abdeckung",
            "too few units: twice as many would reach no common coverage",
        )
        return Cell(
            town=town, figure=None, value=None, reasons=(Reason("no_coverage", why),), notes=notes
        )
    reasons: tuple[Reason, ...] = ()
    if town.mix_place != place:
        said = {
            "centre": ("im Zentrum", "in the centre"),
            "town": ("im ganzen Gebiet", "in the whole area"),
        }
        de, en = said[town.mix_place or "town"]
        reasons = (Reason("place", Text(
            f"gezählt {de}, bei den meisten anders", f"counted {en}, otherwise in most towns"
        )),)  # fmt: skip
    figure = Figure(
        id="M-06", key=DIVERSITY, label=_DIVERSITY_LABEL, unit="branches", value=step.value,
        denominator=town.size.in_use, low=step.low, high=step.high, interval="Bootstrap 95 %",
        method=method, base="all",
    )  # fmt: skip
    return Cell(
        town=town, figure=figure, value=step.value, low=step.low, high=step.high, reasons=reasons,
        notes=notes,
    )  # fmt: skip
