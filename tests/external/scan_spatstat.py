# ruff: noqa: T201  a script that prints what it saw
"""Our likelihood ratio at the centres and radii of R's spatstat, on the units of a real town.

    python tests/external/scan_spatstat.py FOLDER_OF_THE_TOWN

Needs Rscript with spatstat.explore (Debian: r-cran-spatstat.explore). Prints one line a
radius: windows compared, the largest difference, the highest ratio of both.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from innenstadt_gis import pipeline
from innenstadt_gis.analysis.clusters.scan import log_likelihood_ratio
from innenstadt_gis.analysis.vacancy import KNOWN

RADII_M = (60, 120, 250)
STUDY = """[town]
name = "Ort"
[sources]
osm = "{0}/lauf-200115.osm.pbf"
[[registers]]
path = "{0}/registers/lauf_register_b.csv"
survey_day = 2024-10-01
"""


def units(folder: Path) -> pd.DataFrame:
    """Register units of known status with a place: x, y, vacant or other."""
    with tempfile.TemporaryDirectory() as study:
        (Path(study) / "study.toml").write_text(STUDY.format(folder.resolve().as_posix()), "utf-8")
        premises = pipeline.read_town(study).premises
    rows = premises[premises["in_register"] & premises["status"].isin(KNOWN)]
    rows = rows[rows.geometry.notna()]
    case = np.where(rows["status"] == "vacant", "vacant", "other")
    return pd.DataFrame({"x": rows.geometry.x, "y": rows.geometry.y, "case": case})


def main(folder: Path) -> int:
    """Compare, print, return 0 if all differences are at most 1e-6."""
    rows = units(folder)
    script = Path(__file__).with_suffix(".R")
    with tempfile.TemporaryDirectory() as out:
        points = Path(out) / "points.csv"
        rows.to_csv(points, index=False, float_format="%.17g")
        radii = ",".join(map(str, RADII_M))
        said = subprocess.run(
            ["Rscript", str(script), str(points), radii, out],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        worst = max(_compare(rows, r, pd.read_csv(Path(out) / f"r{r}.csv")) for r in RADII_M)
    print(f"spatstat's scan.test: statistic and p {said.stdout.strip()}")
    return 0 if worst <= 1e-6 else 1


def _compare(rows: pd.DataFrame, radius_m: int, theirs: pd.DataFrame) -> float:
    away = np.hypot(
        theirs["x"].to_numpy()[:, None] - rows["x"].to_numpy(),
        theirs["y"].to_numpy()[:, None] - rows["y"].to_numpy(),
    )
    inside = away <= radius_m
    case = (rows["case"] == "vacant").to_numpy()
    ours = log_likelihood_ratio(
        (inside & case).sum(axis=1), inside.sum(axis=1), all_cases=int(case.sum()),
        all_units=len(rows),
    )  # fmt: skip
    # theirs is twice the logarithm, and 0 where cases are no denser inside
    doubled = 2 * np.maximum(ours, 0.0)
    lrts = theirs["lrts"].to_numpy(dtype=float)
    known = ~np.isnan(lrts)  # beyond the window where a disc would leave it, spatstat says NA
    difference = float(np.abs(doubled - lrts)[known].max())
    print(
        f"r = {radius_m} m: {int(known.sum())} windows, largest difference {difference:.2e}, "
        f"highest {doubled[known].max():.6f} and {lrts[known].max():.6f}"
    )
    return difference


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
