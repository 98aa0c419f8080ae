"""Musterstadt with secrets planted wherever a list can hold them, and its finished runs."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from openpyxl.comments import Comment
from PIL import Image

from innenstadt_gis.musterstadt import PLANTED_PERSONAL, write_musterstadt
from tests import typing_in

# Surnames that nobody has and no word of a language contains, so that a hit is a leak.
PERSONS = {
    "owner": "Qwarzenbeck",
    "remark_role": "Zwilbatsch",
    "remark_verb": "Xumpfried",
    "remark_plain": "Qubbelmeyr",
    "remark_mail": "yx.vrobel@beispiel.test",
    "remark_phone": "03733 9182736",
    "comment": "Wrumsdrak",
    "hidden_column": "Pfluxenrieder",
    "odd_header": "Knarzbichl",
    "author": "Bluxhagen",
    "sheet": "Drombusch-Zyx",
    "correction": "Hrbatschek",
    "title": "Vlurkowski",
}

#: What a camera writes into every photo.
CAMERA = "Telefon von Erika Beispielfrau"

#: What the list says of single units, and whom it may reach at most.
OF_UNITS = {
    "reason": ("Schaufenster zwurbelig dekoriert", "intern"),
    "sales_area_m2": ("7219.43", "intern"),
    "rent": ("17.3719", "intern"),
    "condition": ("quarzgrau durchfeuchtet", "intern"),
    "name": ("Krimskrams Zwackelmann", "workshop"),
}


class Planted:
    """The study's folder, what ``innenstadt init`` said, and a run for each audience asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        write_musterstadt(folder, past=True)
        self.list = folder / "daten/leerstand_2026.xlsx"
        _plant(self.list)
        self.said = self.types("init", ".")
        self.photo = _photographed(folder)
        fixes = load_workbook(folder / "korrekturen.xlsx")
        reason = f"laut Frau {PERSONS['correction']}"
        fixes["Korrekturen"].append(["Marktplatz 3", "Verkaufsfläche", 88, None, None, reason])
        fixes.save(folder / "korrekturen.xlsx")
        self._runs: dict[str, tuple[Path, str]] = {}

    def types(self, *words: str) -> str:
        """Type a command in the folder; gives all that it says."""
        return typing_in.types(self.folder, *words)

    def run(self, audience: str) -> tuple[Path, str]:
        """Folder of the products for an audience, and what the run said; made once."""
        if audience not in self._runs:
            said = self.types("run", ".", "--audience", audience, "--out", audience)
            self._runs[audience] = self.folder / audience, said
        return self._runs[audience]


def secrets(audience: str) -> dict[str, str]:
    """Every word that no file for an audience may hold, by where it was planted."""
    order = ("intern", "workshop", "oeffentlich")
    beyond = {
        key: word
        for key, (word, widest) in OF_UNITS.items()
        if order.index(audience) > order.index(widest)
    }
    return PERSONS | {f"owner {word}": word for word in PLANTED_PERSONAL} | beyond


def _photographed(folder: Path) -> Path:
    """A photo with what a camera writes into it, where the study looks for photos."""
    photo = folder / "daten/fotos/u-0123456789.jpg"
    photo.parent.mkdir()
    exif = Image.Exif()
    exif[0x0110] = CAMERA
    exif.get_ifd(0x8825)[2] = (49.0, 30.0, 38.0)
    Image.effect_noise((64, 64), 90).save(photo, exif=exif)
    study = folder / "study.toml"
    text = study.read_text("utf-8")
    study.write_text(text.replace("[sources]", '[sources]\nphotos = "daten/fotos"'), "utf-8")
    return photo


def _plant(path: Path) -> None:
    book = load_workbook(path)
    page = book.worksheets[0]
    heads = {
        str(c.value): c.column
        for row in page.iter_rows(min_row=4, max_row=5)
        for c in row
        if c.value
    }
    owner = next(col for name, col in heads.items() if name.startswith("Eigent"))
    remark = heads["Bemerkung"]
    page.cell(1, 1).value = f"{page.cell(1, 1).value} (bei Rückfragen: Frau {PERSONS['title']})"
    page.cell(8, owner).value = f"{PERSONS['owner']}, Karl"
    page.cell(8, remark).value = f"Eigentümer {PERSONS['remark_role']} lehnt ab"
    page.cell(9, remark).value = f"{PERSONS['remark_verb']} will verkaufen"
    page.cell(10, remark).value = f"Rückmeldung von {PERSONS['remark_plain']} fehlt"
    mail, phone = PERSONS["remark_mail"], PERSONS["remark_phone"]
    page.cell(11, remark).value = f"Rückfrage an {mail}, Tel. {phone}"
    page.cell(12, remark).comment = Comment(f"Frau {PERSONS['comment']} fragen", PERSONS["author"])
    for column, header, plant in (
        (remark + 1, "Ansprechpartner vor Ort", "hidden_column"),
        (remark + 2, "Verfügungsberechtigt", "odd_header"),
    ):
        page.cell(4, column).value = header
        for row in range(6, 20):
            page.cell(row, column).value = f"{PERSONS[plant]}, Eva"
    page.column_dimensions["L"].hidden = True
    _plant_units(page, heads, remark + 3)
    book.properties.creator = PERSONS["author"]
    other = book.create_sheet(f"Frau {PERSONS['sheet']}")
    other.append(["Termine mit Frau", PERSONS["sheet"]])
    book.save(path)


def _plant_units(page, heads: dict[str, int], column: int) -> None:
    """In the row of a vacancy, and the name of a shop that OpenStreetMap does not know."""
    for at, (header, key) in enumerate((("Kaltmiete €/m²", "rent"), ("Bauzustand", "condition"))):
        page.cell(4, column + at).value = header
        page.cell(13, column + at).value = OF_UNITS[key][0]
    page.cell(13, column).value = float(OF_UNITS["rent"][0])
    page.cell(13, heads["Bemerkung"]).value = OF_UNITS["reason"][0]
    page.cell(13, heads["VK"]).value = float(OF_UNITS["sales_area_m2"][0])
    page.cell(9, heads["Name"]).value = OF_UNITS["name"][0]
