"""Fixtures that every test may ask for; what a machine lacks is said, never hidden."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import hypothesis
import pytest

# Seconds depend on the neighbours of a machine, so laws have no deadline; on CI they try the
# same cases every time, so that what landed cannot fail by luck. At the desk they explore.
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "desk")

REPOSITORY = Path(__file__).resolve().parent.parent

#: Files whose costly town is made once if the same worker runs them all.
TOGETHER = {
    "lauf_cut": ("test_journey_corrections", "test_journey_numbers", "test_journey_reach"),
    "planted": ("test_attack", "test_catalogue", "test_privacy", "test_which_units"),
    "finished": (
        "analysis/test_digital", "files/test_dying", "files/test_outbox", "network/test_exchange",
        "test_network_journey", "test_products", "test_public_release",
    ),
    "pages": (
        "outputs/map/test_acceptance_contrast", "outputs/map/test_acceptance_keyboard",
        "outputs/map/test_acceptance_reading", "outputs/map/test_acceptance_silence",
        "outputs/map/test_musterstadt_in_chromium", "outputs/map/test_own_layers_journey",
        "outputs/map/test_walk_in_chromium", "outputs/town_map/test_layers",
        "outputs/town_map/test_scenes",
    ),
    "lauf": (
        "analysis/clusters/test_pattern", "analysis/personas/test_real_personas",
        "analysis/supply/test_supply_of_towns", "analysis/test_dwellings",
        "analysis/test_isochrones", "analysis/transit/test_transit_question", "test_real_towns",
    ),
}  # fmt: skip
_GROUPS = {f"tests/{name}.py": group for group, names in TOGETHER.items() for name in names}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give a worker a whole file at a time, or a whole group of files."""
    from xdist.scheduler import LoadFileScheduling

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid)
            return _GROUPS.get(file, file)

    return Together(config, log)


def pytest_collection_modifyitems(items):
    """Begin with what takes longest, so that no worker waits at the end for the other."""
    order = {group: at for at, group in enumerate(TOGETHER)}

    def rank(item):
        file = item.nodeid.partition("::")[0]
        return order.get(_GROUPS.get(file), len(order) + ("journey" not in file))

    items.sort(key=rank)


def _lacking(why: str) -> None:
    """Skip with the reason; with INNENSTADT_STRICT=1 (as in .ci/run) fail instead."""
    if os.environ.get("INNENSTADT_STRICT") == "1":
        pytest.fail(f"INNENSTADT_STRICT=1: {why}", pytrace=False)
    pytest.skip(why)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the real towns; it holds ``data/``."""
    named = os.environ.get("INNENSTADT_SHARED")
    folder = Path(named) if named else REPOSITORY.parent / "shared"
    if not folder.is_absolute():
        folder = REPOSITORY / folder
    if not (folder / "data").is_dir():
        _lacking(f"no real towns at {folder}; set INNENSTADT_SHARED to the folder above data/")
    return folder


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """
    Give the finished run over Musterstadt for an audience: to be read, never written into.

    Each runs once a session, whoever asks first.
    """
    from innenstadt_gis import pipeline
    from innenstadt_gis.musterstadt import write_musterstadt

    study = write_musterstadt(tmp_path_factory.mktemp("musterstadt"))
    done = {}

    def run(audience):
        if audience not in done:
            out = tmp_path_factory.mktemp(audience)
            done[audience] = pipeline.run(study, out=out, audience=audience)
        return done[audience]

    run.study = study
    return run


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Path of the installed Chromium, to be given to Playwright as ``executable_path``."""
    for name in ("chromium", "chromium-browser", "google-chrome", "msedge"):
        found = shutil.which(name)
        if found:
            return Path(found)
    _lacking("no Chromium on the path; on Debian: apt-get install chromium")
    raise AssertionError  # _lacking has left


@pytest.fixture(scope="session")
def pdftoppm() -> Path:
    """Path of poppler's program that makes pictures of the pages of a PDF."""
    found = shutil.which("pdftoppm")
    if found:
        return Path(found)
    _lacking("no pdftoppm on the path; on Debian: apt-get install poppler-utils")
    raise AssertionError  # _lacking has left


@pytest.fixture(scope="session")
def planted(tmp_path_factory):
    """Musterstadt with its past and planted secrets; ``planted.run(audience)`` is made once."""
    from tests.planted import Planted

    return Planted(tmp_path_factory.mktemp("rathaus"))


@pytest.fixture(scope="module")  # one that outlives its module bars others from their own
def browser(chromium):
    """Headless Chromium, drawing in software."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(chromium), args=["--no-sandbox", "--disable-gpu"]
        )
        yield started
        started.close()


@pytest.fixture(scope="session")
def musterstadt(tmp_path_factory):
    """The made-up town, read once for all that only look at it."""
    from innenstadt_gis import pipeline

    return pipeline.musterstadt(tmp_path_factory.mktemp("musterstadt"))


class _Releases(dict):
    """What each audience sees of a town, analysed when the first asks."""

    def __init__(self, town):
        super().__init__()
        self.town = town

    def __missing__(self, audience):
        from innenstadt_gis import pipeline

        self[audience] = pipeline._released(self.town, audience)
        return self[audience]


@pytest.fixture(scope="session")
def musterstadt_for(musterstadt):
    """Releases of Musterstadt by audience."""
    return _Releases(musterstadt)


@pytest.fixture(scope="session")
def past_musterstadt_for(tmp_path_factory):
    """Releases of Musterstadt with its surveys of earlier years and its measures."""
    from innenstadt_gis import pipeline
    from innenstadt_gis.musterstadt import write_musterstadt

    study = write_musterstadt(tmp_path_factory.mktemp("musterstadt"), past=True)
    return _Releases(pipeline.read_town(study))


def _real(name, shared, tmp_path_factory):
    from innenstadt_gis import pipeline
    from tests.studies import REAL

    folder = tmp_path_factory.mktemp(name)
    data = (shared / "data" / name).resolve().as_posix()
    (folder / "study.toml").write_text(REAL[name].format(data), "utf-8")
    return pipeline.read_town(folder)


@pytest.fixture(scope="session")
def lauf(shared, tmp_path_factory):
    """Lauf with all its sources, read once for all that only look at it."""
    return _real("lauf", shared, tmp_path_factory)


@pytest.fixture(scope="session")
def lauf_cut(shared, tmp_path_factory):
    """Folder with the study ``lauf`` as its first ``innenstadt init`` leaves it: to be copied."""
    from tests.typing_in import types

    home = tmp_path_factory.mktemp("rathaus")
    extract = shared / "data" / "lauf" / "lauf-200115.osm.pbf"
    types(home, "init", "lauf", "--place", "Lauf an der Pegnitz", "--osm", str(extract))
    return home / "lauf"


@pytest.fixture(scope="session")
def lauf_for(lauf):
    """Releases of Lauf by audience."""
    return _Releases(lauf)


@pytest.fixture(scope="session")
def hoyerswerda_for(shared, tmp_path_factory):
    """Releases of Hoyerswerda, which has no register, by audience."""
    return _Releases(_real("hoyerswerda", shared, tmp_path_factory))
