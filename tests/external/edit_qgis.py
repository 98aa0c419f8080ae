# ruff: noqa: T201  a script that prints what it saw
"""QGIS, headless, edits the GeoPackage of a run; `innenstadt init` takes the edits as corrections.

    python tests/external/edit_qgis.py STUDY

In a copy of the study's GeoPackage QGIS lets a vacant unit, moves it by 5 m and adds a unit, as
somebody would by hand. The copy is dropped into ``daten/``; after ``init`` and ``run`` the figures
must say what was edited and nothing else. Needs Debian's python3-qgis for ``/usr/bin/python3``.
"""

import json
import subprocess
import sys
from pathlib import Path

EDIT = """
import os, sys
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from qgis.core import QgsApplication, QgsFeature, QgsGeometry, QgsVectorLayer, edit
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False)
app.initQgis()
layer = QgsVectorLayer(sys.argv[1] + "|layername=premises", "premises", "ogr")
at = [field.name() for field in layer.fields()]
let = next(f for f in layer.getFeatures() if f["status"] == "vacant" and f["in_register"])
moved = QgsGeometry(let.geometry())
moved.translate(5, 0)
kiosk = QgsFeature(layer.fields())
kiosk["name"], kiosk["status"] = "Kiosk am Eck", "occupied"
beside = QgsGeometry(let.geometry())
beside.translate(0, 30)
kiosk.setGeometry(beside)
with edit(layer):
    assert layer.changeAttributeValue(let.id(), at.index("status"), "occupied")
    assert layer.changeGeometry(let.id(), moved)
    assert layer.addFeature(kiosk)
print(let["unit_id"])
sys.stdout.flush()
os._exit(0)
"""


def main(study: Path) -> int:
    def types(*words: str) -> None:
        command = [sys.executable, "-m", "innenstadt_gis", *words]
        subprocess.run(command, cwd=study, check=True, stdout=subprocess.DEVNULL)

    def rate() -> dict:
        said = json.loads((study / "ergebnis/summary.json").read_text("utf-8"))
        return next(one for one in said["figures"] if one["id"] == "L-01")

    before = rate()
    package = next((study / "ergebnis").glob("*.gpkg"))
    edited = study / "daten" / "bearbeitet.gpkg"
    edited.write_bytes(package.read_bytes())
    done = subprocess.run(
        ["/usr/bin/python3", "-c", EDIT, str(edited)], check=True, capture_output=True, text=True
    )
    let = done.stdout.strip().splitlines()[-1]
    types("init", ".")
    types("run", ".", "--only", "summary")
    after = rate()
    print(f"{let} was let: {before['numerator']} of {before['denominator']} vacant before, "
          f"{after['numerator']} of {after['denominator']} after")  # fmt: skip
    good = (
        after["numerator"] == before["numerator"] - 1
        and after["denominator"] == before["denominator"] + 1  # and the kiosk
        and let not in after["numerator_ids"]
        and set(before["numerator_ids"]) - set(after["numerator_ids"]) == {let}
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
