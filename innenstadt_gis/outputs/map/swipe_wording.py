"""Words of the comparison of two surveys."""

from __future__ import annotations

from innenstadt_gis.words import Text

SWIPE_WORDS: dict[str, Text] = {
    "surveys": Text("Erhebungen", "Surveys"),
    "surveyOf": Text("Erhebung vom", "Survey of"),
    "compare": Text("Vergleichen", "Compare"),
    "compareHelp": Text(
        "Zwei Erhebungen nebeneinander: links die frühere, rechts die spätere",
        "Two surveys side by side: the earlier one on the left, the later one on the right",
    ),
    "divider": Text(
        "Trennlinie zwischen den Erhebungen: ziehen, oder mit den Pfeiltasten verschieben",
        "Line between the surveys: drag it, or move it with the arrow keys",
    ),
    "left": Text("links", "left"),
    "right": Text("rechts", "right"),
    "at": Text("Trennlinie bei", "line at"),
}
