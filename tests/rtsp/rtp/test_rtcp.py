"""RFC 3550 section 6."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelcam.rtsp.rtp import rtcp
from babelcam.rtsp.rtp.rtcp import Goodbye, ReceiverReport, ReportBlock, SenderReport

REPORT = SenderReport(0xAB45A207, 0.5, 0x0030569C, 300, 400_000)
SENDER = "80c80006" + "ab45a207" + "83aa7e80" + "80000000" + "0030569c" + "0000012c" + "00061a80"
NAMED = "81ca0003" + "ab45a207" + "0103" + "63616d" + "000000"
BLOCK = "ab45a207" + "40000007" + "00010203" + "00000064" + "00000000" + "00000000"
RECEIVER = "81c90007" + "00000042" + BLOCK
BLOCKS = (ReportBlock(0xAB45A207, 0x40, 0x00010203, 100),)

READ: tuple[tuple[str, str, list[rtcp.Report]], ...] = (  # name, bytes, values
    ("a sender report", SENDER, [REPORT]),
    ("a receiver report", RECEIVER, [ReceiverReport(0x42, BLOCKS)]),
    ("one without blocks", "80c90001" + "00000042", [ReceiverReport(0x42)]),
    ("a goodbye", "82cb0002" + "00000042" + "00000043", [Goodbye((0x42, 0x43))]),
    ("a goodbye with a reason", "81cb0002" + "00000042" + "02686900", [Goodbye((0x42,))]),
    (
        "others are passed over",
        RECEIVER + NAMED + "81cb0001" + "00000042",
        [ReceiverReport(0x42, BLOCKS), Goodbye((0x42,))],
    ),
    ("an unknown kind", "80d20000", []),
)

BAD = (
    "", "80", "80c9", "00c90001" + "00000042", "80c90002" + "00000042", "80c80000", "80c90000",
    "81c90001" + "00000042",
    "82cb0001" + "00000042", SENDER + "80", "81" + SENDER[2:], "80c9ffff" + "00" * 16,
)  # fmt: skip


def test_a_report_comes_with_the_name_of_its_sender() -> None:
    assert rtcp.format(REPORT, "cam").hex() == SENDER + NAMED


def test_a_goodbye_comes_behind_a_report() -> None:
    assert rtcp.format_goodbye(REPORT, "cam").hex() == SENDER + NAMED + "81cb0001" + "ab45a207"


@pytest.mark.parametrize("name", ["", "ab", "abcdefg", "é" * 200])
def test_a_name_of_any_length_fills_whole_words(name: str) -> None:
    data = rtcp.format(REPORT, name)

    assert len(data) % 4 == 0
    assert rtcp.parse(data) == (REPORT,)


@pytest.mark.parametrize(("data", "values"), [row[1:] for row in READ], ids=[row[0] for row in READ])
def test_reports_are_read(data: str, values: list[rtcp.Report]) -> None:
    assert list(rtcp.parse(bytes.fromhex(data))) == values


@pytest.mark.parametrize("data", BAD)
def test_what_is_no_rtcp_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match=r"RTCP|report|goodbye"):
        rtcp.parse(bytes.fromhex(data))


@given(st.binary(max_size=80), st.sampled_from([200, 201, 203]))
def test_no_bytes_do_worse_than_be_refused(body: bytes, kind: int) -> None:
    for count in (0x80, 0x81, 0x9F):
        data = bytes((count, kind)) + (len(body) // 4).to_bytes(2, "big") + body
        try:
            assert len(rtcp.parse(data)) <= 1 + len(body)
        except ValueError as refused:
            assert str(refused)
