"""Who sent a browser here."""

from __future__ import annotations

import pytest

from babelcam.http.origin import is_foreign

CASES = [
    ({}, False),  # no browser
    ({"Sec-Fetch-Site": "same-origin"}, False),
    ({"Sec-Fetch-Site": "none"}, False),  # typed by the user
    ({"Sec-Fetch-Site": "cross-site"}, True),
    ({"Sec-Fetch-Site": "same-site"}, True),  # another port of this host is another site to us
    ({"Host": "cam:80", "Origin": "http://cam:80"}, False),
    ({"Host": "CAM", "Origin": "http://cam"}, False),
    ({"Host": "cam", "Origin": "http://evil"}, True),
    ({"Host": "cam", "Origin": "null"}, True),
    ({"Host": "cam", "Origin": "http://cam.evil"}, True),
]


@pytest.mark.parametrize(("headers", "foreign"), CASES)
def test_another_site_is_told_apart(headers: dict[str, str], foreign: bool) -> None:
    assert is_foreign(headers) is foreign
