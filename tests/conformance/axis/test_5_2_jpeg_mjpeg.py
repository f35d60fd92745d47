"""5.2 JPEG/MJPEG: JPEG image requests and responses, MJPG video requests and responses."""

from __future__ import annotations

import re
import time

import pytest
import simplejpeg

from babelcam.media.frame import Size
from babelcam.testing import Answer, TestCamera
from tests.conformance.wire import difference, grey, is_whole_jpeg, jpeg_size, parts, request, stream

IMAGE = "/axis-cgi/jpg/image.cgi"
VIDEO = "/axis-cgi/mjpg/video.cgi"

# 5.2.1 names these sizes without pixels; the catalogue reads them as video servers of that time had them.
OBSOLETE = {"halfsize": Size(176, 144), "fullsize": Size(352, 288), "hugesize": Size(704, 576)}

SAME_VIEW = 8.0  # grey levels between two pictures of one camera at most; two cameras differ by far more

BAD_IMAGE_VALUES = (
    "camera=0",
    "camera=5",
    "camera=-1",
    "camera=front",
    "resolution=banana",
    "resolution=0x0",
    "resolution=320,240",
    "resolution=99999x99999",
    "compression=-1",
    "compression=101",
    "compression=much",
    "quad=2",
    "showlength=2",
)
BAD_VIDEO_VALUES = (
    *BAD_IMAGE_VALUES,
    "nbrofframes=0",
    "nbrofframes=few",
    "duration=-1",
    "duration=long",
    "req_fps=0",
    "des_fps=0",
    "req_fps=fast",
    "deltatime=2",
)

picture_settings_to_come = pytest.mark.xfail(
    raises=AssertionError, strict=True, reason="colorlevel, clock, date, text and rotation are not read yet"
)


def assert_is_error_form(answer: Answer) -> None:
    """5.1.2, for any CGI request: a line with the error, a line that describes it."""
    assert answer.status == 200
    assert answer.content_type == "text/plain"
    assert re.fullmatch(rb"Error: [^\r\n]+\r\n[^\r\n]+\r\n", answer.body)


# 5.2.1


@pytest.mark.parametrize("path", ["/jpg/image.jpg", "/jpg/1/image.jpg", "/jpg/4/image.jpg"])
def test_5_2_1_image_has_the_configured_resolution(cam: TestCamera, configured: Size, path: str) -> None:
    answer = cam.get(path)

    assert answer.status == 200
    assert answer.content_type == "image/jpeg"
    assert answer.header("Content-Length") == str(len(answer.body))
    assert is_whole_jpeg(answer.body)
    assert jpeg_size(answer.body) == configured


@pytest.mark.parametrize("name", OBSOLETE)
@pytest.mark.parametrize("camera", ["", "2/"])
def test_5_2_1_obsolete_names_still_work_and_have_their_sizes(
    cam: TestCamera, camera: str, name: str
) -> None:
    answer = cam.get(f"/jpg/{camera}{name}.jpg")

    assert answer.content_type == "image/jpeg"
    assert jpeg_size(answer.body) == OBSOLETE[name]


def test_5_2_1_quad_shows_the_four_cameras_two_by_two(cam: TestCamera) -> None:
    tile = Size(320, 240)
    alone = [grey(cam.get(f"/jpg/{number}/image.jpg").body, tile) for number in (1, 2, 3, 4)]

    quad = grey(cam.get("/jpg/quad.jpg").body, Size(640, 480))

    quarters = [quad[:240, :320], quad[:240, 320:], quad[240:, :320], quad[240:, 320:]]
    nearest = [min(range(4), key=lambda index: difference(quarter, alone[index])) + 1 for quarter in quarters]
    assert nearest == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "path",
    [
        "/jpg/0/image.jpg",
        "/jpg/5/image.jpg",
        "/jpg/x/image.jpg",
        "/jpg/5/halfsize.jpg",
        "/jpg/1/quad.jpg",  # "the <camera> option is not allowed in quad request"
        "/jpg/1/2/image.jpg",
        "/jpg/image",
        "/jpg/image.jpeg",
        "/jpg/tiny.jpg",
        "/jpg/",
        "/mjpg/0/video.mjpg",
        "/mjpg/5/video.mjpg",
        "/mjpg/5/fullsize.mjpg",
        "/mjpg/1/quad.mjpg",
        "/mjpg/video",
        "/mjpg/tiny.mjpg",
        "/axis-cgi/jpg/image",  # the extension is required
        "/axis-cgi/mjpg/video",
        "/axis-cgi/jpg/picture.cgi",
        "/axis-cgi/image.cgi",
    ],
)
def test_4_2_1_a_name_that_matches_nothing_is_404(cam: TestCamera, path: str) -> None:
    assert cam.get(path).status == 404


# 5.2.2


def test_5_2_2_example_a_picture_from_camera_1_of_320x240_with_compression_25(cam: TestCamera) -> None:
    answer = cam.get("/axis-cgi/jpg/image.cgi?resolution=320x240&camera=1&compression=25")

    assert answer.status == 200
    assert answer.content_type == "image/jpeg"
    assert is_whole_jpeg(answer.body)
    assert jpeg_size(answer.body) == (320, 240)


@pytest.mark.parametrize("size", [Size(160, 120), Size(640, 480), Size(704, 576), Size(1280, 960)], ids=str)
def test_5_2_2_the_picture_has_exactly_the_pixels_asked_for(cam: TestCamera, size: Size) -> None:
    assert jpeg_size(cam.get(f"{IMAGE}?resolution={size}").body) == size


def test_5_2_2_without_parameters_the_picture_is_as_configured(cam: TestCamera, configured: Size) -> None:
    assert jpeg_size(cam.get(IMAGE).body) == configured


def test_5_2_2_higher_compression_makes_a_smaller_picture(cam: TestCamera) -> None:
    sizes = [
        len(cam.get(f"{IMAGE}?resolution=320x240&compression={compression}").body)
        for compression in (0, 30, 60, 100)
    ]

    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < sizes[0] / 4


def test_5_2_2_camera_selects_the_source(cam: TestCamera) -> None:
    first, second = (grey(cam.get(f"{IMAGE}?resolution=320x240&camera={number}").body) for number in (1, 2))
    by_path = grey(cam.get("/jpg/2/image.jpg").body, Size(320, 240))

    assert difference(first, second) > SAME_VIEW
    assert difference(grey(cam.get(f"{IMAGE}?resolution=320x240&camera=2").body), by_path) < SAME_VIEW


def test_5_2_2_quad_1_is_the_quad_picture_whatever_the_camera(cam: TestCamera) -> None:
    asked = grey(cam.get(f"{IMAGE}?quad=1&camera=3&resolution=640x480").body)

    assert difference(asked, grey(cam.get("/jpg/quad.jpg").body, Size(640, 480))) < SAME_VIEW


def test_5_2_2_quad_0_is_the_normal_picture(cam: TestCamera) -> None:
    asked = grey(cam.get(f"{IMAGE}?quad=0&camera=3&resolution=640x480").body)

    assert difference(asked, grey(cam.get("/jpg/3/image.jpg").body, Size(640, 480))) < SAME_VIEW


def test_5_2_2_showlength_0_hides_the_content_length_and_the_end_is_the_end(cam: TestCamera) -> None:
    with request(cam, f"{IMAGE}?resolution=320x240&showlength=0") as wire:
        head = wire.head()
        picture = wire.rest()

    assert head.get("Content-Type") == "image/jpeg"
    assert head.get("Content-Length") is None
    assert head.get("Transfer-Encoding") is None
    assert is_whole_jpeg(picture)


def test_5_2_2_showlength_1_shows_the_content_length(cam: TestCamera) -> None:
    answer = cam.get(f"{IMAGE}?resolution=320x240&showlength=1")

    assert answer.header("Content-Length") == str(len(answer.body))


def test_5_2_2_every_parameter_acts_on_this_request_only(cam: TestCamera, configured: Size) -> None:
    cam.get(f"{IMAGE}?resolution=320x240&compression=90&camera=2")

    assert jpeg_size(cam.get("/jpg/2/image.jpg").body) == configured


@picture_settings_to_come
def test_5_2_2_colorlevel_0_is_grayscale(cam: TestCamera) -> None:
    pixels = simplejpeg.decode_jpeg(cam.get(f"{IMAGE}?resolution=320x240&colorlevel=0").body, "BGR")

    assert (pixels.max(axis=2).astype(int) - pixels.min(axis=2)).max() <= 4


@picture_settings_to_come
@pytest.mark.parametrize("rotation", [90, 270])
def test_5_2_2_a_quarter_turn_swaps_width_and_height(cam: TestCamera, rotation: int) -> None:
    assert jpeg_size(cam.get(f"{IMAGE}?resolution=320x240&rotation={rotation}").body) == (240, 320)


@picture_settings_to_come
def test_5_2_2_rotation_180_turns_the_image_upside_down(cam: TestCamera) -> None:
    upright = grey(cam.get(f"{IMAGE}?resolution=320x240").body)
    turned = grey(cam.get(f"{IMAGE}?resolution=320x240&rotation=180").body)

    assert difference(turned[::-1, ::-1], upright) < difference(turned, upright)


@picture_settings_to_come
@pytest.mark.parametrize("overlay", ["clock", "date"])
def test_5_2_2_clock_and_date_are_shown_or_hidden(cam: TestCamera, overlay: str) -> None:
    hidden = grey(cam.get(f"{IMAGE}?resolution=320x240&{overlay}=0").body)
    shown = grey(cam.get(f"{IMAGE}?resolution=320x240&{overlay}=1").body)

    assert (abs(shown.astype(int) - hidden) > 80).sum() > 50


@picture_settings_to_come
@pytest.mark.parametrize("value", ["colorlevel=101", "rotation=45", "clock=2", "date=2", "text=2"])
def test_5_2_2_a_bad_picture_setting_is_an_error(cam: TestCamera, value: str) -> None:
    assert_is_error_form(cam.get(f"{IMAGE}?{value}"))


# 5.2.3


def test_5_2_3_the_response_is_the_picture_and_nothing_after_it(cam: TestCamera) -> None:
    with request(cam, "/jpg/halfsize.jpg", "Connection: close") as wire:
        head = wire.head()
        body = wire.rest()

    assert head.status_line == b"HTTP/1.1 200 OK"
    assert head.get("Content-Type") == "image/jpeg"
    assert head.get("Content-Length") == str(len(body))
    assert is_whole_jpeg(body)


@pytest.mark.parametrize("value", BAD_IMAGE_VALUES)
def test_5_2_3_an_invalid_value_is_answered_with_an_error(cam: TestCamera, value: str) -> None:
    assert_is_error_form(cam.get(f"{IMAGE}?{value}"))


@pytest.mark.parametrize(
    "query",
    [
        "resolution=320x240&timestamp=1700000000&html=no",
        "&&resolution=320x240&&x=1&",
        "resolution=320x240&camera=&compression=&quad=&showlength=",
        "camera&resolution=320x240",
        "=&resolution=320x240",
    ],
)
def test_5_2_2_what_is_unknown_or_empty_is_ignored(cam: TestCamera, query: str) -> None:
    answer = cam.get(f"{IMAGE}?{query}")

    assert answer.content_type == "image/jpeg"
    assert jpeg_size(answer.body) == (320, 240)


# 5.2.5


def test_5_2_5_video_has_the_configured_resolution(cam: TestCamera, configured: Size) -> None:
    for path in ("/mjpg/video.mjpg", "/mjpg/2/video.mjpg"):
        (part,) = parts(cam, path, 1)
        assert jpeg_size(part.body) == configured


@pytest.mark.parametrize("name", OBSOLETE)
@pytest.mark.parametrize("camera", ["", "2/"])
def test_5_2_5_obsolete_names_stream_at_their_sizes(cam: TestCamera, camera: str, name: str) -> None:
    assert {jpeg_size(part.body) for part in parts(cam, f"/mjpg/{camera}{name}.mjpg", 2)} == {OBSOLETE[name]}


def test_5_2_5_quad_streams_four_cameras(cam: TestCamera) -> None:
    _, part = parts(cam, "/mjpg/quad.mjpg", 2)

    still = grey(cam.get("/jpg/quad.jpg").body)
    assert difference(grey(part.body, Size(still.shape[1], still.shape[0])), still) < SAME_VIEW


# 5.2.6


def test_5_2_6_example_a_stream_from_camera_1_of_320x240_with_compression_25(cam: TestCamera) -> None:
    found = parts(cam, "/axis-cgi/mjpg/video.cgi?resolution=320x240&camera=1&compression=25", 3)

    assert [jpeg_size(part.body) for part in found] == [(320, 240)] * 3


def test_5_2_6_higher_compression_makes_smaller_pictures(cam: TestCamera) -> None:
    (fine,) = parts(cam, f"{VIDEO}?resolution=320x240&compression=0", 1)
    (coarse,) = parts(cam, f"{VIDEO}?resolution=320x240&compression=90", 1)

    assert len(coarse.body) < len(fine.body) / 2


def test_5_2_6_camera_and_quad_act_as_in_image_cgi(cam: TestCamera) -> None:
    for choice in ("camera=3", "quad=1", "quad=1&camera=2"):
        still = grey(cam.get(f"{IMAGE}?resolution=320x240&{choice}").body)
        *_, part = parts(cam, f"{VIDEO}?resolution=320x240&{choice}", 2)
        assert difference(grey(part.body), still) < SAME_VIEW


@pytest.mark.parametrize("frames", [1, 3])
def test_5_2_6_nbrofframes_ends_the_stream_after_so_many(cam: TestCamera, frames: int) -> None:
    with stream(cam, f"{VIDEO}?resolution=320x240&nbrofframes={frames}") as wire:
        for _ in range(frames):
            assert is_whole_jpeg(wire.part().body)
        assert wire.rest() == b""


def test_5_2_6_duration_ends_the_stream_after_so_many_seconds(cam: TestCamera) -> None:
    with stream(cam, f"{VIDEO}?resolution=320x240&duration=1") as wire:
        started = time.monotonic()
        body = wire.rest()
        took = time.monotonic() - started

    assert 0.7 < took < 2
    assert body.count(b"\r\n--myboundary\r\n") >= 3


def test_5_2_6_duration_and_nbrofframes_end_it_with_whichever_comes_first(cam: TestCamera) -> None:
    with stream(cam, f"{VIDEO}?resolution=320x240&duration=30&nbrofframes=2") as wire:
        assert wire.rest().count(b"\r\n--myboundary\r\n") == 2


def test_5_2_6_duration_0_is_no_limit(cam: TestCamera) -> None:
    assert len(parts(cam, f"{VIDEO}?resolution=320x240&duration=0", 4)) == 4


@pytest.mark.parametrize(("name", "rate"), [("req_fps", 5), ("des_fps", 10)])
def test_5_2_6_req_fps_and_des_fps_set_the_rate(cam: TestCamera, name: str, rate: int) -> None:
    frames = rate + rate // 2
    with stream(cam, f"{VIDEO}?resolution=320x240&{name}={rate}") as wire:
        wire.part()
        wire.part()  # the first may come early: it is the newest picture there is
        started = time.monotonic()
        for _ in range(frames):
            wire.part()
        took = time.monotonic() - started

    assert frames / took == pytest.approx(rate, rel=0.25)


def test_5_2_6_req_fps_and_des_fps_can_not_be_used_at_the_same_time(cam: TestCamera) -> None:
    assert_is_error_form(cam.get(f"{VIDEO}?req_fps=5&des_fps=5"))


def test_5_2_6_deltatime_1_adds_the_microseconds_between_the_images(cam: TestCamera) -> None:
    with stream(cam, f"{VIDEO}?resolution=320x240&req_fps=5&deltatime=1") as wire:
        first = wire.part()
        wire.part()
        started = time.monotonic()
        found = [wire.part() for _ in range(5)]
        took = time.monotonic() - started

    assert re.fullmatch(r"\d+", first.get("Timediff") or "")
    deltas = [int(part.get("Timediff") or 0) for part in found]
    assert all(100_000 < delta < 400_000 for delta in deltas)
    assert sum(deltas) / 1e6 == pytest.approx(took, rel=0.25)


@pytest.mark.parametrize("query", ["deltatime=0", ""])
def test_5_2_6_without_deltatime_the_time_between_images_is_hidden(cam: TestCamera, query: str) -> None:
    assert all(part.get("Timediff") is None for part in parts(cam, f"{VIDEO}?resolution=320x240&{query}", 2))


def test_5_2_6_showlength_0_hides_the_content_length_of_every_part(cam: TestCamera) -> None:
    for part in parts(cam, f"{VIDEO}?resolution=320x240&showlength=0", 3):
        assert part.headers == (("Content-Type", "image/jpeg"),)
        assert is_whole_jpeg(part.body)


def test_5_2_6_showlength_1_shows_the_content_length_of_every_part(cam: TestCamera) -> None:
    for part in parts(cam, f"{VIDEO}?resolution=320x240&showlength=1", 3):
        assert part.get("Content-Length") == str(len(part.body))


@pytest.mark.parametrize("value", BAD_VIDEO_VALUES)
def test_5_2_7_an_invalid_value_is_answered_with_an_error(cam: TestCamera, value: str) -> None:
    assert_is_error_form(cam.get(f"{VIDEO}?{value}"))


@pytest.mark.parametrize(
    "query",
    ["resolution=320x240&timestamp=1&html=no", "&&x=1&resolution=320x240&req_fps=&duration=&nbrofframes="],
)
def test_5_2_6_what_is_unknown_or_empty_is_ignored(cam: TestCamera, query: str) -> None:
    assert jpeg_size(parts(cam, f"{VIDEO}?{query}", 1)[0].body) == (320, 240)


# 5.2.7


@pytest.mark.parametrize("target", ["/mjpg/video.mjpg", f"{VIDEO}?resolution=320x240"])
def test_5_2_7_each_image_ends_with_the_boundary(cam: TestCamera, target: str) -> None:
    with request(cam, target) as wire:
        head = wire.head()
        assert head.status_line == b"HTTP/1.1 200 OK"
        assert head.get("Content-Type") == "multipart/x-mixed-replace;boundary=myboundary"
        assert head.get("Content-Length") is None
        assert wire.line() == b"--myboundary\r\n"
        for _ in range(3):
            assert wire.line() == b"Content-Type: image/jpeg\r\n"
            length = re.fullmatch(rb"Content-Length: (\d+)\r\n", wire.line())
            assert length
            assert wire.line() == b"\r\n"
            assert is_whole_jpeg(wire.exactly(int(length[1])))
            assert wire.line() == b"\r\n"
            assert wire.line() == b"--myboundary\r\n"
