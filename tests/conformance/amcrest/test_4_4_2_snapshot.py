"""4.4.2 Get a snapshot, and what 3.4 says of requests that go wrong."""

from __future__ import annotations

import pytest

from babelcam.media.frame import Size
from babelcam.testing import TestCamera
from tests.conformance.wire import difference, grey, is_whole_jpeg, jpeg_size

SNAPSHOT = "/cgi-bin/snapshot.cgi"


@pytest.mark.parametrize("query", ["", "?channel=1", "?channel=4", "?1", "?channel=1&type=0", "?x=1&&"])
def test_4_4_2_a_snapshot_with_its_length(cam: TestCamera, configured: Size, query: str) -> None:
    answer = cam.get(SNAPSHOT + query)

    assert answer.status == 200
    assert answer.content_type == "image/jpeg"
    assert answer.header("Content-Length") == str(len(answer.body))
    assert is_whole_jpeg(answer.body)
    assert jpeg_size(answer.body) == configured


def test_4_4_2_without_a_channel_it_is_the_first(cam: TestCamera) -> None:
    none, first, second = (grey(cam.get(SNAPSHOT + query).body) for query in ("", "?channel=1", "?channel=2"))

    assert difference(none, first) < difference(none, second) / 2


@pytest.mark.parametrize("channel", ["0", "5", "-1", "one", "1.5", "99999999999999999999"])
def test_4_4_2_channels_count_from_1_and_others_are_refused(cam: TestCamera, channel: str) -> None:
    answer = cam.get(f"{SNAPSHOT}?channel={channel}")

    assert answer.status == 400
    assert (answer.content_type or "").startswith("text/plain")
    assert answer.body == b"Error\r\nErrorID=4, Detail=Request invalid param!\r\n"


@pytest.mark.parametrize(
    "target",
    ["/cgi-bin/snapsot.cgi", "/cgi-bin/snapshot", "/cgi-bin/SNAPSHOT.CGI", "/cgi-bin/mjpg/vidio.cgi"],
)
def test_3_4_example_a_request_spelt_wrong_is_error_2(cam: TestCamera, target: str) -> None:
    answer = cam.get(target)

    assert answer.status == 200
    assert (answer.content_type or "").startswith("text/plain")
    assert answer.body == b"Error\r\nErrorID=2, Detail=Invalid Request!\r\n"
