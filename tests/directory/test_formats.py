"""Files of places: what is read, what is refused and in which words, and nothing lost on the way."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory import Access, Audience, FormatError, Phone, Place, Service, format_names, open_format
from bot.directory.formats.csv import write
from tests.directory.samples import collection, file, osm_feature, places, read

HEADER = "nom;categorie;latitude;longitude"


def test_the_formats_are_found() -> None:
    assert set(format_names()) >= {"csv", "geojson", "overpass"}


# --- CSV ----------------------------------------------------------------------------------------------------


@given(st.lists(places(), max_size=5, unique_by=lambda one: one.id))
@settings(deadline=None, max_examples=60)
def test_csv_round_trip(tmp_path_factory: pytest.TempPathFactory, given_places: list[Place]) -> None:
    out = io.StringIO(newline="")
    rows = write(given_places, out)
    path = file(tmp_path_factory.mktemp("csv"), out.getvalue())
    found, errors = read(path, "csv")
    assert errors == []
    assert found == given_places
    assert rows == sum(len(one.services) for one in given_places)


def test_rules_of_single_services_survive(tmp_path: Path) -> None:
    own = Service("laundry", access=Access(free=False, price="2 €"), audience=Audience(genders=("women",)))
    one = Place("t:1", "X", lat=48.0, lon=2.0, access=Access(free=True), services=(Service("shower"), own), source="s")
    out = io.StringIO(newline="")
    write([one], out)
    found, _ = read(file(tmp_path, out.getvalue()))
    assert found == [one]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize(
    "names",
    [
        "nom|catégorie|Latitude|Longitude|Code postal|Horaires|Gratuit|Téléphone",
        "Name|category|lat|lng|zip|opening_hours|free|phone",
    ],
)
def test_french_and_english_headers(tmp_path: Path, delimiter: str, names: str) -> None:
    header = names.split("|")
    row = ("Chez nous", "shower", "48.86", "2.35", "75010", "Mo-Fr 09:00-17:00", "oui", "01 02 03 04 05 (accueil)")
    found, errors = read(file(tmp_path, delimiter.join(header) + "\n" + delimiter.join(row) + "\n"))
    assert errors == []
    assert found[0].postcode == "75010"
    assert found[0].services == (Service("shower", hours="Mo-Fr 09:00-17:00"),)
    assert found[0].access == Access(free=True)
    assert found[0].phones == (Phone("01 02 03 04 05", "accueil"),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    found, errors = read(file(tmp_path, f"{HEADER};ville\r\nÉpicerie;food;48,86;2,35;Orléans\r\n".encode(encoding)))
    assert errors == []
    assert (found[0].name, found[0].city, found[0].lat) == ("Épicerie", "Orléans", 48.86)


def test_hours_in_french_are_read_or_shown(tmp_path: Path) -> None:
    rows = f"{HEADER};horaires\nA;shower;48;2;du lundi au vendredi 9h-12h\nB;shower;48;2;quand il fait beau\n"
    found, _ = read(file(tmp_path, rows))
    assert [(one.services[0].hours, one.services[0].hours_text) for one in found] == [
        ("Mo-Fr 09:00-12:00", None),
        (None, "quand il fait beau"),
    ]


def test_rows_of_a_place_are_one_place(tmp_path: Path) -> None:
    rows = f"id;{HEADER}\n1;A;shower;48;2\n1;A;toilets;48;2\n2;B;food;48;2\n1;A;laundry;48;2\n"
    found, errors = read(file(tmp_path, rows))
    assert [(one.id, len(one.services)) for one in found] == [("csv:1", 2), ("csv:2", 1)]
    assert [(error.line, error.reason) for error in errors] == [(5, "the rows of csv:1 must follow one another")]


def test_the_same_file_gives_the_same_ids(tmp_path: Path) -> None:
    path = file(tmp_path, f"{HEADER}\nA;shower;48;2\nB;shower;48;2\n")
    assert [one.id for one in read(path)[0]] == [one.id for one in read(path)[0]]


def test_every_bad_row_is_reported_with_its_line(tmp_path: Path) -> None:
    """1,000 rows, each tenth broken in one of ten ways."""
    broken = [
        ("", "shower", "48", "2", "", "", "the name is missing"),
        ("X", "rocket", "48", "2", "", "", "“rocket” is no category"),
        ("X", "", "48", "2", "", "", "the category is missing"),
        ("X", "shower", "", "2", "", "", "is not two numbers"),
        ("X", "shower", "148", "2", "", "", "not on Earth"),
        ("X", "shower", "0", "0", "", "", "in the ocean"),
        ("X", "shower", "48", "2", "peut-être", "", "neither yes nor no"),
        ("X", "shower", "48", "2", "", "hier", "no date"),
        ("X", "shower", "48", "2", "", "31/02/2026", "no date"),
        ("X", "shower", "nan", "2", "", "", "not on Earth"),
    ]
    lines, expected = [f"{HEADER};gratuit;verifie_le"], {}
    for number in range(2, 1002):
        if number % 10:
            lines.append(f"Lieu {number};shower;48.{number};2.35;oui;2026-11-24")
        else:
            *cells, reason = broken[number // 10 % 10]
            lines.append(";".join(cells))
            expected[number] = reason
    found, errors = read(file(tmp_path, "\n".join(lines)))
    assert len(found) == 900
    assert len(errors) == len(expected) == 100
    for error in errors:
        assert expected[error.line] in error.reason
        assert error.row


def test_odd_rows(tmp_path: Path) -> None:
    content = (
        f"{HEADER}\nA;shower;48;2;trop;long\n\n;;;\nB;shower;48;2\nC\x85D;shower;48;2\n".encode()
        + b"\xff;shower;48;2\n"
    )
    found, errors = read(file(tmp_path, b"\xef\xbb\xbf" + content), "csv")
    assert [one.name for one in found] in (["B", "C\x85D"], ["B"])
    assert 2 in [error.line for error in errors]


def test_bytes_that_are_not_utf8_after_a_megabyte_cost_one_row(tmp_path: Path) -> None:
    good = "".join(f"Lieu {number} {'x' * 100};shower;48;2\n" for number in range(12_000))
    path = file(tmp_path, f"{HEADER}\n{good}".encode() + b"caf\xe9;shower;48;2\nfin;shower;48;2\n")
    found, errors = read(path)
    assert len(found) == 12_001
    assert [(error.line, "encoding" in error.reason) for error in errors] == [(12_002, True)]


def test_a_quotation_mark_that_is_never_closed(tmp_path: Path) -> None:
    found, errors = read(file(tmp_path, f'{HEADER}\nA;shower;48;2\n"B;shower;48;2\nC;shower;48;2\n'))
    assert [one.name for one in found] == ["A"]
    assert [(error.line, "never closed" in error.reason) for error in errors] == [(3, True)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("nom;ville\nA;B\n", "lacks the columns category, lat, lon"),
        (f"{HEADER};name\nA;shower;48;2;B\n", "more than one column for name"),
    ],
)
def test_headers_that_cannot_serve(tmp_path: Path, content: str, reason: str) -> None:
    with pytest.raises(FormatError, match=reason):
        read(file(tmp_path, content))


# --- files as a whole ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "no format that Relais reads"),
        (b"bonjour tout le monde", "no format that Relais reads"),
        (b'{"a": 1}', "no format that Relais reads"),
    ],
)
def test_unknown_files_are_one_sentence(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(FormatError, match=reason):
        open_format(file(tmp_path, content, "data.bin"))


def test_no_file_and_no_format(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="There is no file"):
        open_format(tmp_path / "nothing.csv")
    with pytest.raises(FormatError, match="no format “xml”; there are: csv"):
        open_format(file(tmp_path, "x"), "xml")


@pytest.mark.parametrize("kind", ["csv", "geojson", "overpass"])
def test_progress_ends_at_the_size_of_the_file(tmp_path: Path, kind: str) -> None:
    content = {
        "csv": f"{HEADER}\n" + "A;shower;48;2\n" * 5000,
        "geojson": collection(osm_feature(number, amenity="toilets") for number in range(2000)),
        "overpass": json.dumps(
            {
                "elements": [
                    {"type": "node", "id": n, "lat": 48, "lon": 2, "tags": {"amenity": "toilets"}} for n in range(2000)
                ]
            }
        ),
    }[kind]
    told: list[tuple[int, int]] = []
    path = file(tmp_path, content, f"x.{kind}")
    assert len(list(open_format(path, progress=lambda done, size: told.append((done, size))))) > 0
    assert told == sorted(told)
    assert told[-1] == (path.stat().st_size, path.stat().st_size)
