"""The tree of errors.

InnenstadtError            catch this one to catch everything of ours
├── InputError             a table, file or value is not what it should be   (also ValueError)
│   ├── CrsError           one step in the CRS is not one metre
│   ├── StudyError         study.toml: every fault at once, with the line to write
│   └── SourceError        a source file cannot be used
├── MissingSourceError     a file is not where the study says                (also FileNotFoundError)
├── UnsafeOutputError      a page or file would hold what it must not        (also ValueError)
├── WriteError             the system does not let a file be written         (also OSError)
└── DownloadError          a door to the network did not open                (also OSError)

    try:
        town = ig.read_town("study.toml")
    except ig.InnenstadtError as error:
        print(error.text.to("de"))
"""

from __future__ import annotations

from innenstadt_gis.words import Text

__all__ = [
    "CrsError",
    "DownloadError",
    "InnenstadtError",
    "InputError",
    "MissingSourceError",
    "SourceError",
    "StudyError",
    "UnsafeOutputError",
    "WriteError",
]


class InnenstadtError(Exception):
    """Base of all errors of this package; ``.text`` says what, where and what to do."""

    def __init__(self, *, de: str, en: str) -> None:
        """Keep both wordings; ``str()`` gives the English one."""
        super().__init__(en)
        self.text = Text(de=de, en=en)


class InputError(InnenstadtError, ValueError):
    """A table, file or value is not what it should be."""


class CrsError(InputError):
    """One step in the coordinate reference system is not one metre."""


class StudyError(InputError):
    """``study.toml`` has faults; the message lists all of them with the line to write."""


class SourceError(InputError):
    """A source file cannot be used (foreign format, truncated, protected, empty)."""


class MissingSourceError(InnenstadtError, FileNotFoundError):
    """A file is not where the study says."""


class UnsafeOutputError(InnenstadtError, ValueError):
    """A page or file would hold what it must not hold; nothing was written."""


class WriteError(InnenstadtError, OSError):
    """The system does not let a file be written: disk full, no rights, another run at work."""

    def __init__(self, *, de: str, en: str, errno: int | None = None) -> None:
        """Keep both wordings, and the number that the system gave."""
        super().__init__(de=de, en=en)
        self.errno = errno


class DownloadError(InnenstadtError, OSError):
    """A door to the network did not open."""
