"""Contracts of all tables by name, and the words of the codes that stand in them."""

from __future__ import annotations

from innenstadt_gis.branches import BRANCHES
from innenstadt_gis.tables import FUNCTIONS, STATUS, TOWN_TABLES, Table
from innenstadt_gis.tables.findings import FINDINGS_TABLES
from innenstadt_gis.words import Text

CONTRACTS: dict[str, Table] = {**TOWN_TABLES, **FINDINGS_TABLES}

_BRANCH_WORDS = {code: one.label for code, one in BRANCHES.items()}

#: Words of the codes of columns that people read and edit, by the name of the column.
CODE_WORDS: dict[str, dict[str, Text]] = {
    "status": dict(STATUS),
    "function": dict(FUNCTIONS),
    "branch": _BRANCH_WORDS,
    "previous_branch": _BRANCH_WORDS,
}
