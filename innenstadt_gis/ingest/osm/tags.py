"""Tags of many objects: every distinct set of tags is kept, and asked, only once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Tags:
    """
    Tags by object: ``said`` are the distinct ones, ``codes`` say which of them an object has.

    In a town more than half of the objects say what another one says as well
    (``building=yes``), so that a question to each distinct set is half the work.

    Examples
    --------
    >>> said = np.array([{"building": "yes"}, {"shop": "books"}], dtype=object)
    >>> tags = Tags(said, np.array([0, 0, 1]))
    >>> tags.fit(lambda one: "building" in one).tolist(), tags.get("shop").tolist()
    ([True, True, False], [None, None, 'books'])
    """

    said: NDArray[np.object_]
    codes: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, at: int) -> dict[str, str]:
        found: dict[str, str] = self.said[self.codes[at]]
        return found

    def __iter__(self) -> Iterator[dict[str, str]]:
        return iter(self.said[self.codes].tolist())

    def take(self, which: NDArray[Any]) -> Tags:
        """Choose objects by position or by truth value."""
        return Tags(self.said, self.codes[which])

    def each(self, ask: Callable[[dict[str, str]], Any]) -> NDArray[np.object_]:
        """Answer of ``ask`` for every object."""
        used, at = np.unique(self.codes, return_inverse=True)
        answers = np.full(len(used), None, dtype=object)
        for i, tags in enumerate(self.said[used].tolist()):
            answers[i] = ask(tags)
        return answers[at]

    def fit(self, ask: Callable[[dict[str, str]], bool]) -> NDArray[np.bool_]:
        """Truth of ``ask`` for every object."""
        return self.each(ask).astype(bool)

    def get(self, key: str) -> NDArray[np.object_]:
        """Value of a key for every object, None where it is absent."""
        return self.each(lambda tags: tags.get(key))
