"""What the page reads: who one is, how the camera is doing, where it can be watched."""

from __future__ import annotations

import json
from typing import Any

import pytest

from babelcam.access.settings import AccessSettings
from babelcam.testing import ADMINISTRATOR, Administrator, TestCamera, camera
from tests.web.conftest import HOSTILE, OPERATOR, VIEWER, watching


def status(cam: TestCamera, login: tuple[str, str] | Administrator = ADMINISTRATOR) -> dict[str, Any]:
    answer = cam.get("/api/status", login=login)
    assert (answer.status, answer.content_type) == (200, "application/json")
    return json.loads(answer.body)  # type: ignore[no-any-return]


def test_the_status_says_who_asks(cam: TestCamera) -> None:
    assert status(cam)["session"] == {"account": "admin", "role": "administrator"}
    assert status(cam, VIEWER)["session"] == {"account": "eye", "role": "viewer"}


def test_it_tells_each_channel_and_the_quad(cam: TestCamera) -> None:
    cam.get("/web/thumbnail/1.jpg")

    channels = status(cam)["channels"]

    assert [(channel["id"], channel["name"]) for channel in channels] == [
        ("1", "Front door"),
        ("2", HOSTILE),
        ("quad", "Quad"),
    ]
    first = channels[0]
    assert (first["signal"], first["reason"]) == (True, "")
    assert (first["width"], first["height"], first["rate"], first["codec"]) == (1600, 900, 10.0, None)


def test_it_tells_what_is_being_encoded_and_how_much_of_it(cam: TestCamera) -> None:
    with watching(cam, "/web/live/1.mjpg", VIEWER) as stream:
        stream.read(1_000)  # of the first picture
        before = _live(status(cam))
        stream.read(50_000)  # several pictures
        after = _live(status(cam))

    assert {name: after[name] for name in ("codec", "width", "height", "rate", "viewers")} == {
        "codec": "JPEG",
        "width": 1280,
        "height": 720,
        "rate": 10.0,
        "viewers": 1,
    }
    assert after["id"] == before["id"]
    assert after["made"] > before["made"] >= 1


def _live(status: dict[str, Any]) -> dict[str, Any]:
    encodings = status["channels"][0]["encodings"]
    return next(each for each in encodings if each["width"] == 1280)


def test_operators_see_who_watches_over_any_protocol_and_dialect(cam: TestCamera) -> None:
    with watching(cam, "/mjpg/2/video.mjpg", VIEWER) as stream:
        stream.read(1_000)
        first = status(cam, OPERATOR)
        stream.read(50_000)
        second = status(cam, OPERATOR)

    (viewer,) = second["viewers"]
    assert {name: viewer[name] for name in ("account", "address", "protocol", "channel", "encoding")} == {
        "account": "eye",
        "address": "127.0.0.1",
        "protocol": "HTTP",
        "channel": HOSTILE,
        "encoding": "JPEG 1600x900",
    }
    (earlier,) = first["viewers"]
    assert viewer["id"] == earlier["id"]
    assert viewer["delivered"] > earlier["delivered"] >= 1
    assert viewer["dropped"] >= 0
    assert 0 <= earlier["seconds"] < viewer["seconds"] < 60
    assert second["seconds"] > first["seconds"]
    assert second["run"] == first["run"]


def test_viewers_see_only_how_many_watch(cam: TestCamera) -> None:
    with watching(cam, "/web/live/1.mjpg", OPERATOR):
        seen = cam.get("/api/status", login=VIEWER)

    assert json.loads(seen.body)["viewers"] is None
    assert json.loads(seen.body)["viewer_count"] == 1
    assert OPERATOR[0].encode() not in seen.body


def test_who_takes_single_pictures_is_no_viewer(cam: TestCamera) -> None:
    cam.get("/web/snapshot/1.jpg")

    assert status(cam)["viewers"] == []


def test_a_lost_signal_is_told_with_its_reason(tmp_path: Any, source: str) -> None:
    file = tmp_path / "gone.jpg"
    file.write_bytes(b"this is no picture")
    with camera(f"file:{file}") as cam:
        assert cam.get("/web/snapshot/1.jpg").status == 200  # of the words "no signal"
        (channel,) = status(cam)["channels"]

    assert channel["signal"] is False
    assert channel["reason"]


def test_the_addresses_are_those_of_every_dialect_and_hold_no_password(cam: TestCamera) -> None:
    answer = cam.get("/api/addresses", login=VIEWER)
    entries = json.loads(answer.body)

    assert {entry["dialect"] for entry in entries} == {"axis", "vapix3", "mobotix", "ipdevice", "amcrest"}
    assert {
        "dialect": "axis",
        "what": "snapshot",
        "url": f"http://127.0.0.1:{cam.http_port}/axis-cgi/jpg/image.cgi",
    } in entries
    assert cam.password not in answer.text


def test_each_http_address_works_as_it_stands(cam: TestCamera) -> None:
    entries = json.loads(cam.get("/api/addresses").body)
    targets = [entry["url"].removeprefix(cam.http_url("")) for entry in entries]
    ours = [target for target in targets if target.startswith("/")]

    assert len(ours) > 5
    assert {target: cam.ask("HEAD", target).status for target in ours} == dict.fromkeys(ours, 200)


@pytest.mark.parametrize("path", ["/api/session", "/api/status"])
def test_anonymous_viewers_are_viewers_where_that_is_switched_on(source: str, path: str) -> None:
    with camera(source, access=AccessSettings(anonymous_viewing=True)) as cam:
        answer = json.loads(cam.get(path, login=None).body)
        picture = cam.get("/web/thumbnail/1.jpg", login=None)

    assert answer.get("session", answer) == {"account": None, "role": "viewer"}
    assert answer.get("viewers") is None
    assert picture.status == 200
