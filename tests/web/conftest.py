"""A camera with two channels of a known picture, the accounts of three people, and a browser."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import cv2
import numpy as np
import pytest

from babelcam.access.account import Role
from babelcam.settings.video import ChannelSettings
from babelcam.testing import Answer, TestCamera, camera
from babelcam.testing.client import basic

WIDTH, HEIGHT = 1600, 900  # pixels; red on the left, blue on the right
HOSTILE = '<img src=x onerror="document.title=1">'
OPERATOR = ("guard", "walks-at-night")
VIEWER = ("eye", "only-looking")


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a source whose picture is known."""
    file = tmp_path_factory.mktemp("pictures") / "flag.png"
    pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    pixels[:, : WIDTH // 2, 2] = 220
    pixels[:, WIDTH // 2 :, 0] = 220
    cv2.imwrite(str(file), pixels)
    return f"file:{file}?rate=10"


@pytest.fixture(scope="session")
def cam(source: str) -> Iterator[TestCamera]:
    """One camera for all tests that leave it as they found it."""
    with two_channels(source) as running:
        yield running


@contextmanager
def two_channels(source: str, **options: Any) -> Iterator[TestCamera]:
    """A camera whose second channel has a name that no page may take for markup."""
    channels = [ChannelSettings(source=source, name=name) for name in ("Front door", HOSTILE)]
    with camera(channels=channels, **options) as running:
        running.accounts.add(*OPERATOR, Role.OPERATOR)
        running.accounts.add(*VIEWER, Role.VIEWER)
        yield running


def post(cam: TestCamera, target: str, value: object, headers: Mapping[str, str] | None = None) -> Answer:
    """POST `value` as JSON, without a login."""
    sent = {"Content-Type": "application/json", **(headers or {})}
    return cam.ask("POST", target, login=None, headers=sent, body=json.dumps(value).encode())


def sign_in(cam: TestCamera, name: str, password: str, headers: Mapping[str, str] | None = None) -> Answer:
    return post(cam, "/api/sign-in", {"name": name, "password": password}, headers)


def cookie_of(answer: Answer) -> dict[str, str]:
    """The header with which a browser sends back the cookie that it was given."""
    (given,) = answer.all("Set-Cookie")
    cookie = given.partition(";")[0]
    assert cookie.startswith("babelcam_session_")
    return {"Cookie": cookie}


@contextmanager
def watching(
    cam: TestCamera, target: str, login: tuple[str, str] | None
) -> Iterator[http.client.HTTPResponse]:
    """An open stream, after its first bytes came."""
    connection = http.client.HTTPConnection(cam.host, cam.http_port, timeout=10)
    try:
        connection.request("GET", target, headers={"Authorization": basic(*login)} if login else {})
        response = connection.getresponse()
        response.fp.peek(1)
        yield response
    finally:
        response.close()
        connection.close()
