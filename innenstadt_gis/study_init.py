"""The papers of a new study: study.toml with comments, DATEN.md, and what lies in daten/."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from innenstadt_gis.study import Study, toml_text

#: Folder of a study into which people drop what they have.
DROP_FOLDER = "daten"

# Written by people or programs beside their data; never data themselves.
_BESIDE = (".md", ".pdf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qpj", ".qmd", ".qml", ".qix",
           ".tmp", ".lock", ".ini", ".toml", ".uebernommen", ".gpkg-wal", ".gpkg-shm",
           ".gfs")  # fmt: skip
_ROLE_ORDER = (
    "osm", "boundary", "parcels", "addresses", "elevation", "population", "brownfields", "gtfs",
    "measures", "cooperation", "ideas", "scenes", "photos",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file in ``daten/`` and the role that its content shows; ``"unknown"`` if none."""

    role: str
    path: Path


@dataclass(frozen=True, slots=True)
class _Guide:
    label: str
    purpose: str
    where: str
    licence: str
    lost: str
    example: str


_GUIDES: dict[str, _Guide] = {
    "osm": _Guide(
        "OpenStreetMap",
        "Wegenetz, Gebäude, Adressen, Läden, Haltestellen, Kartengrundlage",
        "Landesauszug (.osm.pbf) eines Anbieters von OpenStreetMap-Auszügen, z. B. Geofabrik; "
        "`innenstadt init` schneidet die Stadt heraus",
        "ODbL 1.0; „© OpenStreetMap-Mitwirkende“",
        "alles: ohne diese Datei gibt es weder Karte noch Gehminuten",
        "stadt.osm.pbf",
    ),
    "boundary": _Guide(
        "Stadtgrenze",
        "Gebiet, über das berichtet wird",
        "Verwaltungsgebiete des BKG (VG25/VG250) oder das Landesvermessungsamt; `init` legt sie an",
        "dl-de/by-2-0; „© GeoBasis-DE / BKG (Jahr)“",
        "berichtet wird über den ganzen Auszug ohne 500 m Rand",
        "grenze.geojson",
    ),
    "registers": _Guide(
        "Leerstandskataster oder Bestandserhebung",
        "Status der Ladenlokale, Leerstandsquote",
        "eigene Liste der Stadt (Excel, CSV), so wie sie ist",
        "Eigentum der Stadt; meist personenbezogen, deshalb nur im Rathaus weitergeben",
        "keine Leerstandsquote; nur datierte Hinweise aus OpenStreetMap",
        "leerstand.xlsx",
    ),
    "parcels": _Guide(
        "Flurstücke und Gebäude (ALKIS, vereinfachtes Schema)",
        "Zeilen über das Flurstück verorten, Flächen",
        "Landesvermessungsamt, offene Geodaten (in Sachsen: GeoSN, WFS ALKIS vereinfacht)",
        "je Land, meist dl-de/by-2-0; z. B. „Quelle: GeoSN, dl-de/by-2-0“",
        "Zeilen nur mit Flurstücksnummer werden nicht gefunden; Gebäude kommen aus OpenStreetMap",
        "flurstuecke.gpkg",
    ),
    "addresses": _Guide(
        "amtliche Hauskoordinaten",
        "Adressen des Registers verorten",
        "Landesvermessungsamt, Hauskoordinaten (HK) als Text oder CSV",
        "je Land, meist dl-de/by-2-0",
        "verortet wird mit den Adressen aus OpenStreetMap; es bleiben mehr Zeilen ohne Ort",
        "hauskoordinaten.txt",
    ),
    "elevation": _Guide(
        "Höhen",
        "Steigung der Wege in den Gehminuten, Barrieren für Rollstuhl und Rollator",
        "Digitales Geländemodell (DGM) des Landes, GeoTIFF, XYZ oder ASCII, auch als Zip oder "
        "Ordner vieler Kacheln; sonst SRTM (.hgt), gröber",
        "DGM je Land, meist dl-de/by-2-0; SRTM gemeinfrei (NASA/USGS)",
        "Gehminuten wie in der Ebene",
        "dgm.tif",
    ),
    "population": _Guide(
        "Einwohner je Gitterzelle",
        "Personen in Gehweite",
        "Zensus, 100-m-Gitter, Statistisches Bundesamt",
        "dl-de/by-2-0; „© Statistisches Bundesamt (Destatis), (Jahr)“",
        "Gehzeitzonen ohne Personenzahl",
        "zensus_100m.csv",
    ),
    "brownfields": _Guide(
        "Brachflächen",
        "Brachen auf der Karte",
        "Brachflächenkataster der Stadt oder des Kreises",
        "Eigentum der Stadt oder des Kreises",
        "nur Brachen aus OpenStreetMap",
        "brachen.gpkg",
    ),
    "gtfs": _Guide(
        "Fahrplan (GTFS)",
        "ÖV-Güteklassen, Abfahrten je Haltestelle, Minuten von Tür zu Tür, letzte Fahrt nach Hause",
        "Verkehrsverbund oder DELFI e. V. (Deutschland gesamt; die Stadt wird herausgeschnitten)",
        "meist CC BY 4.0; „DELFI e. V., CC BY 4.0“",
        "keine Auskunft über Bus und Bahn",
        "gtfs.zip",
    ),
    "measures": _Guide(
        "Maßnahmen (außerdem gilt immer massnahmen.xlsx neben study.toml)",
        "Maßnahmen als Meilensteine: Kennzahl davor, heute und Ziel",
        "die Stadt selbst; `innenstadt init` legt eine leere massnahmen.xlsx an",
        "Eigentum der Stadt",
        "keine Meilensteine",
        "massnahmen.xlsx",
    ),
    "cooperation": _Guide(
        "Zusammenarbeit (außerdem gilt immer kooperation.xlsx neben study.toml)",
        "Händlergemeinschaft, Stadtgutschein, gemeinsame Öffnungszeiten und Veranstaltungen",
        "die Stadt oder der Gewerbeverein; `innenstadt init` legt eine kooperation.xlsx mit den "
        "Einheiten an",
        "Eigentum der Stadt; wer was angibt, bleibt im Rathaus",
        "keine Anteile zur Zusammenarbeit, nur Öffnungszeiten",
        "kooperation.xlsx",
    ),
    "ideas": _Guide(
        "Hinweise aus Workshops",
        "Hinweise auf der nächsten Karte und gezählt im Bericht",
        "in der Karte unter „Hinweise“ gespeichert; von mehreren Geräten: `innenstadt ideas merge`",
        "Eigentum der Stadt",
        "keine Hinweise früherer Workshops",
        "ideen.geojson",
    ),
    "scenes": _Guide(
        "Szenen der Karte",
        "eigene Szenen, Sätze und Reihenfolge auf der nächsten Karte; dort steht, für welchen Stand sie "
        "geschrieben sind",
        "in der Karte unter „Szenen“ gesichert, oder eine gespeicherte Kopie der Karte",
        "Eigentum der Stadt; was auf der internen Karte geschrieben wurde, bleibt im Rathaus",
        "die Karte erzählt, was mit ihr kommt",
        "szenen.json",
    ),
    "photos": _Guide(
        "Fotos (Ordner oder Zip; JPEG, nicht HEIC)",
        "Fotos auf Karte, Rundgang und im Bericht, vorher und nachher; Ort und Kamera werden entfernt",
        "eigene Aufnahmen; Dateiname mit Kennung oder Adresse, oder eine Liste fotos.xlsx; außerhalb des "
        'Rathauses erst mit [photos] released = true oder "index"',
        "Bildrechte bei der Stadt klären; keine Bilder von Personen",
        "keine Bilder",
        "fotos/",
    ),
}


def study_toml(*, name: str, ags: str | None, folder: Path, found: Iterable[Dropped] = ()) -> str:
    """
    Write the text of a new ``study.toml``: what was recognised, and the rest as comments.

    Parameters
    ----------
    name, ags
        Town; without ``ags`` the line stands as a comment.
    folder
        Folder of the study; paths below it are written relative to it.
    found
        Recognised files; those of role ``"unknown"`` become a comment that asks.

    Returns
    -------
    str
        The same files give the same text, in whatever order they come.
    """
    files = sorted(found, key=lambda f: (f.role, f.path.as_posix()))
    lines = [
        "# Die Studie: welche Stadt, welche Dateien, welcher Tag. Zeilen mit # gelten nicht.",
        "# Pfade gelten ab diesem Ordner und werden mit / geschrieben. Was jede Datei bringt und",
        "# woher sie kommt, steht in DATEN.md. Prüfen: innenstadt check .",
        "",
        "[town]",
        f"name = {toml_text(name)}",
        f"ags = {toml_text(ags)}" if ags else '# ags = "00000000"            # Gemeindeschlüssel',
        "# survey_day = 2024-10-01       # Tag der Erhebung, wenn eine Datei keinen nennt",
        "",
        "[sources]",
    ]
    lines += [
        _source_line(role, [f.path for f in files if f.role == role], folder)
        for role in _ROLE_ORDER
    ]
    lines += ["", *_register_lines([f.path for f in files if f.role == "register"], folder)]
    lines += [
        "",
        "# Die Mitte, zu der gegangen wird; ohne Angabe wird eine vorgeschlagen.",
        "# [[centres]]",
        '# name = "Markt"',
        '# at = "Marktplatz 1"            # Adresse, oder [Länge, Breite], oder polygon = "zvb.shp"',
    ]
    unknown = [f.path for f in files if f.role == "unknown"]
    if unknown:
        lines += ["", "# In daten/ liegt auch, was nicht erkannt wurde; bitte selbst eintragen:"]
        lines += [f"# {_relative(path, folder)}" for path in unknown]
    return "\n".join(lines) + "\n"


def daten_md(*, name: str) -> str:
    """Write ``DATEN.md``: per source what for, where from, licence, what is lost without."""
    lines = [
        f"# Daten für {name}",
        "",
        "Legen Sie in den Ordner `daten/`, was Sie haben; nur OpenStreetMap ist nötig. Alles andere",
        "verbessert das Ergebnis, und der Bericht sagt, was ohne es nicht berechnet wurde.",
        "",
        "Personenbezogene Angaben (Eigentümer, Telefon, E-Mail) brauchen wir nicht. Am besten vorher",
        "löschen; sonst werden sie erkannt, nicht ausgewertet und in keine Datei geschrieben.",
        "",
        "Wer zu nennen ist, steht dann auf jeder Karte und in jeder Datei: in study.toml unter",
        '`[attribution]` je Quelle eine Zeile, z. B. `parcels = "© Landesvermessung"`, die Lizenz',
        "ebenso unter `[licences]`.",
    ]
    for key, guide in _GUIDES.items():
        entry = f'{key} = "{DROP_FOLDER}/{guide.example}"'
        if key == "registers":
            entry = f'[[registers]] path = "{DROP_FOLDER}/{guide.example}"'
        lines += [
            "",
            f"## {guide.label}",
            "",
            f"- **Wofür:** {guide.purpose}.",
            f"- **Woher:** {guide.where}.",
            f"- **Lizenz und Nennung:** {guide.licence}.",
            f"- **Ohne diese Datei:** {guide.lost}.",
            f"- **In study.toml:** `{entry}`",
        ]
    return "\n".join(lines) + "\n"


def unlisted(study: Study) -> tuple[Path, ...]:
    """
    Files that lie in ``daten/`` but that the study does not name, in order.

    A file inside of a folder that the study names counts as named; papers, mappings, edits
    that were taken over and the companions of a shapefile are no data.
    """
    drop = study.folder / DROP_FOLDER
    if not drop.is_dir():
        return ()
    named = {path for _, path in study.files()}
    return tuple(
        path
        for path in sorted(drop.rglob("*"))
        if path.is_file()
        and not path.name.startswith((".", "~$"))
        and not _is_beside(path)
        and path not in named
        and not named & set(path.parents)
    )


def _is_beside(path: Path) -> bool:
    """Tell what lies beside data from data: a .dbf by its .shp, a .json by what it holds."""
    ending = path.suffix.lower()
    if ending == ".dbf":
        return any(path.with_suffix(shape).is_file() for shape in (".shp", ".SHP", ".Shp"))
    if ending == ".json":
        with path.open("rb") as stream:
            return (
                re.search(rb'"(?:Feature|features|geometry|innenstadt-scenes)', stream.read(65_536))
                is None
            )
    return ending in _BESIDE


def _source_line(role: str, paths: list[Path], folder: Path) -> str:
    guide = _GUIDES[role]
    if not paths:
        return f'# {role} = "{DROP_FOLDER}/{guide.example}"'.ljust(40) + f"# {guide.label}"
    texts = [toml_text(_relative(path, folder)) for path in paths]
    value = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
    return f"{role} = {value}".ljust(40) + f"# {guide.label}"


def _register_lines(paths: list[Path], folder: Path) -> list[str]:
    if not paths:
        return [
            "# [[registers]]",
            f'# path = "{DROP_FOLDER}/leerstand.xlsx"',
            "# survey_day = 2024-10-01       # Stand der Liste",
            '# scope = "all_units"           # oder "vacancies_only", wenn nur Leerstände drinstehen',
        ]
    lines = []
    for path in paths:
        lines += [
            "[[registers]]",
            f"path = {toml_text(_relative(path, folder))}",
            "# survey_day = 2024-10-01       # Stand der Liste; nötig, wenn sie keinen nennt",
            "",
        ]
    return lines[:-1]


def _relative(path: Path, folder: Path) -> str:
    return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()


def entered(text: str, found: Iterable[Dropped], folder: Path) -> tuple[str, list[Dropped]]:
    """
    Enter recognised files into the text of a study, without changing any other line.

    Parameters
    ----------
    text
        The study as it stands.
    found
        Recognised files that it does not name yet.
    folder
        Folder of the study; paths below it are written relative to it.

    Returns
    -------
    tuple
        The new text and the files that were entered. A source that the study names with
        another file already, and a file that nobody recognised, are left to people.
    """
    lines = text.splitlines()
    taken: list[Dropped] = []
    files = sorted(found, key=lambda f: (f.role, f.path.as_posix()))
    for file in (f for f in files if f.role == "register"):
        while lines and not lines[-1].strip():
            lines.pop()
        lines += ["", *_register_lines([file.path], folder)]
        taken.append(file)
    for role in _ROLE_ORDER:
        new = [f for f in files if f.role == role]
        if not new or any(re.match(rf"\s*{role}\s*=", line) for line in lines):
            continue
        lines = [line for line in lines if not re.match(rf"\s*#\s*{role}\s*=", line)]
        header = next((i for i, line in enumerate(lines) if line.strip() == "[sources]"), None)
        if header is None:
            lines += ["", "[sources]"]
            header = len(lines) - 1
        lines.insert(header + 1, _source_line(role, [f.path for f in new], folder))
        taken += new
    return "\n".join(lines) + "\n", taken
