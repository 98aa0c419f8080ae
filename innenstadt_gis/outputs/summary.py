"""``summary.json`` (every figure) and ``import.json`` (every row of every source)."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

from innenstadt_gis.importlog import Missing, SourceLog
from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.chapters import chapter_of
from innenstadt_gis.outputs.sentences import headline, pattern
from innenstadt_gis.outputs.themes import sources
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Lang


def summary_json(release: Release, *, version: str, lang: Lang) -> str:
    """Return every figure with its denominator, interval, bounds and counted rows."""
    rate = release.figure("vacancy_rate")
    return _json(
        {
            "town": release.name,
            "ags": release.ags,
            "survey_day": release.survey_day.isoformat(),
            "audience": release.audience,
            "version": version,
            "headline": headline(rate).to(lang) if rate else None,
            "pattern": said.to(lang) if (said := pattern(release)) else None,
            "figures": [_figure(f, lang) for f in release.figures],
            "not_computed": [_missing(m, lang) for m in release.missing],
            "sources": sources(release),
        }
    )


def import_json(release: Release, *, version: str, lang: Lang) -> str:
    """Return what every source held and what became of every row of it."""
    return _json(
        {
            "town": release.name,
            "audience": release.audience,
            "version": version,
            "sources": [_source(s, lang) for s in release.log.sources],
            "missing": [_missing(m, lang) for m in release.log.missing],
        }
    )


def _figure(figure: Figure, lang: Lang) -> dict[str, Any]:
    done = {one.name: getattr(figure, one.name) for one in fields(figure)}
    for key in ("label", "method"):
        done[key] = getattr(figure, key).to(lang)
    done["group"] = figure.group.to(lang) if figure.group else None
    done["theme"] = chapter_of(figure).key
    done["why"] = figure.why.to(lang) if figure.why else None
    done["parameters"] = dict(figure.parameters)
    return done


def _source(log: SourceLog, lang: Lang) -> dict[str, Any]:
    done = asdict(log)
    done["notes"] = [note.to(lang) for note in log.notes]
    rows = [{"source_file": log.file, **asdict(row)} for row in log.rows]
    done["rejected_rows"] = [row for row in rows if row["outcome"] == "rejected"]
    done["rows"] = rows
    return done


def _missing(missing: Missing, lang: Lang) -> dict[str, str]:
    return {
        "what": missing.what, "why": missing.why.to(lang), "todo": missing.todo.to(lang)
    }  # fmt: skip


def _json(value: dict[str, Any]) -> str:
    """Write an object, each entry of a list on a line of its own: two versions can be compared."""
    members = []
    for key, member in value.items():
        text = _encode(member)
        if isinstance(member, list) and member:
            lines = ",\n  ".join(map(_encode, member))
            text = f"[\n  {lines}\n ]"
        members.append(f" {_encode(key)}: {text}")
    return "{\n" + ",\n".join(members) + "\n}\n"


# One encoder for all: json.dumps with options builds a new one at every call.
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
