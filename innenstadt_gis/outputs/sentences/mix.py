"""The mix of branches and local supply in sentences: every product says the same words."""

from __future__ import annotations

from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, number, percent


def _none(figure: Figure) -> Text:
    """Why there is no figure, as a sentence."""
    if figure.why is None:
        return Text("", "")
    de, en = (text.rstrip(".") for text in figure.why)
    return Text(f"{de[:1].upper()}{de[1:]}.", f"{en[:1].upper()}{en[1:]}.")


def mix_sentence(figure: Figure) -> Text:
    """
    Say a Hill number as people understand it.

    Parameters
    ----------
    figure
        ``effective_branches`` (M-02) or any other Hill number of branches.

    Returns
    -------
    Text
        ``"Der Branchenmix wirkt wie 32 gleich häufige Branchen (47 Branchen in 147 Einheiten mit
        bekannter Branche)."``; without a value why there is none.

    Examples
    --------
    >>> mix = Figure(id="M-02", key="effective_branches", label=Text("", ""), unit="branches",
    ...              value=6.8, coverage=1.0, parameters={"branches": 11, "units": 40})
    >>> mix_sentence(mix).de
    'Der Branchenmix wirkt wie 7 gleich häufige Branchen (11 Branchen in 40 Einheiten mit bekannter Branche).'
    """
    if figure.value is None:
        return _none(figure)
    worth, told = number(figure.value), figure.parameters
    branches, units = number(told["branches"]), number(told["units"])
    one = worth == "1"
    de = (
        f"Der Branchenmix wirkt wie {worth} "
        f"{'einzige Branche' if one else 'gleich häufige Branchen'} "
        f"({branches} {'Branche' if branches == '1' else 'Branchen'} in {units} "
        f"{'Einheit' if units == '1' else 'Einheiten'} mit bekannter Branche)."
    ).replace("wie 1 einzige", "wie eine einzige")
    en = (
        f"The mix of branches works like {worth} equally common "
        f"{'branch' if one else 'branches'} ({branches} in {units} units of known branch)."
    )
    if figure.coverage is not None and figure.coverage < 1:
        lost = 1 - figure.coverage
        de += f" Von {percent(lost)} der genutzten Einheiten ist die Branche nicht bekannt."
        en += f" {percent(lost, lang='en')} of the units in use do not tell their branch."
    return Text(de, en)


def supply_sentence(figure: Figure) -> Text:
    """
    Say the mean score of local supply, with what is uncertain about it.

    Parameters
    ----------
    figure
        ``local_supply_score`` (N-01).

    Returns
    -------
    Text
        ``"Zu Fuß (bis 1.000 m) erreicht eine Person im Mittel 3,9 der 5 Angebote Supermarkt oder
        Discounter, Hausarzt, Grundschule, Apotheke und Haltestelle."``; without a value why not.

    Examples
    --------
    >>> score = Figure(id="N-01", key="local_supply_score", label=Text("", ""), unit="points",
    ...                value=3.885, parameters={"within_m": 1000.0})
    >>> supply_sentence(score).de
    'Zu Fuß (bis 1.000 m) erreicht eine Person im Mittel 3,9 der 5 Angebote Supermarkt oder
    Discounter, Hausarzt, Grundschule, Apotheke und Haltestelle.'
    """
    if figure.value is None:
        return _none(figure)
    metres = figure.parameters["within_m"]
    de = (
        f"Zu Fuß (bis {number(metres)} m) erreicht eine Person im Mittel "
        f"{number(figure.value, digits=1)} der 5 Angebote Supermarkt oder Discounter, Hausarzt, "
        "Grundschule, Apotheke und Haltestelle"
    )
    en = (
        f"On foot (within {number(metres, lang='en')} m) a person reaches on average "
        f"{number(figure.value, digits=1, lang='en')} of the 5: supermarket or discounter, general "
        "practitioner, primary school, pharmacy and stop"
    )
    low, high = figure.bound_low, figure.bound_high
    if low is not None and high is not None and high - low >= 0.1:
        de += (
            f"; je nach dem, was die Daten offen lassen, zwischen {number(low, digits=1)} und "
            f"{number(high, digits=1)}"
        )
        en += (
            f"; by what the data leave open between {number(low, digits=1, lang='en')} and "
            f"{number(high, digits=1, lang='en')}"
        )
    return Text(f"{de}.", f"{en}.")
