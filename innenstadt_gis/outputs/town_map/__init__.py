"""A release as a `MapModel`: which layers, which classes, which words, which story."""

from innenstadt_gis.outputs.town_map.compose import map_model

__all__ = ["map_model"]
