"""What the program says while it works and when it is done."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from innenstadt_gis.cli_words import gap_line, note_lines, source_line
from innenstadt_gis.words import Lang, Text

if TYPE_CHECKING:
    from innenstadt_gis.importlog import ImportLog, Missing
    from innenstadt_gis.pipeline import RunResult
    from innenstadt_gis.pipeline.checking import CheckResult
    from innenstadt_gis.pipeline.setup_many import TownInit

__all__ = ["progress", "said", "tell", "tell_map", "tell_notes", "tell_registers", "tell_towns"]

_MOST_CONFLICTS = 20


@contextmanager
def progress(lang: Lang) -> Iterator[Callable[[Text], None]]:
    """Say on stderr what is being done; say nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield lambda _text: None
        return
    from rich.console import Console
    from rich.markup import escape

    console = Console(stderr=True)
    begin = Text("Programm wird geladen …", "loading …").to(lang)
    with console.status(begin) as status:
        yield lambda text: status.update(escape(text.to(lang)))


def tell(log: ImportLog, sentences: Sequence[Text], missing: Sequence[Missing], lang: Lang) -> None:
    """Say what was read, the sentences, and what was not computed."""
    if log.sources:
        click.echo(Text("Gelesen:", "Read:").to(lang))
    for source in log.sources:
        click.echo(f"  {source_line(source, lang)}")
    if sentences:
        click.echo()
    for sentence in sentences:
        click.echo(sentence.to(lang))
    if missing:
        click.echo()
        click.echo(Text("Nicht berechnet:", "Not computed:").to(lang))
    for gap in missing:
        click.echo(f"  {gap_line(gap, lang)}")


def tell_notes(log: ImportLog, lang: Lang) -> None:
    """Say what to look at in each source but the registers, whose report says it."""
    for source in log.sources:
        if source.notes and source.role != "register":
            click.echo()
            click.echo(Text(f"Hinweise zu {source.file}:", f"Notes on {source.file}:").to(lang))
            for line in note_lines(source, lang):
                click.echo(f"  {line}")


def said(done: RunResult) -> tuple[Text, ...]:
    """The headline, how it moved since the run before, and the rest."""
    moved = (done.change.sentence,) if done.change else ()
    return (*done.sentences[:1], *moved, *done.sentences[1:], *done.notes)


def tell_registers(done: CheckResult, lang: Lang) -> None:
    """Say what became of the rows of every register, and what contradicts."""
    from innenstadt_gis.outputs.import_report import report_lines

    for report in done.reports:
        click.echo()
        click.echo(Text(f"Importbericht {report.file}", f"Import report {report.file}").to(lang))
        for title, lines in report_lines(report):
            click.echo(f"  {title.to(lang)}:")
            for line in lines:
                click.echo(f"    {line.to(lang)}")
    if done.conflicts:
        click.echo()
        click.echo(
            Text("Widersprüche zwischen Quellen:", "Contradictions between sources:").to(lang)
        )
    for line in done.conflicts[:_MOST_CONFLICTS]:
        click.echo(f"  {line.to(lang)}")
    more = len(done.conflicts) - _MOST_CONFLICTS
    if more > 0:
        rest = Text(
            f"… und {more} weitere: innenstadt run --audience intern schreibt alle in bericht.html",
            f"… and {more} more: innenstadt run --audience intern writes all into bericht.html",
        )
        click.echo(f"  {rest.to(lang)}")


def tell_map(chart: Path | None, out: Path, lang: Lang) -> None:
    """Say where the results and the map lie."""
    click.echo()
    click.echo(Text(f"Ergebnisse: {out}", f"Results: {out}").to(lang))
    if chart is not None:
        click.echo(
            Text(f"Karte (Doppelklick öffnet sie): {chart}", f"Map (double-click): {chart}").to(
                lang
            )
        )


def tell_towns(towns: Sequence[TownInit], lang: Lang) -> None:
    """Say of each of many towns where its study lies, or why it has none."""
    for town in towns:
        if town.done is None:
            why = town.why.to(lang) if town.why else ""
            click.echo(f"{Text('Fehler', 'error').to(lang)}: {why}", err=True)
            continue
        there = Text("" if town.new else " (bestand schon)", "" if town.new else " (was there)")
        click.echo(f"{town.asked}: {town.done.study}{there.to(lang)}")
        for sentence in town.done.sentences:
            click.echo(f"  {sentence.to(lang)}")
