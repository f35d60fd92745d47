"""RFC 2326 section 12.37."""

from __future__ import annotations

import pytest

from babelcam.rtsp.headers import session
from babelcam.rtsp.headers.session import SessionHeader

BOTH_WAYS = (  # header, value
    ("47112344", SessionHeader("47112344")),
    ("47112344;timeout=60", SessionHeader("47112344", 60)),
    ("a$-_.+9", SessionHeader("a$-_.+9")),
)

READ_ONLY = (
    (" 47112344 ; timeout = 30 ", SessionHeader("47112344", 30)),
    ("47112344;x=1;Timeout=5", SessionHeader("47112344", 5)),
    ("47112344;timeout=soon", SessionHeader("47112344")),
)


@pytest.mark.parametrize(("text", "value"), BOTH_WAYS)
def test_a_session_is_read_and_written(text: str, value: SessionHeader) -> None:
    assert session.parse(text) == value
    assert session.format(value) == text


@pytest.mark.parametrize(("text", "value"), READ_ONLY)
def test_what_clients_write_is_read(text: str, value: SessionHeader) -> None:
    assert session.parse(text) == value


@pytest.mark.parametrize("text", ["", ";timeout=60", "a b", "a\u00e9", "x" * 129, '"x"', "1, 2"])
def test_what_names_no_session_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="names no session"):
        session.parse(text)
