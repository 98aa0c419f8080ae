"""What one town tells others of itself: aggregates with their definitions, by public rules."""

from innenstadt_gis.exchange.model import (
    EXCHANGE_FILE,
    KIND,
    SCHEMA,
    BranchCount,
    Exchange,
    HandedOn,
    MixStep,
    Situation,
    Size,
    SourceTold,
)

__all__ = [
    "EXCHANGE_FILE",
    "KIND",
    "SCHEMA",
    "BranchCount",
    "Exchange",
    "HandedOn",
    "MixStep",
    "Situation",
    "Size",
    "SourceTold",
]
