"""Names and contacts planted wherever a list can hold them, and looked for in all that is made."""

from __future__ import annotations

import base64
import json
import sqlite3
import zipfile
import zlib
from contextlib import closing

import pytest
import typst

from tests.inside import everything, inside
from tests.planted import OF_UNITS, PERSONS, secrets


def found(text: str) -> list[str]:
    return [place for place, plant in PERSONS.items() if plant in text]


@pytest.mark.parametrize("audience", ["intern", "workshop", "oeffentlich"])
def test_no_file_and_no_word_of_a_run_holds_what_its_audience_may_not_know(planted, audience):
    out, told = planted.run(audience)
    hidden = secrets(audience)

    assert found(planted.said) == []
    assert found(told) == []
    pieces = list(everything(out))
    assert {place.partition(":")[0].rpartition(".")[2] for place, _ in pieces} >= {
        "html", "json", "geojson", "gpkg", "xlsx", "pdf",
    }  # fmt: skip
    leaks = [(place, key) for place, text in pieces for key, word in hidden.items() if word in text]
    assert leaks == []


def test_what_an_audience_may_know_is_found_by_the_same_search(planted):
    # so that the search itself can fail
    held = {
        audience: {
            key
            for place, text in everything(planted.run(audience)[0])
            if not place.startswith("run.log")
            for key, (word, _) in OF_UNITS.items()
            if word in text
        }
        for audience in ("intern", "workshop")
    }

    assert held["intern"] == {"reason", "sales_area_m2", "condition", "name"}  # rents are not read
    assert held["workshop"] == {"name"}


def test_the_search_sees_into_every_kind_of_file(tmp_path):
    word = PERSONS["owner"]
    picture = b"\x89PNG\r\n\x1a\n" + chunk(b"zTXt", b"who\0\0" + zlib.compress(word.encode()))
    (tmp_path / "a.png").write_bytes(picture)
    with zipfile.ZipFile(tmp_path / "b.docx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("word/media/a.png", picture)
    uri = base64.b64encode(picture).decode()
    (tmp_path / "c.html").write_text(f'<p><img src="data:image/png;base64,{uri}"></p>', "utf-8")
    spelled = json.dumps(word).replace("Q", "\\u0051")
    block = f'<script type="application/json" id="ig-data">[{spelled}]</script>'
    (tmp_path / "d.html").write_text(f"<p>{block}</p>", "utf-8")
    (tmp_path / "e.pdf").write_bytes(
        typst.compile({"main": f"= Liste\n{word}".encode()}, format="pdf")
    )
    with closing(sqlite3.connect(tmp_path / "f.gpkg")) as base:
        base.execute("CREATE TABLE a (b TEXT)")
        base.execute("INSERT INTO a VALUES (?)", ["x" * 9000 + word])  # runs over several pages
        base.commit()
    with closing(sqlite3.connect(tmp_path / "g.gpkg")) as base:
        base.execute("PRAGMA secure_delete = OFF")
        base.execute("CREATE TABLE a (b TEXT)")
        base.execute("INSERT INTO a VALUES (?)", [word])
        base.commit()
        base.execute("DROP TABLE a")  # its page is free now, and still full
        base.commit()

    for path in sorted(tmp_path.iterdir()):
        assert any(word in text for _, text in inside(path)), path.name
        if path.name not in {"f.gpkg", "g.gpkg"}:
            assert word.encode() not in path.read_bytes(), path.name


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def test_check_and_the_mapping_beside_the_list_name_nobody(planted):
    told = planted.types("check", ".", "--write-mapping")

    mapping = next((planted.folder / "daten").glob("*2026*.zuordnung.toml"))
    assert found(told) == []
    assert found(mapping.read_text("utf-8")) == []
    for file in (planted.folder / "daten").glob("*.zuordnung.toml"):
        file.unlink()


def test_the_plants_are_in_the_list(planted):
    with zipfile.ZipFile(planted.list) as archive:
        text = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert set(PERSONS) - set(found(text)) <= {"correction"}
    assert [key for key, (word, _) in OF_UNITS.items() if word not in text] == []
