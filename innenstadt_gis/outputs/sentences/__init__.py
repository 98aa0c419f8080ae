"""Figures in sentences: every product says the same words."""

from innenstadt_gis.outputs.sentences.ideas import ideas_sentences
from innenstadt_gis.outputs.sentences.mix import mix_sentence, supply_sentence
from innenstadt_gis.outputs.sentences.reach import reach_sentences
from innenstadt_gis.outputs.sentences.verdict import headline, pattern

__all__ = [
    "headline",
    "ideas_sentences",
    "mix_sentence",
    "pattern",
    "reach_sentences",
    "supply_sentence",
]
