"""RFC 2326 section 15."""

from __future__ import annotations

from babelcam.rtsp.headers.lists import elements, parameters


def test_elements_stand_between_commas_that_are_not_quoted() -> None:
    assert list(elements(' a ,, "b,c";d , e')) == ["a", '"b,c";d', "e"]


def test_parameters_stand_between_semicolons_that_are_not_quoted() -> None:
    assert list(parameters('A=1; b = "2;3" ;c;;=4')) == [("a", "1"), ("b", "2;3"), ("c", "")]


def test_an_open_quote_ends_nothing_badly() -> None:
    assert list(elements('a,"b,c' + '"' * 2000))
