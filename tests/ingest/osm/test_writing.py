"""A disk without room: an error in words, and a process that lives on to say it."""

import subprocess
import sys
import tempfile
from pathlib import Path

import osmium
import pytest
from osmium.osm import mutable

import innenstadt_gis
from innenstadt_gis.errors import WriteError
from innenstadt_gis.ingest.osm.writing import osm_writer

resource = pytest.importorskip("resource", reason="no such limits on this system")

#: Where no file may grow beyond 30 kB; what is thrown away there is thrown away before the end.
NARROW = """
import gc, resource, sys
from pathlib import Path

import osmium
import shapely

from innenstadt_gis.errors import WriteError
from innenstadt_gis.ingest.osm import cut_write
from innenstadt_gis.ingest.osm.cut import cut_by_polygon
from innenstadt_gis.ingest.osm.opl import texts

source, out, work = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
make_atomic = cut_write.make_atomic


def narrow():
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))


def place(path, make):
    narrow()
    return make_atomic(path, make)


if work == "place":  # all is cut, and there is no room for the town
    cut_write.make_atomic = place
else:
    narrow()
try:
    if work == "read":
        list(texts(osmium.io.File(str(source)), osmium.osm.ALL))
    else:
        cut_by_polygon(source, out, shapely.box(12.9, 50.4, 13.1, 50.6))
except WriteError as error:
    print(error)
gc.collect()
print("alive")
"""


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """20,000 nodes that no compression makes small."""
    path = tmp_path_factory.mktemp("osm") / "many.osm.pbf"
    with osm_writer(path) as writer:
        for k in range(1, 20_001):
            at = (13 + k * 7919 % 99_991 / 1e6, 50.5 + k * 104_729 % 99_989 / 1e6)
            writer.add_node(mutable.Node(id=k, location=at, tags={"ref": str(k * k * 31)}))
    return path


@pytest.mark.parametrize(
    ("work", "told"),
    [("cut", tempfile.gettempdir()), ("read", tempfile.gettempdir()), ("place", "town.osm.pbf")],
)
def test_a_full_disk_is_told_and_ends_nothing(many, tmp_path, work, told):
    done = subprocess.run(
        [sys.executable, "-c", NARROW, str(many), str(tmp_path / "town.osm.pbf"), work],
        check=False, capture_output=True, text=True, cwd=Path(__file__).parents[3],
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    first, last = done.stdout.splitlines()
    assert f"{told}: the disk is full" in first
    assert last == "alive"
    assert list(tmp_path.iterdir()) == []


def test_what_fails_for_another_reason_is_not_taken_for_a_full_disk(tmp_path):
    path = tmp_path / "x.osm.pbf"
    with pytest.raises(RuntimeError, match="of another kind") as told, osm_writer(path):
        raise RuntimeError("of another kind")

    assert not isinstance(told.value, WriteError)
    assert [i.id for i in osmium.FileProcessor(str(path))] == []  # closed all the same


def test_nobody_else_opens_a_writer_of_osmium():
    package = Path(innenstadt_gis.__file__).parent
    found = [
        p.name for p in package.rglob("*.py") if "osmium.SimpleWriter(" in p.read_text("utf-8")
    ]

    assert found == ["writing.py"]
