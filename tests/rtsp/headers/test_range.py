"""RFC 2326 sections 3.6 and 12.29."""

from __future__ import annotations

import pytest

from babelcam.rtsp.headers import range as npt
from babelcam.rtsp.headers.range import Range

BOTH_WAYS = (  # header, value
    ("npt=now-", Range()),
    ("npt=0.000-", Range(0.0)),
    ("npt=10.500-20.000", Range(10.5, 20.0)),
)

READ_ONLY = (
    ("npt=0-", Range(0.0)),
    ("npt=0.-", Range(0.0)),
    ("NPT = Now -", Range()),
    ("npt=0:01:30.5-", Range(90.5)),
    ("npt=0.000-;time=20260101T120000Z", Range(0.0)),
)

BAD = (
    "", "npt", "npt=", "npt=-5", "npt=nan-", "npt=1e3-", "npt=0", "npt=" + "9" * 400 + "-",
    "clock=19961108T142300Z-", "smpte=0:10:00-",
)  # fmt: skip


@pytest.mark.parametrize(("text", "value"), BOTH_WAYS)
def test_a_range_is_read_and_written(text: str, value: Range) -> None:
    assert npt.parse(text) == value
    assert npt.format(value) == text


@pytest.mark.parametrize(("text", "value"), READ_ONLY)
def test_what_clients_write_is_read(text: str, value: Range) -> None:
    assert npt.parse(text) == value


@pytest.mark.parametrize("text", BAD)
def test_other_ranges_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no range of normal play time"):
        npt.parse(text)
