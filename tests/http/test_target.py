"""Request targets: one decoded path for routing and access alike."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelcam.http.target import MAX_PARAMETERS, BadTarget, Query, Target

PATHS = [
    ("/axis-cgi/com/ptz.cgi?info=1", "/axis-cgi/com/ptz.cgi"),
    ("//axis-cgi//com/ptz.cgi", "/axis-cgi/com/ptz.cgi"),  # ZoneMinder
    ("/axis%2Dcgi/%6apg/image.cgi", "/axis-cgi/jpg/image.cgi"),
    ("/%2faxis-cgi/x", "/axis-cgi/x"),
    ("http://camera:8080/jpg/image.jpg?a", "/jpg/image.jpg"),
    ("HTTPS://camera", "/"),
    ("/cgi-bin/http://h:80/x", "/cgi-bin/http:/h:80/x"),
    ("/a#fragment", "/a"),
    ("", "/"),
]


@pytest.mark.parametrize(("text", "path"), PATHS)
def test_every_spelling_of_a_path_is_one_path(text: str, path: str) -> None:
    assert Target.parse(text).path == path


@pytest.mark.parametrize(
    "text",
    [
        "/a/../b",
        "/a/%2e%2e/b",
        "/..%2fetc",
        "/a/./b",
        "/a\\..\\b",
        "/a%5c..",
        "/a%00",
        "/a%0d%0ab",
        "*",
        "a/b",
    ],
)
def test_paths_that_lead_nowhere_are_refused(text: str) -> None:
    with pytest.raises(BadTarget):
        Target.parse(text)


QUERIES = [
    ("", ()),
    ("a=1&b=2", (("a", "1"), ("b", "2"))),
    ("&&a=1&&", (("a", "1"),)),
    ("Network.IPAddress&Network", (("Network.IPAddress", None), ("Network", None))),
    ("a=", (("a", ""),)),
    ("a=b=c", (("a", "b=c"),)),
    ("a=1&a=2", (("a", "1"), ("a", "2"))),
    ("t=a+b%20c%2Bd", (("t", "a b c+d"),)),
    ("x=VideoWidget%5B0%5d", (("x", "VideoWidget[0]"),)),
    ("action=1:/300\\500/300\\", (("action", "1:/300\\500/300\\"),)),
    ("t=%c3%A4&u=%E4", (("t", "ä"), ("u", "ä"))),  # UTF-8, and Latin-1 where it is not
    ("t=100%", (("t", "100%"),)),
    ("?a=1", (("a", "1"),)),
    ("a=1& Event.E0.Enabled=yes", (("a", "1"), ("Event.E0.Enabled", "yes"))),
]


@pytest.mark.parametrize(("text", "pairs"), QUERIES)
def test_queries_are_read(text: str, pairs: tuple[tuple[str, str | None], ...]) -> None:
    assert Query.parse(text).pairs == pairs


def test_the_first_of_repeated_names_is_meant_and_all_can_be_had() -> None:
    query = Query.parse("a=1&b&a=2")
    assert query.get("a") == "1"
    assert list(query.all("a")) == ["1", "2"]
    assert query.get("b") == ""
    assert query.get("c") is None
    assert query.bare() == ["b"]
    assert "b" in query


def test_parameters_have_a_limit() -> None:
    with pytest.raises(BadTarget):
        Query.parse("&".join(["a=1"] * (MAX_PARAMETERS + 1)))


def test_a_form_may_hold_raw_bytes() -> None:
    assert Query.parse_form(b"a=\xc3\xa4&b=\xe4\r\n").pairs != ()


@given(st.text())
def test_nothing_but_bad_target_is_ever_raised(text: str) -> None:
    with contextlib.suppress(BadTarget):
        path = Target.parse(text).path
        assert path.startswith("/")
        assert not {"..", "."} & set(path.split("/"))
