"""Parcels through MapServer's WFS and back: the same ids as in the GeoPackage (see .ci/external)."""

# ruff: noqa: T201  a script that prints what it saw
from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyogrio
from pyproj import CRS

from innenstadt_gis.ingest.parcels import read_parcels
from innenstadt_gis.ingest.wfs import fetch_wfs

MAPFILE = """
MAP
  NAME "alkis"
  EXTENT {west} {south} {east} {north}
  SIZE 400 400
  PROJECTION "init=epsg:25832" END
  WEB
    METADATA
      "ows_enable_request" "*"
      "ows_title" "ALKIS"
      "ows_onlineresource" "http://{host}/"
      "ows_srs" "EPSG:4326 EPSG:25832 EPSG:31467"
      {limit}
    END
  END
  LAYER
    NAME "flurstueck"
    TYPE POLYGON
    STATUS ON
    CONNECTIONTYPE OGR
    CONNECTION "{file}"
    DATA "flurstueck"
    PROJECTION "init=epsg:25832" END
    METADATA
      "wfs_title" "Flurstuecke"
      "gml_include_items" "all"
      "gml_featureid" "{key}"
      "wfs_srs" "{srs}"
      "wfs_getfeature_formatlist" "OGRGML3"
    END
  END
END
"""


class Gateway(BaseHTTPRequestHandler):
    """Python's own small CGI host: one mapserv process a request."""

    mapfile: Path
    requests = 0

    def do_GET(self) -> None:
        type(self).requests += 1
        query = self.path.partition("?")[2]
        done = subprocess.run(
            [shutil.which("mapserv") or "mapserv"],
            env={
                "PATH": os.environ["PATH"], "REQUEST_METHOD": "GET", "QUERY_STRING": query,
                "MS_MAPFILE": str(self.mapfile), "MAPSERVER_CONFIG_FILE": str(self.mapfile.parent / "m.conf"),
            },
            capture_output=True, check=False,
        )  # fmt: skip
        head, _, body = done.stdout.replace(b"\r\n\r\n", b"\n\n", 1).partition(b"\n\n")
        kind = head.partition(b":")[2].split(b"\n")[0].decode().strip()
        self.send_response(200)
        self.send_header("Content-Type", kind or "text/xml")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def main(gpkg: Path) -> int:
    crs = CRS.from_epsg(25832)
    layer = "flurstueck"
    info = pyogrio.read_info(gpkg, layer=layer)
    bounds = tuple(map(float, info["total_bounds"]))
    truth, _ = read_parcels(gpkg, crs=crs)
    print(f"mapserv: {subprocess.check_output(['mapserv', '-v'], text=True).split(' OUTPUT')[0]}")
    print(f"file: {len(truth)} parcels, fields {list(info['fields'])}")
    ok = True
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "m.conf").write_text("CONFIG\n  ENV\n  END\nEND\n")
        shutil.copy(gpkg, here / "data.gpkg")
        server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host = f"127.0.0.1:{server.server_port}"
        for name, limit, srs, version in [
            ("WFS 2.0, limit 200, EPSG:25832", 200, "EPSG:25832", ""),
            ("WFS 2.0, limit 500, offers EPSG:4326 alone (north first)", 500, "EPSG:4326", ""),
            ("WFS 1.1, limit 200, cuts off silently", 200, "EPSG:25832", "1.1.0"),
            ("WFS 2.0, no limit told", None, "EPSG:25832", ""),
        ]:
            mapfile = here / "alkis.map"
            mapfile.write_text(
                MAPFILE.format(
                    west=bounds[0], south=bounds[1], east=bounds[2], north=bounds[3], host=host,
                    file=here / "data.gpkg", srs=srs, key=next(f for f in info["fields"] if f.lower().startswith("flst")),
                    limit=f'"wfs_maxfeatures" "{limit}"' if limit else "",
                )
            )  # fmt: skip
            Gateway.mapfile, Gateway.requests = mapfile, 0
            if version:
                enabled = mapfile.read_text().replace(
                    '"ows_title" "ALKIS"',
                    f'"ows_title" "ALKIS" "wfs_getcapabilities_version" "{version}"',
                )
                mapfile.write_text(enabled)
            start = time.monotonic()
            kept = fetch_wfs(
                f"http://{host}/", role="parcels", bounds=bounds, crs=crs,
                into=here / "wfs_parcels.gpkg", version=version or None,
            )  # fmt: skip
            seconds = time.monotonic() - start
            got, _ = read_parcels(kept, crs=crs)
            same = set(got.index) == set(truth.index)
            off = (got.geometry.area - truth.geometry.area.reindex(got.index)).abs().max()
            moved = got.geometry.centroid.distance(truth.geometry.reindex(got.index).centroid).max()
            ok &= same and off < 1 and moved < 0.1
            print(
                f"{name}: {len(got)} parcels, same ids: {same}, {Gateway.requests} requests, "
                f"{seconds:.1f} s, largest difference in area {off:.3f} m², in place {moved:.4f} m"
            )
        server.shutdown()
    print("agrees" if ok else "DIFFERS")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
