"""Words to arguments, errors to one line; no analysis.

Built on click itself, because every help text exists in two languages and the language
is known before the first command is declared.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import click

from innenstadt_gis.cli_telling import (
    progress,
    said,
    tell,
    tell_map,
    tell_notes,
    tell_registers,
    tell_towns,
)
from innenstadt_gis.cli_words import (
    AUDIENCE_HELP,
    EXAMPLES,
    FOREIGN_STUDY,
    OPTIONS,
    PROGRAM,
    SUMMARIES,
)
from innenstadt_gis.errors import InnenstadtError, InputError
from innenstadt_gis.words import Lang, Text, spoken

_AUDIENCES = ("intern", "workshop", "oeffentlich")  # tables.AUDIENCES, without its import


def main(argv: Sequence[str] | None = None) -> None:
    """Run the program and leave with 0 (done), 1 (a source or file fails) or 2 (usage)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    lang = language(arguments)
    for stream in (sys.stdout, sys.stderr):
        # a Windows console in cp1252 or cp437 must not stop the run at a dash
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if not os.environ.get("INNENSTADT_DEBUG"):
        sys.excepthook = _surprise(lang)
    sys.exit(_run(program(lang), arguments, lang))


def language(arguments: Sequence[str]) -> Lang:
    """
    Language of the program: ``--lang``, else ``INNENSTADT_LANG``, else German.

    Examples
    --------
    >>> language(["run", "--lang", "en", "study.toml"]), language(["--lang=en"])
    ('en', 'en')
    """
    chosen = None
    for at, argument in enumerate(arguments):
        if argument == "--lang" and at + 1 < len(arguments):
            chosen = arguments[at + 1]
        elif argument.startswith("--lang="):
            chosen = argument.partition("=")[2]
    return spoken(chosen)


def program(lang: Lang) -> click.Group:
    """Build the program with its help in ``lang``."""
    from innenstadt_gis import __version__

    group = click.Group(
        "innenstadt",
        help=PROGRAM.to(lang),
        epilog=EXAMPLES["program"].to(lang),
        params=[_lang(lang)],
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    click.version_option(__version__, prog_name="innenstadt")(group)
    for command in (_demo, _init, _survey, _check, _run_command, _walk, _compare, _ideas):
        group.add_command(command(lang))
    return group


def _run(group: click.Group, arguments: list[str], lang: Lang) -> int:
    try:
        code = group.main(arguments, prog_name="innenstadt", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.UsageError as error:
        called = error.ctx.command_path if error.ctx else "innenstadt"
        said = Text("Bedienung", "usage").to(lang)
        more = Text(f"Hilfe: {called} --help", f"help: {called} --help").to(lang)
        return _say(f"{said}: {error.format_message()} {more}", 2)
    except click.Abort:
        return _say(Text("Abgebrochen.", "Aborted.").to(lang), 1)
    except InnenstadtError as error:
        return _say(f"{Text('Fehler', 'error').to(lang)}: {error.text.to(lang)}", 1)
    except OSError as error:
        from innenstadt_gis.files import write_error

        told = write_error(error).text.to(lang)
        return _say(f"{Text('Fehler', 'error').to(lang)}: {told}", 1)
    return code if isinstance(code, int) else 0


def _say(line: str, code: int) -> int:
    click.echo(line, err=True)
    return code


def _surprise(
    lang: Lang,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    def hook(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        first = (str(error).splitlines() or [""])[0][:200]
        told = Text(
            de=f"Unerwarteter Fehler ({kind.__name__}: {first}). Das ist ein Mangel des Programms; "
            "Einzelheiten zeigt derselbe Befehl mit der Umgebungsvariable INNENSTADT_DEBUG=1.",
            en=f"unexpected error ({kind.__name__}: {first}). This is a fault of the program; "
            "the same command with INNENSTADT_DEBUG=1 in the environment shows the details.",
        )
        _say(told.to(lang), 1)

    return hook


# commands ---------------------------------------------------------------------


def _demo(lang: Lang) -> click.Command:
    def demo(out: Path, audience: Any, **_: Any) -> int:
        from innenstadt_gis import pipeline

        _refuse_foreign(out)
        with progress(lang) as step:
            done = pipeline.demo(out, audience=audience, lang=lang, progress=step)
        tell(done.log, said(done), done.missing, lang)
        tell_map(done.map, done.out, lang)
        return 0

    out = click.Option(
        ["--out"], type=_folder(), default=Path("musterstadt"), show_default=True,
        help=OPTIONS["demo_out"].to(lang),
    )  # fmt: skip
    return _command("demo", demo, [out, _audience(lang), _lang(lang)], lang)


def _refuse_foreign(out: Path) -> None:
    """The demo must not overwrite what a town wrote; the made-up town says that it is made up."""
    study = out / "study.toml"
    if study.is_file() and "Musterstadt ist erfunden" not in study.read_text("utf-8", "replace"):
        raise InputError(
            de=FOREIGN_STUDY.de.format(folder=out), en=FOREIGN_STUDY.en.format(folder=out)
        )


def _init(lang: Lang) -> click.Command:
    def init(folder: Path, place: tuple[str, ...], ags: tuple[str, ...], osm: Path | None) -> int:
        if not place and not ags and not (folder / "study.toml").is_file():
            raise click.UsageError(OPTIONS["place_or_ags"].to(lang), click.get_current_context())
        from innenstadt_gis import pipeline

        if len(place) > 1 or len(ags) > 1:
            from innenstadt_gis.pipeline.setup_many import init_many

            with progress(lang) as step:
                towns = init_many(folder, places=place, keys=ags, osm=osm, progress=step)
            tell_towns(towns, lang)
            return 0 if all(town.done for town in towns) else 1
        one, key = next(iter(place), None), next(iter(ags), None)
        with progress(lang) as step:
            done = pipeline.init(folder, place=one, ags=key, osm=osm, progress=step)
        for sentence in done.sentences:
            click.echo(sentence.to(lang))
        for file in done.files:
            click.echo(f"  {file}")
        click.echo(OPTIONS["init_next"].to(lang).format(folder=folder))
        return 0

    params: list[click.Parameter] = [
        click.Argument(["folder"], metavar="DIR", type=_folder()),
        click.Option(["--place"], metavar="NAME", multiple=True, help=OPTIONS["place"].to(lang)),
        click.Option(["--ags"], metavar="AGS", multiple=True, help=OPTIONS["ags"].to(lang)),
        click.Option(["--osm"], metavar="FILE", type=_folder(), help=OPTIONS["osm"].to(lang)),
        _lang(lang),
    ]
    return _command("init", init, params, lang)


def _survey(lang: Lang) -> click.Command:
    def survey(study: Path, out: Path | None, within: float | None, **_: Any) -> int:
        from innenstadt_gis.pipeline.survey import survey

        with progress(lang) as step:
            done = survey(study, out=out, within_m=within, lang=lang, progress=step)
        for sentence in done.sentences:
            click.echo(sentence.to(lang))
        for file in (done.workbook, done.maps):
            click.echo(Text(f"Geschrieben: {file}", f"Written: {file}").to(lang))
        return 0

    params: list[click.Parameter] = [
        _study(),
        click.Option(["--out"], metavar="DIR", type=_folder(), help=OPTIONS["survey_out"].to(lang)),
        click.Option(
            ["--within"], metavar="METRES", type=click.FloatRange(0, 5000),
            help=OPTIONS["within"].to(lang),
        ),
        _lang(lang),
    ]  # fmt: skip
    return _command("survey", survey, params, lang)


def _check(lang: Lang) -> click.Command:
    def check(study: Path, *, mapping: bool, copy: Path | None, **_: Any) -> int:
        from innenstadt_gis import pipeline

        with progress(lang) as step:
            done = pipeline.check(study, mapping=mapping, copy=copy, lang=lang, progress=step)
        tell(done.log, done.sentences, done.missing, lang)
        tell_notes(done.log, lang)
        tell_registers(done, lang)
        for file in done.files:
            click.echo(Text(f"Geschrieben: {file}", f"Written: {file}").to(lang))
        for warning in done.warnings:
            click.echo(warning.to(lang), err=True)
        verdict = OPTIONS["usable" if done.usable else "unusable"]
        click.echo(verdict.to(lang), err=not done.usable)
        return 0 if done.usable else 1

    params: list[click.Parameter] = [
        _study(),
        click.Option(
            ["--write-mapping", "mapping"], is_flag=True, help=OPTIONS["mapping"].to(lang)
        ),
        click.Option(["--copy"], metavar="FILE", type=_folder(), help=OPTIONS["copy"].to(lang)),
        _lang(lang),
    ]
    return _command("check", check, params, lang)


def _run_command(lang: Lang) -> click.Command:
    def run(study: Path, out: Path | None, audience: Any, only: str | None, **_: Any) -> int:
        from innenstadt_gis import pipeline

        with progress(lang) as step:
            done = pipeline.run(
                study, out=out, audience=audience, only=only, lang=lang, progress=step
            )
        tell(done.log, said(done), done.missing, lang)
        tell_map(done.map, done.out, lang)
        return 0

    params: list[click.Parameter] = [
        _study(),
        click.Option(["--out"], metavar="DIR", type=_folder(), help=OPTIONS["out"].to(lang)),
        _audience(lang),
        click.Option(["--only"], metavar="PART,…", help=OPTIONS["only"].to(lang)),
        _lang(lang),
    ]
    return _command("run", run, params, lang)


def _walk(lang: Lang) -> click.Command:
    def walk(study: Path, out: Path | None, audience: Any, **asked: Any) -> int:
        from innenstadt_gis import pipeline

        with progress(lang) as step:
            done = pipeline.town_walk(
                study, out=out, audience=audience, lang=lang, progress=step, **asked
            )
        for sentence in done.sentences:
            click.echo(sentence.to(lang))
        for stop in done.walk.stops:
            click.echo(f"  {stop.number:>2}  {stop.title.to(lang)}")
        click.echo()
        for file in done.files:
            click.echo(Text(f"Geschrieben: {file}", f"Written: {file}").to(lang))
        return 0

    params: list[click.Parameter] = [
        _study(),
        click.Option(["--out"], metavar="DIR", type=_folder(), help=OPTIONS["walk_out"].to(lang)),
        click.Option(
            ["--minutes"], type=click.FloatRange(5, 480), default=90.0, show_default=True,
            help=OPTIONS["walk_minutes"].to(lang),
        ),
        click.Option(
            ["--at-stop", "at_stop_min"], type=click.FloatRange(0, 60), default=5.0,
            show_default=True, help=OPTIONS["at_stop"].to(lang),
        ),
        click.Option(
            ["--pace", "persona"], metavar="GROUP", default="senior_75_84", show_default=True,
            help=OPTIONS["pace"].to(lang),
        ),
        click.Option(["--no-steps"], is_flag=True, help=OPTIONS["no_steps"].to(lang)),
        click.Option(["--from", "start"], metavar="PLACE", help=OPTIONS["walk_from"].to(lang)),
        click.Option(["--to", "end"], metavar="PLACE", help=OPTIONS["walk_to"].to(lang)),
        click.Option(
            ["--stop", "stops"], metavar="PLACE", multiple=True, help=OPTIONS["walk_stop"].to(lang)
        ),
        _audience(lang),
        _lang(lang),
    ]  # fmt: skip
    return _command("walk", walk, params, lang)


def _compare(lang: Lang) -> click.Command:
    def compare(places: tuple[Path, ...], out: Path, **asked: Any) -> int:
        from innenstadt_gis import pipeline

        with progress(lang) as step:
            done = pipeline.compare(places, out=out, lang=lang, progress=step, **asked)
        for sentence in done.sentences:
            click.echo(sentence.to(lang))
        return 0

    params: list[click.Parameter] = [
        click.Argument(["places"], metavar="PLACES...", type=_folder(), nargs=-1, required=True),
        click.Option(["--out"], metavar="DIR", type=_folder(), default=Path("vergleich"),
                     show_default=True, help=OPTIONS["compare_out"].to(lang)),
        click.Option(["--host"], metavar="TOWN", help=OPTIONS["host"].to(lang)),
        click.Option(["--workers"], type=click.IntRange(1, 256), default=1, show_default=True,
                     help=OPTIONS["workers"].to(lang)),
        click.Option(["--scheduler"], metavar="ADDRESS", help=OPTIONS["scheduler"].to(lang)),
        _lang(lang),
    ]  # fmt: skip
    return _command("compare", compare, params, lang)


def _ideas(lang: Lang) -> click.Command:
    def merge(files: tuple[Path, ...], out: Path, **_: Any) -> int:
        from innenstadt_gis.pipeline.ideas import merge_ideas

        done = merge_ideas(files, out, lang=lang)
        for sentence in done.sentences:
            click.echo(sentence.to(lang))
        click.echo(Text(f"Geschrieben: {done.file}", f"Written: {done.file}").to(lang))
        return 0

    params: list[click.Parameter] = [
        click.Argument(["files"], metavar="FILE...", type=_folder(), nargs=-1, required=True),
        click.Option(
            ["-o", "--out"], metavar="FILE", type=_folder(), required=True,
            help=OPTIONS["ideas_out"].to(lang),
        ),
        _lang(lang),
    ]  # fmt: skip
    group = click.Group(
        "ideas", help=SUMMARIES["ideas"].to(lang), epilog=EXAMPLES["ideas"].to(lang)
    )
    group.add_command(
        click.Command(
            "merge", callback=merge, params=params, help=SUMMARIES["ideas_merge"].to(lang),
            epilog=EXAMPLES["ideas"].to(lang), no_args_is_help=True,
        )
    )  # fmt: skip
    return group


def _command(
    name: str, body: Callable[..., int], params: list[click.Parameter], lang: Lang
) -> click.Command:
    return click.Command(
        name,
        callback=body,
        params=params,
        help=SUMMARIES[name].to(lang),
        epilog=EXAMPLES[name].to(lang),
        no_args_is_help=name in {"init", "survey", "check", "run", "walk", "compare"},
    )


def _folder() -> click.Path:
    return click.Path(path_type=Path)


def _study() -> click.Argument:
    return click.Argument(["study"], metavar="STUDY", type=_folder())


def _lang(lang: Lang) -> click.Option:
    # its value is read by `language` before the program is built
    return click.Option(
        ["--lang"], type=click.Choice(["de", "en"]), default=lang, expose_value=False,
        help=OPTIONS["lang"].to(lang),
    )  # fmt: skip


def _audience(lang: Lang) -> click.Option:
    return click.Option(
        ["--audience"], type=click.Choice(_AUDIENCES), default="workshop", show_default=True,
        help=AUDIENCE_HELP.to(lang),
    )  # fmt: skip
