"""Vacancy registers as town halls send them: read whole, every row accounted for."""

from innenstadt_gis.ingest.registers.read import Register, read_register, with_located

__all__ = ["Register", "read_register", "with_located"]
