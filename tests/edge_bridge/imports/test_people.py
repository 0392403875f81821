"""Files of customers as other programs write them, whole and broken."""

from __future__ import annotations

import pytest

from edge_bridge.imports.people import read_people
from edge_bridge.imports.rows import Unreadable

OURS = "name,phone,email,address,suburb,postcode,notes\nAna,0400 111 222,ana@x.example,1 Oak St,Toowong,4066,Dog\n"
SQUARE = '"First Name","Last Name","Email Address","Phone Number","Street Address 1","City","Postal Code","Memo"\n"Ana","Li","ana@x.example","+61400111222","1 Oak St","Toowong","4066","Dog"\n'
FRESHA = "Client name,Mobile number,Email,Address,Suburb,Post code,Client notes\nAna Li,61 400 111 222,,1 Oak St,Toowong,4066,Dog\n"
GOOGLE = (
    "First Name,Last Name,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Street,Address 1 - City,Address 1 - Postal Code\n"
    "Ana,Li,ana@x.example,Mobile,0400 111 222 ::: 0400 111 333,1 Oak St,Toowong,4066\n"
)
EXCEL = "Name;Mobile;Suburb\r\nAna Li;0400111222;Toowong\r\n"


@pytest.mark.parametrize(
    "text", [SQUARE, FRESHA.replace("61 400", "+61 400"), GOOGLE, EXCEL], ids=["square", "fresha", "google", "excel"]
)
def test_exports_are_read_as_they_are(text: str) -> None:
    (row,) = read_people(text.encode()).rows
    assert (row["name"], row["phone"], row["suburb"], row["line"]) == ("Ana Li", "+61400111222", "Toowong", 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_names_survive_every_usual_encoding(encoding: str) -> None:
    text = OURS.replace("Ana", "Zoë Müller-Núñez")
    assert read_people(text.encode(encoding)).rows[0]["name"] == "Zoë Müller-Núñez"


def test_what_cannot_be_read_is_named_by_its_line_and_the_rest_is_read() -> None:
    text = OURS + 'Bo,12,,,,,\n\n,,,,,,only a note\nCy,,not-mail,,,,\n"Two\nlines",,,,,,\nDi,0400 111 333,,,,,\n'
    read = read_people(text.encode())
    assert [row["name"] for row in read.rows] == ["Ana", "Two\nlines", "Di"]
    assert [(one["line"], one["why"].split(" “")[0]) for one in read.unread] == [
        (3, "the phone number"),
        (5, "there is no name, phone or e-mail in it"),
        (6, "the e-mail address"),
    ]


def test_what_our_own_file_made_harmless_comes_back_as_it_was() -> None:
    text = OURS.replace("0400 111 222", "'+61400111222").replace("Dog", "'=1+1").replace("Ana", "'Ana")
    (row,) = read_people(text.encode()).rows
    assert (row["phone"], row["notes"], row["name"]) == ("+61400111222", "=1+1", "'Ana")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not a list"),
        (b"\x00\x01\x02\xff", "not a list"),
        (b"PK\x03\x04\x14\x00\x00", "not a list"),
        (b"one,two\n1,2\n", "name the columns"),
        (b"Ana,0400111222\n", "name the columns"),
        (b"name\n" + b"x\n" * 2001, "2,000 rows"),
        (b'name\n"' + b"x" * 200_000, "line 2"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_people(data)
    assert says in str(refused.value).replace("Line", "line")
