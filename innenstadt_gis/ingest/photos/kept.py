"""Photos that were drawn anew on an earlier run, so that each is drawn once."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from innenstadt_gis.files import write_atomic
from innenstadt_gis.ingest.photos.pixels import drawn_anew

__all__ = ["KeptPhotos"]

#: Changes whenever a photo would be drawn in another way.
_METHOD = "1"
_NAME = re.compile(r"([0-9a-f]{32})-([0-9a-f]{32})\.jpg")


@dataclass
class KeptPhotos:
    """
    Small copies by what they were made of: the bytes of the photo, the limits, the method.

    Reading a town writes nothing: what was drawn stays in memory until `write`. A file whose
    bytes are not those that its name tells (cut off, changed by hand) is drawn anew.

    Attributes
    ----------
    folder
        Where copies of earlier runs lie; None keeps none.
    """

    folder: Path | None = None
    _seen: dict[str, bytes] = field(default_factory=dict)
    _new: set[str] = field(default_factory=set)
    _there: dict[str, Path] | None = None

    def drawn(self, data: bytes, *, max_kb: int, longest_px: int) -> bytes | str:
        """Give a photo as `drawn_anew` does: the copy kept of it, else drawn now."""
        import PIL

        method = f"{_METHOD}:{PIL.__version__}:{max_kb}:{longest_px}"
        key = hashlib.sha256(method.encode() + b"\0" + data).hexdigest()[:32]
        kept = self._kept(key)
        picture = kept or drawn_anew(data, max_kb=max_kb, longest_px=longest_px)
        if isinstance(picture, bytes) and picture:
            self._seen[key] = picture
            if kept is None:
                self._new.add(key)
        return picture

    def write(self) -> None:
        """Keep what this run saw and nothing else; ``OSError`` if that cannot be written."""
        if self.folder is None:
            return
        there = self._listed()
        names = {f"{key}-{_sum(picture)}.jpg": key for key, picture in self._seen.items()}
        for path in there.values():
            if path.name not in names:
                path.unlink(missing_ok=True)
        for name, key in names.items():
            if key in self._new:
                write_atomic(self.folder / name, self._seen[key], beside=False)

    def _kept(self, key: str) -> bytes | None:
        if self._there is None:
            self._there = self._listed()
        path = self._there.get(key)
        try:
            data = path.read_bytes() if path is not None else b""
        except OSError:
            return None
        return data if path is not None and path.stem.endswith(_sum(data)) else None

    def _listed(self) -> dict[str, Path]:
        if self.folder is None or not self.folder.is_dir():
            return {}
        found = ((_NAME.fullmatch(path.name), path) for path in sorted(self.folder.iterdir()))
        return {hit[1]: path for hit, path in found if hit}


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]
