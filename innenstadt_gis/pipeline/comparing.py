"""``innenstadt compare``: studies and what other towns hand on, to one comparison."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from innenstadt_gis import __version__
from innenstadt_gis.analysis.comparison.compare import compare_towns
from innenstadt_gis.errors import InnenstadtError, InputError
from innenstadt_gis.exchange import EXCHANGE_FILE, Exchange
from innenstadt_gis.exchange.comparison import Comparison, Failed
from innenstadt_gis.files import Outbox
from innenstadt_gis.ingest.exchange import read_exchange
from innenstadt_gis.municipalities import called, name_faults, name_notes, successor
from innenstadt_gis.outputs.comparison import (
    HostSheet,
    comparison_pictures,
    gastgeber_pdf,
    vergleich_html,
    vergleich_json,
    vergleich_xlsx,
)
from innenstadt_gis.outputs.comparison.data import comparison_table
from innenstadt_gis.pipeline.gather import Progress, quiet
from innenstadt_gis.pipeline.hosting import host_sheet
from innenstadt_gis.study.network import NETWORK_FILE, read_network
from innenstadt_gis.words import Lang, Text

__all__ = ["CompareResult", "compare"]

#: Where the towns' own austausch.json of this comparison lie, below the results.
TOWNS_FOLDER = "staedte"
HOST_FILE = "gastgeber.pdf"
PICTURES_FOLDER = "bilder"


@dataclass(frozen=True, kw_only=True)
class CompareResult:
    """
    What a comparison wrote and found.

    ``table`` has one row per figure and town (`tables.comparison.COMPARISON`).
    """

    out: Path
    files: tuple[Path, ...]
    page: Path
    comparison: Comparison
    sentences: tuple[Text, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """One row per figure and town."""
        return comparison_table(self.comparison)


@dataclass(frozen=True, kw_only=True)
class _Named:
    """A town as it was named: its study or its file, and what it is said to be."""

    path: Path
    study: bool
    name: str | None = None
    ags: str | None = None
    host: bool = False


@dataclass(frozen=True, kw_only=True)
class _Told:
    """A town and what it told, or why it did not."""

    named: _Named
    town: Exchange | None = None
    why: Text | None = None


def compare(
    places: Sequence[str | os.PathLike[str]], *, out: str | os.PathLike[str] = "vergleich",
    host: str | None = None, workers: int = 1, scheduler: str | None = None, lang: Lang = "de",
    progress: Progress = quiet,
) -> CompareResult:  # fmt: skip
    """
    Compare towns and write page, workbook, data, pictures and the host's sheet.

    Parameters
    ----------
    places
        Studies (``study.toml`` or folders), ``network.toml``, ``austausch.json`` of other
        towns, or folders of them, in any mix and order.
    out
        Where to write.
    host
        Name or AGS of the town that invites: its study gives ``gastgeber.pdf``. None takes the
        one that ``network.toml`` calls host.
    workers, scheduler
        Processes at a time for the studies, or the address of a Dask cluster.
    lang
        Language of the products.
    progress
        Called with a `Text` before each step.

    Returns
    -------
    CompareResult
        A town that failed is a row with its reason, never the end.

    Raises
    ------
    InputError
        If no town at all can be read, or the host is none of them.
    StudyError
        For faults of ``network.toml``, all at once.

    Examples
    --------
    >>> done = compare(["network.toml", "post/zschopau/austausch.json"])  # doctest: +SKIP
    >>> done.table.loc["vacancy_rate:14521690", "value"]  # doctest: +SKIP
    0.2
    """
    named, network, notes = _named(places)
    folder = Path(out)
    with Outbox(folder) as box:
        told = _told(named, folder / TOWNS_FOLDER, workers, scheduler, progress)
        good, failed, warnings = _distinct(told)
        if not good:
            reasons = [f"{one.name}: {one.why.de}" for one in failed]
            raise InputError(
                de="Keine Stadt ließ sich lesen. " + "; ".join(reasons),
                en="no town could be read. " + "; ".join(f"{o.name}: {o.why.en}" for o in failed),
            )
        progress(Text("Vergleichen", "comparing"))
        done = compare_towns(
            [one.town for one in good if one.town is not None], name=network, failed=failed,
            warnings=(*notes, *warnings),
        )  # fmt: skip
        put = _write(box, done, lang)
        sheet, said = _host(good, host, lang, progress)
        if sheet is not None:
            box.put(HOST_FILE, gastgeber_pdf(sheet, network=network, lang=lang))
            put.add(HOST_FILE)
        delivered = box.deliver(drop=_gone(folder, put))
    files, page = tuple(delivered.placed.values()), delivered.placed[folder / "vergleich.html"]
    where = Text(f"Vergleich: {page}", f"Comparison: {page}")
    return CompareResult(
        out=folder, files=files, page=page, comparison=done,
        sentences=(*delivered.notes, *_sentences(done), *said, where),
    )  # fmt: skip


def _write(box: Outbox, done: Comparison, lang: Lang) -> set[str]:
    """Compose all files but the host's sheet; returns their names."""
    pictures = comparison_pictures(done, lang)
    files: dict[str, str | bytes] = {
        "vergleich.html": vergleich_html(done, pictures, version=__version__, lang=lang),
        "vergleich.xlsx": vergleich_xlsx(done, version=__version__, lang=lang),
        "vergleich.json": vergleich_json(done, version=__version__, lang=lang),
    }
    for picture in pictures:
        files[f"{PICTURES_FOLDER}/{picture.name}.png"] = picture.png
        files[f"{PICTURES_FOLDER}/{picture.name}.svg"] = picture.svg
    for name, content in files.items():
        box.put(name, content)
    return set(files)


def _gone(folder: Path, put: set[str]) -> set[str]:
    """Files of an earlier comparison that this one does not write: they are no longer true."""
    before = {
        f"{PICTURES_FOLDER}/{path.name}"
        for start in ("staedte", "trichter_", "geglaettet_")
        for path in (folder / PICTURES_FOLDER).glob(f"{start}*")
    }
    if (folder / HOST_FILE).exists():
        before.add(HOST_FILE)
    return before - put


def _sentences(done: Comparison) -> tuple[Text, ...]:
    """How many towns compare, who does not, and what is to be said of names."""
    n = len(done.towns)
    said = [Text(f"{n} Städte verglichen" if n > 1 else "1 Stadt gelesen", f"{n} town(s) compared")]
    said += [Text(f"{f.name}: {f.why.de}", f"{f.name}: {f.why.en}") for f in done.failed]
    return (*said, *done.warnings)


# who is meant ------------------------------------------------------------------------


def _named(
    places: Iterable[str | os.PathLike[str]],
) -> tuple[list[_Named], str, tuple[Text, ...]]:
    """Towns named by the places, the name of the network, and what is meant by old names."""
    found: list[_Named] = []
    names: list[str] = []
    notes: tuple[Text, ...] = ()
    for place in places:
        path = Path(place)
        if path.is_dir() and (path / NETWORK_FILE).is_file():
            path /= NETWORK_FILE
        if path.name == NETWORK_FILE or (path.suffix == ".toml" and _is_network(path)):
            network = read_network(path)
            names.append(network.name)
            notes += network.notes
            for town in network.towns:
                where = town.study or town.exchange
                assert where is not None
                found.append(
                    _Named(path=where, study=town.study is not None, name=town.name,
                           ags=town.ags, host=town.host)
                )  # fmt: skip
        else:
            found += _of_place(path)
    if not found:
        raise InputError(
            de="Welche Städte? Studien, network.toml oder austausch.json angeben",
            en="which towns? give studies, network.toml or austausch.json",
        )
    unique = {(one.path.resolve(), one.study): one for one in reversed(found)}
    return list(reversed(unique.values())), ", ".join(dict.fromkeys(names)), notes


def _is_network(path: Path) -> bool:
    return path.is_file() and "[[towns]]" in path.read_text("utf-8", "replace")


def _of_place(path: Path) -> list[_Named]:
    if path.is_dir():
        if (path / "study.toml").is_file():
            return [_Named(path=path / "study.toml", study=True)]
        files = sorted({*path.rglob(EXCHANGE_FILE), *path.glob("*.json")})
        if files:
            return [_Named(path=file, study=False) for file in files]
        studies = sorted(path.glob("*/study.toml"))
        if studies:
            return [_Named(path=file, study=True) for file in studies]
        raise InputError(
            de=f"In {path} liegt weder study.toml noch network.toml noch austausch.json",
            en=f"{path} holds neither study.toml nor network.toml nor austausch.json",
        )
    return [_Named(path=path, study=path.suffix.casefold() == ".toml")]


# what they tell ----------------------------------------------------------------------


def _told(
    named: Sequence[_Named], folder: Path, workers: int, scheduler: str | None, progress: Progress
) -> list[_Told]:
    """Read every town's exchange; studies are run for theirs first."""
    studies = [one for one in named if one.study]
    made: dict[Path, Path | Text] = {}
    if studies:
        from innenstadt_gis.pipeline.fleet import run_many  # a comparison of files needs no workers

        runs = run_many(
            [one.path for one in studies], out=folder, workers=workers, scheduler=scheduler,
            progress=progress,
        )  # fmt: skip
        for one, run in zip(studies, runs, strict=True):
            unknown = Text("nicht gerechnet", "not computed")
            made[one.path] = run.path if run.path is not None else run.why or unknown
    done = []
    for one in named:
        where = made.get(one.path, one.path) if one.study else one.path
        done.append(_read(one, where) if isinstance(where, Path) else _Told(named=one, why=where))
    return done


def _read(one: _Named, path: Path) -> _Told:
    try:
        town = read_exchange(path)
    except (InnenstadtError, OSError) as error:
        why = error.text if isinstance(error, InnenstadtError) else Text(str(error), str(error))
        return _Told(named=one, why=why)
    if one.ags is not None and town.ags is not None and town.ags != one.ags:
        old = successor(ags=town.ags)
        if old is None or old[1].ags != one.ags:
            why = Text(
                f"die Datei ist von {town.town} ({town.ags}), nicht von {one.name} ({one.ags})",
                f"the file is of {town.town} ({town.ags}), not of {one.name} ({one.ags})",
            )
            return _Told(named=one, why=why)
    if one.name is not None and town.ags is None and one.ags is not None:
        town = replace(town, ags=one.ags)
    return _Told(named=one, town=town)


def _distinct(told: Sequence[_Told]) -> tuple[list[_Told], list[Failed], tuple[Text, ...]]:
    """Leave each town once, under the name it has today; say who failed and what is odd."""
    failed = [Failed(_name_of(one), one.why) for one in told if one.why is not None]
    warnings: list[Text] = []
    seen: dict[str, Exchange] = {}
    good: list[_Told] = []
    newest = sorted(
        (one for one in told if one.town is not None),
        key=lambda one: (-one.town.survey_day.toordinal(), one.town.town, str(one.named.path)),  # type: ignore[union-attr]
    )
    for one in newest:
        assert one.town is not None
        town, notes = _today(one.town)
        warnings += notes
        key = town.ags or _only_key(town.town)
        if key in seen:
            first = seen[key]
            failed.append(Failed(town.town, Text(
                f"dieselbe Stadt ({key}) ist schon als {first.town}, Erhebung {first.survey_day:%d.%m.%Y}, dabei",
                f"the same town ({key}) is there already as {first.town}, survey of {first.survey_day}",
            )))  # fmt: skip
            continue
        seen[key] = town
        good.append(replace(one, town=town))
    return good, failed, tuple(dict.fromkeys(warnings))


def _today(town: Exchange) -> tuple[Exchange, list[Text]]:
    """A town under its name of today, and what is odd about name and key."""
    notes = [*name_notes(town.town, town.ags)]
    notes += [Text(f"{town.town}: {f.de}", f"{town.town}: {f.en}") for f in name_faults(town.town, town.ags)]  # fmt: skip
    found = successor(town.town, town.ags) or (successor(town.town) if town.ags else None)
    if found is None or (town.ags is not None and town.ags not in (found[0].ags, found[1].ags)):
        return town, notes
    return replace(town, town=found[1].name, ags=found[1].ags), notes


def _only_key(name: str) -> str:
    """Key of a town that tells none: the one held for its name, else the name itself."""
    meant = called(name)
    return meant[0].ags if len(meant) == 1 else " ".join(name.casefold().split())


def _name_of(one: _Told) -> str:
    return one.named.name or (
        one.named.path.parent.name if one.named.study else one.named.path.name
    )


# the host ----------------------------------------------------------------------------


def _host(
    good: Sequence[_Told], host: str | None, lang: Lang, progress: Progress
) -> tuple[HostSheet | None, tuple[Text, ...]]:
    """The host's sheet, and what to say where there is none."""
    chosen = [one for one in good if (_is(one, host) if host else one.named.host)]
    if not chosen:
        if host:
            raise InputError(
                de=f"Der Gastgeber {host} ist keine der Städte: "
                + ", ".join(one.town.town for one in good if one.town),
                en=f"the host {host} is none of the towns: "
                + ", ".join(one.town.town for one in good if one.town),
            )
        return None, ()
    one = chosen[0]
    if not one.named.study:
        return None, (Text(
            "Kein Gastgeberblatt: Es entsteht aus der Studie der Stadt, nicht aus austausch.json",
            "no host sheet: it is made of the town's study, not of austausch.json",
        ),)  # fmt: skip
    progress(Text("Gastgeberblatt", "the host's sheet"))
    return host_sheet(one.named.path, lang=lang), ()


def _is(one: _Told, host: str | None) -> bool:
    return one.town is not None and host in (one.town.town, one.town.ags, one.named.name)
