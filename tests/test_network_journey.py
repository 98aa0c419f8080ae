"""A network of towns: each runs its own study, hands on a file, and all compare."""

from __future__ import annotations

import json
import re

import pytest

import innenstadt_gis as ig
from innenstadt_gis.errors import InputError
from innenstadt_gis.musterstadt import write_musterstadt

#: Which town's study, its key, and whether it invites.
NETWORK = """
[network]
name = "Netz Erzgebirge"

[[towns]]
name = "Zwönitz"
ags = "14521710"
study = "zwoenitz"
role = "host"

[[towns]]
name = "Musterstadt"
exchange = "post/austausch.json"

[[towns]]
name = "Thum"
study = "thum"

[[towns]]
name = "Geyer"
exchange = "post/geyer.json"
"""


@pytest.fixture(scope="module")
def compared(finished, tmp_path_factory):
    """Four towns: a study, a file from the post, a study that is broken, a file that is cut off."""
    home = tmp_path_factory.mktemp("netz")
    study = write_musterstadt(home / "zwoenitz", seed=2, past=True)
    text = study.read_text("utf-8").replace('"Musterstadt"', '"Zwönitz"')
    study.write_text(text.replace("14521999", "14521710"), "utf-8")
    posted = (finished("workshop").out / "austausch.json").read_bytes()
    (home / "post").mkdir()
    (home / "post" / "austausch.json").write_bytes(posted)
    (home / "post" / "geyer.json").write_bytes(posted[:2000])
    (home / "thum").mkdir()
    (home / "thum" / "study.toml").write_text("[town]\nname = 1\n", "utf-8")
    (home / "network.toml").write_text(NETWORK, "utf-8")
    return home, ig.compare([home], out=home / "vergleich")


def test_towns_that_fail_are_rows_with_their_reasons(compared):
    _, done = compared

    assert [town.town for town in done.comparison.towns] == ["Musterstadt", "Zwönitz"]
    assert [one.name for one in done.comparison.failed] == ["Geyer", "Thum"]
    assert "beschädigt" in done.comparison.failed[0].why.de
    page = done.page.read_text("utf-8")
    assert "Nicht im Vergleich" in page and "beschädigt" in page


def test_the_products_lie_where_they_should(compared):
    home, done = compared
    names = {path.relative_to(home / "vergleich").as_posix() for path in done.files}

    assert {
        "vergleich.html", "vergleich.xlsx", "vergleich.json", "gastgeber.pdf", "bilder/staedte.png",
        "bilder/trichter_vacancy_rate.svg",
    } <= names  # fmt: skip
    assert done.table.loc["vacancy_rate:14521999", "value"] == 0.2
    assert done.comparison.figure("vacancy_rate").pooled == pytest.approx(24 / 120)


def test_comparing_files_equals_comparing_studies(compared):
    home, done = compared
    files = sorted((home / "vergleich" / "staedte").rglob("austausch.json"))
    files.append(home / "post" / "austausch.json")

    again = ig.compare(files, out=home / "nochmal")

    assert again.table.equals(done.table)
    one, other = (
        json.loads((folder / "vergleich.json").read_text("utf-8"))
        for folder in (home / "vergleich", home / "nochmal")
    )
    assert {k: v for k, v in one.items() if k not in ("network", "failed")} == {
        k: v for k, v in other.items() if k not in ("network", "failed")
    }
    assert not (home / "nochmal" / "gastgeber.pdf").exists()


def test_no_product_of_a_comparison_holds_a_shop_or_a_unit(compared, musterstadt):
    _, done = compared
    texts = [p.read_text("utf-8") for p in done.files if p.suffix in (".html", ".json", ".svg")]
    names = [*musterstadt.premises["name"].dropna(), *musterstadt.premises.index]

    assert len(texts) > 3
    assert [name for name in names for text in texts if name in text] == []
    assert not any(re.search(r"u-[0-9a-f]{10}", text) for text in texts)


def test_the_same_town_twice_is_told_and_the_newer_survey_stays(compared, tmp_path):
    home, _ = compared
    posted = home / "post" / "austausch.json"
    older = json.loads(posted.read_text("utf-8")) | {"survey_day": "2026-03-01"}
    (tmp_path / "alt.json").write_text(json.dumps(older), "utf-8")

    done = ig.compare([tmp_path / "alt.json", posted], out=tmp_path / "out").comparison

    assert [str(town.survey_day) for town in done.towns] == ["2026-09-15"]
    assert "schon als Musterstadt, Erhebung 15.09.2026" in done.failed[0].why.de


def test_nobody_left_and_a_host_from_elsewhere_are_errors_of_one_line(compared, tmp_path):
    home, _ = compared

    with pytest.raises(InputError, match="no town could be read"):
        ig.compare([home / "post" / "geyer.json"], out=tmp_path / "a")
    with pytest.raises(InputError, match="the host Thum is none of the towns"):
        ig.compare([home / "post" / "austausch.json"], out=tmp_path / "b", host="Thum")
