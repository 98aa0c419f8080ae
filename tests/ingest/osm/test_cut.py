"""A state of two towns with a margin between them."""

import osmium
import pytest
import shapely

from innenstadt_gis.errors import InputError, MissingSourceError, SourceError
from innenstadt_gis.ingest.osm import cut, cut_write
from innenstadt_gis.ingest.osm.cut import TownAsked, cut_by_polygon, cut_town, cut_towns
from innenstadt_gis.ingest.osm.cut_look import look

# Town squares of 0.02 degrees; one west at 13.00, one east at 13.05, one far away.
TOWNS = (
    (1, "Berg an der Aue", "14521001", 13.00, 50.50),
    (2, "Tal", "14521002", 13.05, 50.50),
    (3, "Tal", "14521003", 13.50, 50.90),
    (4, "Fern", "14521004", 14.90, 51.20),
)


def tag(key, value):
    return f'<tag k="{key}" v="{value}"/>'


def state(*, lost=(), tagged=False, more=""):
    nodes, ways, relations = [], [], []
    for number, name, ags, west, south in TOWNS:
        first = number * 100
        for i, (dx, dy) in enumerate([(0, 0), (2, 0), (2, 2), (0, 2), (1, 1), (1.4, 1)]):
            if first + i not in lost:
                lat, lon = south + dy / 100, west + dx / 100
                nodes.append(
                    f'<node id="{first + i}" version="1" lat="{lat:.7f}" lon="{lon:.7f}"/>'
                )
        ring = [first, first + 1, first + 2, first + 3, first]
        refs = "".join(f'<nd ref="{ref}"/>' for ref in ring)
        border = tag("boundary", "administrative") if tagged else ""
        ways.append(f'<way id="{number}" version="1">{refs}{border}</way>')
        inner = tag("type", "boundary") + tag("boundary", "administrative")
        inner += tag("admin_level", "8") + tag("name", name)
        inner += tag("de:amtlicher_gemeindeschluessel", ags)
        member = f'<member type="way" ref="{number}" role="outer"/>'
        relations.append(f'<relation id="{number}" version="1">{member}{inner}</relation>')
    # A road from inside Berg over its border into Tal.
    road = '<nd ref="104"/><nd ref="105"/><nd ref="204"/>'
    ways.append(f'<way id="50" version="1">{road}{tag("highway", "primary")}</way>')
    return f'<osm version="0.6">{"".join([*nodes, *ways, *relations])}{more}</osm>'


@pytest.fixture
def extract(tmp_path):
    path = tmp_path / "state.osm"
    path.write_text(state(), "utf-8")
    return path


def ids(path):
    return sorted(f"{item.type_str()}{item.id}" for item in osmium.FileProcessor(str(path)))


@pytest.mark.parametrize(
    "town", [{"place": "Berg a.d. Aue"}, {"place": "berg"}, {"ags": "14 521 001"}]
)
def test_a_town_is_cut_out_with_ways_across_its_border_whole(extract, tmp_path, town):
    out = tmp_path / "out" / "berg.osm.pbf"
    cut = cut_town(extract, out, **town)
    # Its six nodes, the far end of the road, its border and the road, its relation.
    assert ids(out) == [
        "n100", "n101", "n102", "n103", "n104", "n105", "n204", "r1", "w1", "w50",
    ]  # fmt: skip
    assert (cut.name, cut.ags, cut.nodes, cut.ways) == ("Berg an der Aue", "14521001", 7, 2)
    assert cut.boundary.equals(shapely.box(13.00, 50.50, 13.02, 50.52))
    assert [path.name for path in out.parent.iterdir()] == ["berg.osm.pbf"]


def test_the_margin_decides_what_is_kept(extract, tmp_path):
    out = tmp_path / "berg.osm.pbf"
    # Tal begins 0.03 degrees further east: 2.1 km.
    cut_town(extract, out, place="Berg an der Aue", margin_m=2500)
    assert {"n200", "n203", "w2"} <= set(ids(out))


def test_two_towns_of_one_name_are_listed_with_their_keys(extract, tmp_path):
    with pytest.raises(InputError, match=r"14521002.*14521003.*--ags") as caught:
        cut_town(extract, tmp_path / "x.osm.pbf", place="Tal")
    assert not isinstance(caught.value, SourceError)
    assert not (tmp_path / "x.osm.pbf").exists()


def test_input_41_a_name_that_several_towns_bear_is_asked_back_with_their_keys(tmp_path):
    path = tmp_path / "state.osm"
    text = state().replace('v="Fern"', 'v="Neudorf/Vogtl."').replace(
        'v="Berg an der Aue"', 'v="Neudorf/Erzgeb."'
    )  # fmt: skip
    path.write_text(text, "utf-8")

    with pytest.raises(InputError, match=r"14521001.*14521004.*--ags"):
        cut_town(path, tmp_path / "out.osm", place="Neudorf")
    right = cut_town(path, tmp_path / "out.osm", place="Neudorf/Erzgeb.")

    assert (right.ags, right.note) == ("14521001", None)


def test_input_41_a_name_that_only_begins_a_towns_name_is_taken_with_a_word(tmp_path):
    path = tmp_path / "state.osm"
    path.write_text(state().replace('v="Fern"', 'v="Quell-Bad Brunn"'), "utf-8")

    told = cut_town(path, tmp_path / "out.osm", place="Quell")

    assert told.name == "Quell-Bad Brunn"
    assert told.note is not None
    assert "Quell-Bad Brunn" in told.note.de
    assert "14521004" in told.note.de


def test_a_misspelt_town_in_a_state_is_an_input_error_with_near_names(extract, tmp_path):
    with pytest.raises(InputError, match=r"Fern \(AGS 14521004\)") as caught:
        cut_town(extract, tmp_path / "x.osm.pbf", place="Fehrn")
    assert not isinstance(caught.value, SourceError)


def test_a_clipped_border_says_that_the_extract_may_be_used_whole(tmp_path):
    path = tmp_path / "clipped.osm"
    path.write_text(state(lost=(102,)), "utf-8")
    with pytest.raises(SourceError, match=r"cut off at the edge.*use this one whole"):
        cut_town(path, tmp_path / "x.osm.pbf", ags="14521001")


def test_a_town_must_be_named_and_the_file_be_there(extract, tmp_path):
    with pytest.raises(InputError, match="which town"):
        cut_town(extract, tmp_path / "x.osm.pbf")
    with pytest.raises(MissingSourceError, match="nowhere"):
        cut_town(tmp_path / "nowhere.osm", tmp_path / "x.osm.pbf", place="Tal")


def test_a_foreign_file_is_one_clear_error(tmp_path):
    path = tmp_path / "page.osm.pbf"
    path.write_text("<html>moved</html>", "utf-8")
    with pytest.raises(SourceError, match=r"page\.osm\.pbf"):
        cut_town(path, tmp_path / "x.osm.pbf", place="Tal")


def test_an_area_without_nodes_is_refused(extract, tmp_path):
    with pytest.raises(SourceError, match="no nodes"):
        cut_by_polygon(extract, tmp_path / "x.osm.pbf", shapely.box(10, 50, 10.01, 50.01))


@pytest.mark.realdata
def test_lauf_names_its_clipped_border(shared, tmp_path):
    file = shared / "data/lauf/lauf-200115.osm.pbf"
    with pytest.raises(SourceError, match=r"09574138.*1 of 19 parts"):
        cut_town(file, tmp_path / "x.osm.pbf", place="Lauf a.d. Pegnitz")


@pytest.mark.realdata
def test_an_extract_of_a_town_whose_ways_lead_far_out_may_be_used_whole(shared, tmp_path):
    file = shared / "data/heidelberg/heidelberg.osm.pbf"  # its ways reach over 100 km
    with pytest.raises(SourceError, match="no town boundary 'Heidelberg'"):
        cut_town(file, tmp_path / "x.osm.pbf", place="Heidelberg")


# many towns at once -------------------------------------------------------------


@pytest.fixture
def openings(monkeypatch):
    """Every going through a file from here on, by the kinds of objects asked for."""
    seen = []
    real = osmium.FileProcessor

    def opened(path, entities=osmium.osm.ALL, **named):
        seen.append(entities)
        return real(path, entities, **named)

    monkeypatch.setattr(osmium, "FileProcessor", opened)
    return seen


ALL = osmium.osm.ALL


@pytest.mark.parametrize(
    ("tagged", "passes"), [(True, [ALL, ALL]), (False, [ALL, osmium.osm.WAY, ALL])]
)
def test_many_towns_are_cut_in_one_pass_and_to_the_same_bytes(tmp_path, openings, tagged, passes):
    extract = tmp_path / "state.osm"
    extract.write_text(state(tagged=tagged), "utf-8")
    keys = ["14521001", "14521002", "14521003", "14521004"]
    alone = [cut_town(extract, tmp_path / f"alone_{key}.osm.pbf", ags=key) for key in keys]
    openings.clear()

    asked = [TownAsked(out=tmp_path / f"{key}.osm.pbf", ags=key) for key in keys]
    together = cut_towns(asked, extract)

    # A look at where nodes and borders are (and at ways that are a border without saying so), and
    # the pass that cuts.
    assert openings == passes
    for key, one, other in zip(keys, alone, together, strict=True):
        assert (tmp_path / f"{key}.osm.pbf").read_bytes() == (
            tmp_path / f"alone_{key}.osm.pbf"
        ).read_bytes()
        assert (one.name, one.ags, one.nodes, one.ways) == (
            other.name, other.ags, other.nodes, other.ways,
        )  # fmt: skip
        assert one.boundary.equals(other.boundary)


def test_a_town_that_cannot_be_cut_does_not_stop_the_others(tmp_path):
    path = tmp_path / "clipped.osm"
    path.write_text(state(lost=(102,)), "utf-8")
    names = {"ags": "14521001"}, {"place": "Tal"}, {"ags": "99999999"}, {"ags": "14521003"}

    done = cut_towns([TownAsked(out=tmp_path / f"{k}.osm", **n) for k, n in enumerate(names)], path)

    assert [type(one).__name__ for one in done] == [
        "SourceError", "InputError", "InputError", "CutResult",
    ]  # fmt: skip
    assert sorted(p.name for p in tmp_path.glob("?.osm")) == ["3.osm"]


def test_more_towns_than_bits_are_cut_in_several_lots(extract, tmp_path, monkeypatch):
    monkeypatch.setattr(cut, "AT_A_TIME", 2)
    keys = ["14521001", "14521002", "14521003"]

    done = cut_towns([TownAsked(out=tmp_path / f"{k}.osm", ags=k) for k in keys], extract)

    assert [one.ags for one in done] == keys
    assert "n104" in ids(tmp_path / "14521001.osm")


def relation(number, members, **tags):
    told = "".join(f'<member type="{kind}" ref="{ref}" role=""/>' for kind, ref in members)
    inner = "".join(tag(key, value) for key, value in tags.items())
    return f'<relation id="{number}" version="7">{told}{inner}</relation>'


def test_a_relation_of_relations_comes_along_one_step_up_wherever_it_stands(tmp_path):
    path = tmp_path / "state.osm"
    more = relation(5, [("relation", 90), ("relation", 4)], name="early")  # before its members
    more += relation(60, [("way", 50)], name="road of Berg and Tal")
    more += relation(90, [("relation", 60), ("node", 404)], name="both")
    more += relation(95, [("relation", 90)], name="two steps up")
    path.write_text(state(more=more), "utf-8")
    asked = [TownAsked(out=tmp_path / f"{k}.osm", ags=f"1452100{k}") for k in (1, 4)]

    cut_towns(asked, path)

    assert [i for i in ids(tmp_path / "1.osm") if i[0] == "r"] == ["r1", "r60", "r90"]
    # r90 holds a node of Fern, so r5 and r95 hold one of Fern's relations
    assert [i for i in ids(tmp_path / "4.osm") if i[0] == "r"] == ["r4", "r5", "r90", "r95"]
    (both,) = [
        ([(m.type, m.ref) for m in i.members], i.version, i.tags["name"])
        for i in osmium.FileProcessor(str(tmp_path / "1.osm"), osmium.osm.RELATION)
        if i.id == 90
    ]
    assert both == ([("r", 60), ("n", 404)], 7, "both")


def test_nodes_beyond_the_area_keep_their_place_and_are_nothing_more(tmp_path):
    path = tmp_path / "state.osm"
    bare = '<node id="204" version="1" lat="50.5100000" lon="13.0600000"/>'
    assert bare in state()
    path.write_text(
        state().replace(bare, bare.replace("/>", f">{tag('highway', 'bus_stop')}</node>")), "utf-8"
    )
    asked = [TownAsked(out=tmp_path / f"{k}.opl", ags=f"1452100{k}") for k in (1, 2)]

    cut_towns(asked, path)

    berg, tal = (
        next(
            line for line in (tmp_path / f"{k}.opl").read_text().splitlines() if line[:5] == "n204 "
        )
        for k in (1, 2)
    )
    assert berg.split()[-3:] == ["T", "x13.06", "y50.51"]
    assert tal.split()[-3:] == ["Thighway=bus_stop", "x13.06", "y50.51"]
    kinds = [line[0] for line in (tmp_path / "1.opl").read_text().splitlines()]
    assert kinds == sorted(kinds, key="nwr".index)


@pytest.mark.realdata
def test_neighbouring_parts_of_lauf_are_the_same_cut_together_or_alone(shared, tmp_path):
    file = shared / "data/lauf/lauf-200115.osm.pbf"
    parts = [shapely.box(11.25 + k / 100, 49.5, 11.265 + k / 100, 49.52) for k in range(3)]
    for k, part in enumerate(parts):
        cut_by_polygon(file, tmp_path / f"alone{k}.osm.pbf", part)

    looked = look(file, tmp_path / "nodes")
    areas = [
        (tmp_path / f"{k}.osm.pbf", cut_write.widened(part, 500)) for k, part in enumerate(parts)
    ]
    told = cut_write.write_areas(file, areas, looked)

    assert min(one["relations"] for one in told) > 50  # such as hold others among them
    for k in range(3):
        alone = (tmp_path / f"alone{k}.osm.pbf").read_bytes()
        assert (tmp_path / f"{k}.osm.pbf").read_bytes() == alone
