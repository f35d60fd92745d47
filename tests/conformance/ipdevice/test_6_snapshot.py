"""6. Snapshot: a JPEG image."""

from __future__ import annotations

import pytest

from babelcam.media.frame import Size
from babelcam.testing import TestCamera
from tests.conformance.wire import is_whole_jpeg, jpeg_size

IMAGE = "/cgi/jpg/image.cgi"


def test_6_the_image_with_its_exact_length(cam: TestCamera, configured: Size) -> None:
    answer = cam.get(IMAGE)

    assert answer.status == 200
    assert answer.content_type == "image/jpeg"  # the document prints text/plain, but clients put it in <img>
    assert answer.header("Content-Length") == str(len(answer.body))
    assert is_whole_jpeg(answer.body)
    assert jpeg_size(answer.body) == configured


@pytest.mark.parametrize("query", ["?", "?x=1", "?&", "?id=1&rand=0.5&"])
def test_6_what_is_unknown_or_empty_is_ignored(cam: TestCamera, query: str) -> None:
    assert is_whole_jpeg(cam.get(IMAGE + query).body)


def test_6_post_is_as_good_as_get(cam: TestCamera) -> None:
    assert is_whole_jpeg(cam.ask("POST", IMAGE, body=b"x=1").body)
