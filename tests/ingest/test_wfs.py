"""A tiny WFS of our own, with the manners of real ones: limits, silence, complaints."""

from __future__ import annotations

import datetime as dt
import gzip
import re
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pyogrio
import pytest
from pyproj import CRS

from innenstadt_gis.errors import DownloadError, SourceError
from innenstadt_gis.ingest.parcels import read_parcels
from innenstadt_gis.ingest.wfs import fetch_wfs, fetched_note, is_kept

UTM = CRS.from_epsg(25832)
WEST, SOUTH = 480_000, 5_550_000
BOX = (WEST, SOUTH, WEST + 100, SOUTH + 100)


def parcel_id(n: int) -> str:
    return f"064436___{n + 1:05d}______"


class Wfs(BaseHTTPRequestHandler):
    """100 parcels of 10 m in a square of 100 m; how it behaves stands in ``server.manners``."""

    def do_GET(self):
        manners = self.server.manners
        query = urllib.parse.parse_qs(self.path.partition("?")[2])
        asked = {key.upper(): values[0] for key, values in query.items()}
        manners.seen.append(asked)
        if manners.redirect and "moved" not in asked.get("MAP", ""):
            self.send_response(302)
            self.send_header("Location", f"/wfs?{self.path.partition('?')[2]}&map=moved")
            self.end_headers()
            return
        if asked["REQUEST"] == "GetCapabilities":
            self.answer(capabilities(manners))
        elif manners.fails > 0:
            manners.fails -= 1
            self.answer("busy", code=503)
        elif manners.complains:
            self.answer(manners.complains, code=manners.code)
        else:
            self.answer(features(manners, asked))

    def answer(self, text, code=200):
        content = text.encode()
        if self.server.manners.zipped:
            content = gzip.compress(content)
        self.send_response(code)
        self.send_header("Content-Type", "text/xml")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


def capabilities(manners) -> str:
    limit = ""
    if manners.tells_limit:
        limit = (
            '<ows:Constraint name="CountDefault"><ows:NoValues/>'
            f"<ows:DefaultValue>{manners.limit}</ows:DefaultValue></ows:Constraint>"
        )
    types = "".join(
        f"<FeatureType><Name>{name}</Name><Title>{name}</Title>"
        f"<DefaultCRS>{manners.crs}</DefaultCRS></FeatureType>"
        for name in manners.types
    )
    return (
        f'<WFS_Capabilities version="{manners.version}" xmlns:ows="http://www.opengis.net/ows/1.1">'
        f"<ows:OperationsMetadata>{limit}</ows:OperationsMetadata>"
        f"<FeatureTypeList>{types}</FeatureTypeList></WFS_Capabilities>"
    )


def features(manners, asked) -> str:
    corners = [float(v) for v in asked["BBOX"].split(",")[:4]]
    if manners.north_first:
        corners = [corners[1], corners[0], corners[3], corners[2]]
    west, south, east, north = corners
    hits = []
    for n in range(100):
        x, y = WEST + n % 10 * 10, SOUTH + n // 10 * 10
        if manners.ignores_box or (x <= east and x + 10 >= west and y <= north and y + 10 >= south):
            hits.append((n, x, y))
    start = int(asked.get("STARTINDEX", 0)) if manners.pages else 0
    count = int(asked.get("COUNT") or asked.get("MAXFEATURES") or 10**6)
    page = hits[start : start + min(count, manners.limit)]
    matched = f' numberMatched="{manners.matched(len(hits))}"' if manners.matched else ""
    members = "".join(member(manners, *hit) for hit in page)
    schema = f"http://127.0.0.1:{manners.port}/wfs?REQUEST=DescribeFeatureType"
    return (
        '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" '
        'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:ave="http://ave.example" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="http://ave.example {schema}" '
        f'numberReturned="{len(page)}"{matched}>{members}</wfs:FeatureCollection>'
    )


def member(manners, n, x, y) -> str:
    ring = [(x, y), (x + 10, y), (x + 10, y + 10), (x, y + 10), (x, y)]
    pairs = [(b, a) if manners.north_first else (a, b) for a, b in ring]
    manners.answers += 1
    name = f"fid--{manners.answers:x}_7" if manners.fleeting else f"DEHE{n:04d}"
    return (
        f'<wfs:member><ave:Flurstueck gml:id="{name}">'
        f"<ave:flstkennz>{parcel_id(n)}</ave:flstkennz><ave:gemaschl>064436</ave:gemaschl>"
        "<ave:flaeche>100</ave:flaeche>"
        f'<ave:geometrie><gml:Polygon srsName="{manners.crs}"><gml:exterior><gml:LinearRing>'
        f"<gml:posList>{' '.join(f'{a} {b}' for a, b in pairs)}</gml:posList>"
        "</gml:LinearRing></gml:exterior></gml:Polygon></ave:geometrie>"
        "</ave:Flurstueck></wfs:member>"
    )


@pytest.fixture
def wfs():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Wfs)
    server.manners = SimpleNamespace(
        version="2.0.0", limit=30, tells_limit=False, pages=True, matched=lambda n: n, zipped=False,
        crs="urn:ogc:def:crs:EPSG::25832", types=["ave:Flurstueckspunkt", "ave:Flurstueck"], fails=0,
        complains="", code=200, north_first=False, ignores_box=False, fleeting=False, redirect=False,
        seen=[], answers=0, port=server.server_port,
    )  # fmt: skip
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.manners.url = f"http://127.0.0.1:{server.server_port}/wfs"
    yield server.manners
    server.shutdown()
    server.server_close()


def fetch(wfs, tmp_path, **options):
    options = {"url": wfs.url, "role": "parcels", "bounds": BOX, "crs": UTM} | options
    url = options.pop("url")
    return fetch_wfs(url, into=tmp_path / "daten/wfs_parcels.gpkg", **options)


def ids(path) -> list[str]:
    parcels, log = read_parcels(path, crs=UTM)
    assert log.rows_in == len(parcels), "every parcel stands in the file once"
    return sorted(parcels.index)


ALL = [parcel_id(n) for n in range(100)]


def test_pages_are_read_to_the_end_and_every_parcel_stands_there_once(wfs, tmp_path):
    kept = fetch(wfs, tmp_path, today=dt.date(2026, 10, 1))

    assert ids(kept) == ALL
    # capabilities, then 30 + 30 + 30 + 10; the schema that the answer names is never asked for
    assert [a["REQUEST"] for a in wfs.seen] == ["GetCapabilities", *["GetFeature"] * 4]
    assert [a.get("STARTINDEX") for a in wfs.seen[1:]] == [None, "30", "60", "90"]
    assert "2026-10-01" in fetched_note(kept).de


@pytest.mark.parametrize(
    "manners",
    [
        {"version": "1.1.0", "matched": None},
        {"pages": False, "matched": None},
        {"pages": False, "matched": lambda n: min(n, 30)},
        {"tells_limit": True, "matched": lambda _: "unknown"},
        {"version": "1.1.0", "matched": None, "limit": 50, "ignores_box": False},
    ],
    ids=["1.1", "ignores startIndex", "tells its limit as the truth", "unknown", "1.1 at most 50"],
)
def test_what_a_service_cuts_off_without_a_word_is_fetched_in_quarters(wfs, tmp_path, manners):
    vars(wfs).update(manners)

    assert ids(fetch(wfs, tmp_path)) == ALL


@pytest.mark.parametrize("cap", [100, 1000])
def test_a_round_number_told_as_all_is_doubted_once_and_then_believed(wfs, tmp_path, cap):
    wfs.limit = cap

    assert ids(fetch(wfs, tmp_path)) == ALL
    assert len(wfs.seen) == 1 + 1 + 4


def test_a_service_that_does_not_look_at_the_box_is_asked_no_more_than_its_quarters(wfs, tmp_path):
    wfs.ignores_box, wfs.version, wfs.matched, wfs.limit = True, "1.1.0", None, 500

    assert ids(fetch(wfs, tmp_path)) == ALL
    assert len(wfs.seen) == 6


def test_ids_made_up_anew_for_each_answer_do_not_double_a_parcel(wfs, tmp_path):
    wfs.fleeting, wfs.version, wfs.matched = True, "1.1.0", None

    assert ids(fetch(wfs, tmp_path)) == ALL


@pytest.mark.parametrize("crs", ["urn:ogc:def:crs:EPSG::25832", "EPSG:25832"])
def test_a_service_with_exchanged_axes_is_asked_again_and_its_parcels_lie_right(wfs, tmp_path, crs):
    wfs.north_first, wfs.crs = True, crs

    parcels, _ = read_parcels(fetch(wfs, tmp_path), crs=UTM)

    assert tuple(parcels.total_bounds) == pytest.approx(BOX)
    assert len(parcels) == 100


def test_zeros_in_front_stay_and_the_address_may_carry_parameters(wfs, tmp_path):
    wfs.url += "?map=/a/b.map&SERVICE=WMS&request=GetMap&typenames=Flurstueck"

    kept = fetch(wfs, tmp_path)

    assert set(pyogrio.read_dataframe(kept)["gemaschl"]) == {"064436"}
    assert {a["MAP"] for a in wfs.seen} == {"/a/b.map"}
    assert {a["SERVICE"] for a in wfs.seen} == {"WFS"}
    assert {a["TYPENAMES"] for a in wfs.seen[1:]} == {"ave:Flurstueck"}


@pytest.mark.parametrize("manners", [{"zipped": True}, {"redirect": True}, {"fails": 1}])
def test_packed_moved_and_busy_answers_are_read(wfs, tmp_path, manners, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    vars(wfs).update(manners)

    assert ids(fetch(wfs, tmp_path)) == ALL


@pytest.mark.parametrize("code", [200, 400])
def test_a_complaint_of_the_service_is_told_in_its_words(wfs, tmp_path, code):
    wfs.code = code
    wfs.complains = (
        '<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1">'
        '<ows:Exception exceptionCode="InvalidParameterValue"><ows:ExceptionText>unknown\n type'
        "</ows:ExceptionText></ows:Exception></ows:ExceptionReport>"
    )

    with pytest.raises(SourceError) as caught:
        fetch(wfs, tmp_path)

    assert "lehnt die Anfrage ab: unknown type" in caught.value.text.de
    assert not (tmp_path / "daten/wfs_parcels.gpkg").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<html><body>Anmeldung</body></html>", "kein lesbares GML"),
        ("Not Found", "antwortet kein WFS"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "antwortet kein WFS"),
        ("<wfs:FeatureCollection><wfs:member><ave:Flur", "kein lesbares GML"),
    ],
)
def test_an_answer_that_is_no_wfs_is_a_fault_in_one_line(wfs, tmp_path, content, words):
    wfs.complains = content

    with pytest.raises(SourceError) as caught:
        fetch(wfs, tmp_path)

    assert words in caught.value.text.de
    assert "\n" not in caught.value.text.de


def test_a_town_outside_of_the_service_is_told_and_nothing_is_written(wfs, tmp_path):
    far = tuple(v + 90_000 for v in BOX)

    with pytest.raises(SourceError, match="has no parcels within"):
        fetch(wfs, tmp_path, bounds=far)

    assert list(tmp_path.iterdir()) == []


def test_a_service_without_such_a_type_names_what_it_has(wfs, tmp_path):
    wfs.types = ["ave:Flurstueckspunkt", "ave:Nutzung"]

    with pytest.raises(
        SourceError, match=r"there are: ave:Flurstueckspunkt, ave:Nutzung"
    ) as caught:
        fetch(wfs, tmp_path)

    assert "?typenames=" in caught.value.text.de


def test_a_closed_network_names_the_way_by_hand_and_no_password(wfs, tmp_path, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)

    with pytest.raises(DownloadError) as caught:
        fetch(wfs, tmp_path, url="http://amt:geheim@127.0.0.1:9/wfs?token=schluessel")

    assert "nach daten/ legen" in caught.value.text.de
    assert not re.search("geheim|schluessel|amt:", caught.value.text.de)


def test_a_silent_service_is_given_up(wfs, tmp_path, monkeypatch):
    import time

    real = time.sleep
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setattr(Wfs, "answer", lambda self, *_a, **_k: real(0.5))

    with pytest.raises(DownloadError):
        fetch(wfs, tmp_path, timeout_s=0.05)


def test_a_kept_file_holds_for_its_own_address_and_a_foreign_one_for_any(wfs, tmp_path):
    kept = fetch(wfs, tmp_path)
    own = tmp_path / "own.gpkg"
    pyogrio.write_dataframe(pyogrio.read_dataframe(kept), own)

    assert is_kept(kept, wfs.url)
    assert not is_kept(kept, wfs.url + "?map=other")
    assert is_kept(own, wfs.url)
    assert fetched_note(own) is None
    assert not is_kept(tmp_path / "none.gpkg", wfs.url)


@pytest.fixture
def study(tmp_path):
    from innenstadt_gis.musterstadt import write_musterstadt

    file = write_musterstadt(tmp_path / "town")
    for old in (file.parent / "daten").glob("wfs_*"):
        old.unlink()
    return file


def with_service(study, address) -> None:
    text = re.sub(r"(?m)^parcels = .*$", f'parcels = "{address}"', study.read_text("utf-8"))
    assert address in text
    study.write_text(text, "utf-8")


def test_a_study_that_names_a_service_fetches_once_and_then_needs_no_network(wfs, study):
    from innenstadt_gis.pipeline import read_town

    with_service(study, wfs.url)
    wfs.ignores_box, wfs.limit = True, 1000

    first = read_town(study)
    requests = len(wfs.seen)
    second = read_town(study)

    assert first.log.sources == second.log.sources
    assert len(wfs.seen) == requests > 0
    log = next(s for s in second.log.sources if s.file == "daten/wfs_parcels.gpkg")
    assert log.rows_in == 100
    assert any("vom Dienst" in note.de for note in log.notes)


def test_a_study_runs_on_without_its_service_and_says_why(study, monkeypatch):
    from innenstadt_gis.pipeline import read_town

    monkeypatch.setattr("time.sleep", lambda _: None)
    with_service(study, "http://127.0.0.1:9/wfs")

    town = read_town(study)

    assert town.parcels.empty
    gaps = [m.why.de for m in town.log.missing if m.what == "parcels"]
    assert len(gaps) == 1 and "nach daten/ legen" in gaps[0]
