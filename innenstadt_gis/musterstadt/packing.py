"""Zip archives whose bytes depend on their content alone."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_NO_TIME = (1980, 1, 1, 0, 0, 0)


def pack(entries: Mapping[str, bytes | str]) -> bytes:
    """Zip named entries in their order, all dated 1980-01-01."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name, _NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return stream.getvalue()
