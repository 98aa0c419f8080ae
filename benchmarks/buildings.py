"""Time and memory of a whole run against the number of buildings, from 3,000 to 300,000.

    python benchmarks/buildings.py [--runs 1] [--most 300000] [--picture docs/bilder/umfang.svg]

A piece of Lauf around the market (about 3,000 buildings) copied 1 to 100 times side by side, with its
register, its centre and everything that a run writes. Each run is a process of its own with one
thread. A case is met if time and memory grow at most in proportion to the buildings: the slope
of the straight line through the logarithms is at most 1.05, whatever the seconds. ``--picture``
draws what was measured, for docs/umfang.md.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from _race import _child, _machine, _measure, _median
from ingest import _CACHE, _LAUF, _copies, _town

_COPIES = (1, 3, 10, 33, 100)
_EACH = 3_000
_MOST_SLOPE = 1.05
#: West, south, east, north of the piece that is copied; the market lies in it.
_PIECE = (11.264, 49.4995, 11.2825, 49.5304)

STUDY = """[town]
name = "Lauf, {copies} x"
[sources]
osm = "{osm}"
[[registers]]
path = "{register}"
survey_day = 2024-10-01
[[centres]]
name = "Markt"
at = "11.2789, 49.5106"
"""


def whole_run(study: Path):
    """Everything that a run writes; tells how many buildings it read."""

    def work() -> dict:
        from innenstadt_gis import pipeline

        with tempfile.TemporaryDirectory() as out:
            done = pipeline.run(study, out=Path(out))
            osm = next(s for s in done.log.sources if s.role == "osm")
            size = sum(f.stat().st_size for f in done.files)
        told = {"buildings": osm.counts["buildings"], "written_mb": round(size / 1e6, 1)}
        return told | {"cpu_s": time.process_time()}  # on a machine with neighbours

    return work


def _piece() -> Path:
    """A strip of Lauf through the market, cut as a town is cut."""
    import shapely

    from innenstadt_gis.ingest.osm.cut import cut_by_polygon

    target = _CACHE / "lauf_piece.osm.pbf"
    if not target.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        cut_by_polygon(_town(_LAUF), target, shapely.box(*_PIECE), margin_m=0)
    return target


def _study(copies: int) -> Path:
    osm = _copies(_piece(), _CACHE / f"lauf_piece_{copies}.osm.pbf", copies=copies)
    folder = _CACHE / f"buildings_{copies}"
    folder.mkdir(exist_ok=True)
    register = _town("lauf/registers/lauf_register_b.csv").resolve()
    text = STUDY.format(copies=copies, osm=osm.as_posix(), register=register.as_posix())
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return folder / "study.toml"


def slope(x: list[float], y: list[float]) -> float:
    """Of the straight line through the logarithms: 1 is in proportion."""
    u, v = ([math.log(value) for value in values] for values in (x, y))
    a, b = sum(u) / len(u), sum(v) / len(v)
    over = sum((p - a) * (q - b) for p, q in zip(u, v, strict=True))
    return over / sum((p - a) ** 2 for p in u)


def picture(rows: list[dict], slopes: dict[str, float], path: Path) -> None:
    """Draw time and memory against buildings, both axes logarithmic, with the line of proportion."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams |= {"svg.hashsalt": "innenstadt_gis", "font.size": 11}
    from matplotlib import pyplot as plt
    from matplotlib.ticker import FuncFormatter

    plain = FuncFormatter(lambda value, _: f"{value:,.0f}".replace(",", "."))
    figure, axes = plt.subplots(1, 2, figsize=(10, 4.4), layout="constrained")
    counts = [row["buildings"] for row in rows]
    seconds = ("cpu_s", "Rechenzeit (s)") if "cpu_s" in rows[0] else ("ours_s", "Dauer (s)")
    for axis, (key, label) in zip(
        axes, (seconds, ("ours_mb", "größter Speicher (MB)")), strict=True
    ):
        values = [row[key] for row in rows]
        last = values[-1]
        axis.loglog(counts, values, "o-", color="#1f5a8a", label="gemessen")
        line = [last * count / counts[-1] for count in counts]
        axis.loglog(counts, line, "--", color="#666666", label="genau im Verhältnis")
        told = f"{slopes[key]:.2f}".replace(".", ",")
        axis.set(xlabel="Gebäude", ylabel=label, title=f"Steigung {told}")
        axis.xaxis.set_major_formatter(plain)
        axis.yaxis.set_major_formatter(plain)
        axis.grid(visible=True, color="#dddddd")
        axis.legend(frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    words = argparse.ArgumentParser(description="Time and memory against buildings.")
    words.add_argument("--runs", type=int, default=1, help="runs of each; medians are printed")
    words.add_argument("--most", type=int, default=300_000, help="buildings of the largest case")
    words.add_argument("--picture", type=Path, help="where to draw what was measured")
    words.add_argument("--drawn-from", type=Path, help="what an earlier run printed: only draw it")
    words.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    said = words.parse_args()
    if said.one:
        print(json.dumps(_measure(whole_run, said.one)))
        return
    if said.drawn_from:
        told = json.loads(said.drawn_from.read_text("utf-8").splitlines()[-1])
        picture(told["cases"], told["slopes"], said.picture)
        return
    rows = []
    for copies in (c for c in _COPIES if c * _EACH <= said.most):
        study = _study(copies)
        print(f"{copies * _EACH} buildings …", file=sys.stderr, flush=True)
        runs = [_child(__file__, "--one", str(study)) for _ in range(said.runs)]
        row = {
            "case": f"piece of Lauf, x {copies}",
            "buildings": runs[0]["buildings"],
            "ours_s": round(_median(runs, "s"), 2),
            "cpu_s": round(_median(runs, "cpu_s"), 2),
            "ours_mb": round(_median(runs, "mb"), 1),
            "written_mb": runs[0]["written_mb"],
            "runs": said.runs,
        }
        print(json.dumps(row), file=sys.stderr, flush=True)
        rows.append(row)
    counts = [row["buildings"] for row in rows]
    slopes = {
        key: round(slope(counts, [r[key] for r in rows]), 3)
        for key in ("ours_s", "cpu_s", "ours_mb")
    }
    met = all(value <= _MOST_SLOPE for value in slopes.values())
    if said.picture:
        picture(rows, slopes, said.picture)
    told = {"benchmark": "buildings", "machine": _machine(), "cases": rows}
    print(json.dumps(told | {"slopes": slopes, "most_slope": _MOST_SLOPE, "met": met}))


if __name__ == "__main__":
    main()
