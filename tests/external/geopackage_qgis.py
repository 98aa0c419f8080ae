# ruff: noqa: T201  a script that prints what it saw
"""QGIS, headless, opens a GeoPackage of ours: does it draw our classes, show our names?

    /usr/bin/python3 tests/external/geopackage_qgis.py GPKG [PICTURE]

Run by the Python that QGIS is installed for (Debian: python3-qgis), not by the package's own.
Prints a line a layer; fails if a layer is not drawn as its default style says.
"""

import os
import sqlite3
import sys
import xml.etree.ElementTree as ET

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

TOP = ("premises", "osm_premises", "clusters", "sites", "sections")


def wanted(path):
    """Default style of each layer: attribute and labels of its categories, names of columns."""
    with sqlite3.connect(path) as base:
        rows = base.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault")
        for table, text in rows.fetchall():
            root = ET.fromstring(text)
            renderer = root.find("renderer-v2")
            labels = []
            if renderer is not None:
                labels = [one.get("label") for one in renderer.find("categories")]
            yield table, labels, {a.get("field"): a.get("name") for a in root.find("aliases")}


def main(path, picture=None):
    from qgis.core import (
        QgsApplication,
        QgsMapRendererParallelJob,
        QgsMapSettings,
        QgsVectorLayer,
    )
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor

    QgsApplication.setPrefixPath("/usr", True)
    app = QgsApplication([], False)
    app.initQgis()
    wrong = []
    layers = {}
    for table, labels, aliases in wanted(path):
        layer = QgsVectorLayer(f"{path}|layername={table}", table, "ogr")
        renderer = layer.renderer()
        shown = (
            [c.label() for c in renderer.categories()] if hasattr(renderer, "categories") else []
        )
        names = {f.name(): layer.attributeAlias(i) for i, f in enumerate(layer.fields())}
        lacking = [name for name, alias in aliases.items() if names.get(name) != alias]
        good = layer.isValid() and shown == labels and not lacking
        wrong += [] if good else [table]
        told = f"{layer.featureCount()} objects, {layer.crs().authid()}, {shown or 'no classes'}"
        print(f"{table}: {told}" if good else f"{table}: {told}  DIFFERS {lacking}")
        layers[table] = layer
    if picture:
        some = [layers[name] for name in TOP if name in layers]
        settings = QgsMapSettings()
        settings.setLayers(some)
        settings.setOutputSize(QSize(1280, 720))
        settings.setBackgroundColor(QColor("#f7f4ef"))
        settings.setDestinationCrs(some[0].crs())
        settings.setExtent(some[0].extent())
        job = QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        job.renderedImage().save(picture)
    sys.stdout.flush()
    os._exit(1 if wrong else 0)  # QGIS crashes when Python takes its parts down in its own order


if __name__ == "__main__":
    main(*sys.argv[1:])
