"""Small copies of photos are drawn once, kept by what they were made of, and thrown away with them."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from innenstadt_gis.ingest.photos import kept
from innenstadt_gis.ingest.photos.kept import KeptPhotos


def photo(colour):
    out = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def drawn(monkeypatch):
    """Count what is drawn."""
    calls = []
    once = kept.drawn_anew

    def counted(data, **limits):
        calls.append(len(data))
        return once(data, **limits)

    monkeypatch.setattr(kept, "drawn_anew", counted)
    return calls


def run(folder, *photos, max_kb=60):
    """One run over photos: their copies, kept at its end."""
    book = KeptPhotos(folder)
    done = [book.drawn(data, max_kb=max_kb, longest_px=1280) for data in photos]
    book.write()
    return done


def test_a_photo_is_drawn_once_and_comes_back_byte_by_byte(tmp_path, drawn):
    first = run(tmp_path / "fotos", photo("red"), photo("blue"))
    again = run(tmp_path / "fotos", photo("red"), photo("blue"))

    assert first == again
    assert len(drawn) == 2
    assert run(None, photo("red"))[0] == first[0]  # and is what is drawn without any memory


def test_reading_alone_writes_nothing(tmp_path):
    KeptPhotos(tmp_path / "fotos").drawn(photo("red"), max_kb=60, longest_px=1280)

    assert list(tmp_path.iterdir()) == []


def test_another_limit_or_photo_is_drawn_and_what_is_no_longer_there_is_thrown_away(
    tmp_path, drawn
):
    folder = tmp_path / "fotos"
    run(folder, photo("red"), photo("blue"))
    (folder / "notiz.txt").write_text("bleibt", "utf-8")
    run(folder, photo("red"))
    assert len(list(folder.glob("*.jpg"))) == 1
    assert len(drawn) == 2
    run(folder, photo("red"), max_kb=30)
    assert len(drawn) == 3
    assert len(list(folder.glob("*.jpg"))) == 1
    assert (folder / "notiz.txt").exists()  # not ours


def test_a_damaged_or_changed_copy_is_drawn_anew_and_mended(tmp_path, drawn):
    folder = tmp_path / "fotos"
    (picture,) = run(folder, photo("red"))
    (path,) = folder.iterdir()
    for content in (picture[:100], b"", b"\xff\xd8\xff GPS"):
        path.write_bytes(content)
        assert run(folder, photo("red")) == [picture]
    assert len(drawn) == 4
    assert path.read_bytes() == picture


def test_what_is_no_photo_is_not_kept(tmp_path):
    assert run(tmp_path / "fotos", b"GIF89a nonsense") == ["photo_unreadable"]
    assert not (tmp_path / "fotos").exists()
