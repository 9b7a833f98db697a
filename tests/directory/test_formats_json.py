"""GeoJSON and Overpass files: tags, shapes, heads, and files that were cut."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory import Access, Audience, FormatError, Place, RowError, Service, open_format
from tests.directory.samples import collection, file, osm_feature, read


def test_osm_tags_become_a_place(tmp_path: Path) -> None:
    tags = {
        "name": "Bains-douches", "amenity": "public_bath", "opening_hours": "Mo-Fr 08:00-12:00", "wheelchair": "yes",
        "phone": "+33 1 02; +33 1 03", "website": "https://x.fr", "addr:housenumber": "8", "addr:street": "Rue X",
        "addr:postcode": "75004", "addr:city": "Paris", "check_date": "2026-05-04", "female": "yes", "male": "no",
        "min_age": "18", "language:fr": "yes", "fee": "no", "dog": "no",
    }  # fmt: skip
    found, errors = read(file(tmp_path, collection([osm_feature(7, **tags)]), "x.geojson"))
    assert errors == []
    one = found[0]
    assert (one.id, one.address, one.postcode, one.source, one.licence) == (
        "osm:node/7",
        "8 Rue X",
        "75004",
        "OpenStreetMap",
        "ODbL 1.0",
    )
    assert one.services == (Service("shower", hours="Mo-Fr 08:00-12:00"),)
    assert one.access == Access(free=True, wheelchair=True, animals=False)
    assert one.audience == Audience(genders=("women",), min_age=18)
    assert [phone.number for phone in one.phones] == ["+33 1 02", "+33 1 03"]
    assert (str(one.checked_at), one.languages) == ("2026-05-04", ("fr",))
    assert one.source_url == "https://www.openstreetmap.org/node/7"


@pytest.mark.parametrize(
    ("tags", "visible", "text"),
    [
        ({"access": "private"}, False, None),
        ({"access": "customers"}, False, None),
        ({"opening_hours": "dawn to late"}, True, "dawn to late"),
    ],
)
def test_osm_doubts(tmp_path: Path, tags: dict[str, str], visible: bool, text: str | None) -> None:
    found, _ = read(file(tmp_path, collection([osm_feature(1, amenity="toilets", **tags)]), "x.geojson"))
    assert (found[0].visible, found[0].services[0].hours_text, found[0].name) == (visible, text, "Toilettes")


def test_undrinkable_water_is_no_fountain(tmp_path: Path) -> None:
    found, errors = read(
        file(tmp_path, collection([osm_feature(1, amenity="drinking_water", drinking_water="no")]), "x.geojson")
    )
    assert found == []
    assert len(errors) == 1


def test_geojson_shapes_and_errors(tmp_path: Path) -> None:
    area = osm_feature(2, amenity="toilets") | {
        "geometry": {"type": "Polygon", "coordinates": [[[2, 48], [2.2, 48], [2.2, 48.2], [2, 48.2]]]}
    }
    features = [
        osm_feature(1, amenity="bank"), area, osm_feature(3, amenity="toilets") | {"geometry": None}, 7,
        osm_feature(4, amenity="toilets") | {"geometry": {"coordinates": ["a", "b"]}}, {"type": "Feature"},
        {"geometry": {"coordinates": [2, 48]}, "properties": {"services": [{"category": "shower"}]}},
        {"geometry": {"coordinates": [2, 48]}, "properties": {"services": 3, "id": "a:1", "name": "x"}},
    ]  # fmt: skip
    found, errors = read(file(tmp_path, collection(features), "x.geojson"))
    assert [(one.id, round(one.lat or 0, 6), round(one.lon or 0, 6)) for one in found] == [("osm:node/2", 48.1, 2.1)]
    assert [error.line for error in errors] == [1, 3, 4, 5, 6, 7, 8]


def test_a_collection_s_head_holds_for_every_place(tmp_path: Path) -> None:
    head = {"source": "S", "licence": "L", "checked_at": "2026-01-02", "source_url": "https://s"}
    own = {"id": "s:1", "name": "X", "services": [{"category": "shower"}], "licence": "M"}
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [2.35, 48.86]}, "properties": own}
    found, _ = read(file(tmp_path, collection([feature], relais=head), "x.geojson"))
    one = found[0]
    assert (one.source, one.licence, str(one.checked_at), one.source_url) == ("S", "M", "2026-01-02", "https://s")


def test_overpass(tmp_path: Path) -> None:
    toilets = {"amenity": "toilets"}
    elements = [
        {"type": "node", "id": 1, "lat": 48.86, "lon": 2.35, "tags": toilets, "timestamp": "2025-03-04T05:06:07Z"},
        {"type": "node", "id": 2, "lat": 48.86, "lon": 2.35},
        {"type": "way", "id": 3, "center": {"lat": 48.8, "lon": 2.3}, "tags": toilets},
        {"type": "way", "id": 4, "nodes": [1, 2], "tags": toilets},
        {"type": "way", "id": 5, "bounds": {"minlat": 48, "maxlat": 49, "minlon": 2, "maxlon": 3}, "tags": toilets},
        {"type": "node", "lat": 1, "lon": 2, "tags": toilets},
    ]
    found, errors = read(file(tmp_path, json.dumps({"version": 0.6, "elements": elements}), "export.json"))
    assert [(one.id, one.lat) for one in found] == [("osm:node/1", 48.86), ("osm:way/3", 48.8), ("osm:way/5", 48.5)]
    assert str(found[0].checked_at) == "2025-03-04"
    assert [error.line for error in errors] == [4, 6]
    assert "out center" in errors[0].reason


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_half_a_json_file(tmp_path: Path, mark: bytes) -> None:
    whole = collection(osm_feature(number, amenity="toilets") for number in range(10)).encode()
    found, errors = read(file(tmp_path, mark + whole[: len(whole) // 2], "half.geojson"))
    assert 3 <= len(found) <= 5
    assert len(errors) == 1
    assert errors[0].line == len(found) + 1
    assert "cut off" in errors[0].reason
    with pytest.raises(FormatError, match="cut off"):
        read(file(tmp_path, whole[:60], "start.geojson"))
    with pytest.raises(FormatError, match="cannot be read as JSON"):
        read(file(tmp_path, b'{"elements": [{]', "broken.json"))


@given(st.integers(0, 5000), st.binary(max_size=3))
@settings(deadline=None, max_examples=80)
def test_a_damaged_file_never_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, cut: int, noise: bytes
) -> None:
    whole = collection(
        (osm_feature(number, amenity="toilets", name="é") for number in range(20)), relais={"source": "x"}
    ).encode()
    path = file(
        tmp_path_factory.mktemp("cut"), whole[: cut % len(whole)] + noise + whole[cut % len(whole) + 2 :], "x.geojson"
    )
    try:
        assert all(isinstance(one, Place | RowError) for one in open_format(path))
    except FormatError:
        return
