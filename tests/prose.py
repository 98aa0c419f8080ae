"""What the prose of a notebook claims in numbers, and whether the code beside it proves it.

A number is proven by a constant in an ``assert`` of a code cell directly above or below, if
that assert fails as soon as the constant is another: an assert that cannot fail proves nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

#: A day, a time of the day, or a number as German prose writes it: 1.804 or 37,6.
_NUMBER = re.compile(
    r"(?<![\w.,:])(?:\d{2}\.\d{2}\.\d{4}|\d{1,2}:\d{2}|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?)"
    r"(?!\w)"
)
#: Names that hold digits and claim nothing: code, links, ids of figures.
_NAMES = re.compile(r"`[^`]*`|\]\([^)]*\)|\b[A-Z]-\d\d\b")
#: Numbers as words would slip through; prose writes digits.
_WORDS = re.compile(
    r"\b(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|hundert|tausend|doppelt|hälfte|"
    r"\w*(?:drittel|viertel)|dreimal|zweimal)\b",
    re.IGNORECASE,
)


def numbers(prose: str) -> list[str]:
    """Every number that a text claims, as it is written."""
    return _NUMBER.findall(_NAMES.sub(" ", prose))


def number_words(prose: str) -> list[str]:
    """Numbers that a text writes as words."""
    return _WORDS.findall(_NAMES.sub(" ", prose))


@dataclass(frozen=True)
class Proof:
    """An assert with a constant that holds a number, and the same with another constant."""

    mutants: tuple[str, ...]  # each is the assert with this constant changed


def proofs(number: str, code: str) -> Iterator[Proof]:
    """Asserts that may prove a number: one of their constants is it, and something is compared."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Assert) and _asks_something(node.test):
            for constant in _compared_constants(node.test):
                if _is(number, constant.value):
                    yield Proof(tuple(_with(node, constant, v) for v in _others(constant.value)))


def unproven(prose: str, codes: list[str], fails: Callable[[str], bool]) -> list[str]:
    """
    Numbers of a text that no assert in ``codes`` proves.

    Parameters
    ----------
    prose
        The markdown.
    codes
        The code cells beside it.
    fails
        Whether a statement raises AssertionError or LookupError where the code has run.
    """
    return [
        number
        for number in numbers(prose)
        if not any(
            any(fails(mutant) for mutant in proof.mutants)
            for code in codes
            for proof in proofs(number, code)
        )
    ]


def _asks_something(test: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) for node in ast.walk(test))


def _compared_constants(test: ast.expr) -> Iterator[ast.Constant]:
    """Constants that are compared; digits to round to and places in a list are not, labels are."""
    for outer in ast.walk(test):
        if isinstance(outer, ast.Compare):
            for side in (outer.left, *outer.comparators):
                yield from _written_out(side)
        if isinstance(outer, ast.Constant) and isinstance(outer.value, str):
            yield outer


def _written_out(side: ast.expr) -> Iterator[ast.Constant]:
    """Numbers that stand on one side of a comparison, alone or in a row."""
    if isinstance(side, ast.Constant) and not isinstance(side.value, str):
        yield side
    elif isinstance(side, ast.Tuple | ast.List | ast.Set | ast.Dict | ast.BinOp | ast.UnaryOp):
        for inner in ast.iter_child_nodes(side):
            if isinstance(inner, ast.expr):
                yield from _written_out(inner)


def _is(number: str, value: object) -> bool:
    if isinstance(value, str):
        return re.search(rf"(?<![\w.,]){re.escape(number)}(?!\w|[.,]\d)", value) is not None
    if isinstance(value, bool) or not isinstance(value, int | float) or ":" in number:
        return False
    if re.fullmatch(r"\d{2}\.\d{2}\.\d{4}", number):
        return False
    return abs(float(number.replace(".", "").replace(",", ".")) - value) < 1e-9


def _others(value: object) -> tuple[object, ...]:
    """Other constants: at least one of them must break the assert (an order holds one way)."""
    if isinstance(value, str):
        return (re.sub(r"\d", lambda d: str((int(d[0]) + 1) % 10), value),)
    assert isinstance(value, int | float)
    return (value + 1, value - 1, value * 1000 + 1, -value - 1)


def _with(node: ast.Assert, constant: ast.Constant, value: object) -> str:
    before, constant.value = constant.value, value  # type: ignore[assignment]
    text = ast.unparse(node)
    constant.value = before
    return text
