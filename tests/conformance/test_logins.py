"""Who may see pictures: axis 4.2.1, vapix3 4.2.1, mobotix chapter 3, ipdevice 1.1, amcrest 3.5."""

from __future__ import annotations

import hashlib
import re

import pytest

from babelcam.testing import Answer, TestCamera
from tests.conformance.addresses import DIALECTS, Where
from tests.conformance.wire import connect, digest, is_whole_jpeg, request, written

each = pytest.mark.parametrize("where", DIALECTS, ids=str)

REFUSALS = {
    "axis":     b"Unauthorized",
    "vapix3":   b"Unauthorized",
    "mobotix":  b"Permission denied",
    "ipdevice": b"Unauthorized",
    "amcrest":  b"Unauthorized",
}  # fmt: skip

# Spellings that lead to a picture, for those who may see it.
OTHER_SPELLINGS = (
    "//axis-cgi/jpg/image.cgi",
    "/axis-cgi//jpg///image.cgi",
    "/%2faxis-cgi/jpg/image.cgi",
    "/axis-cgi%2Fjpg%2fimage.cgi",
    "/%61xis-cgi/%6Apg/image.cgi",
    "//cgi-bin/snapshot.cgi",
    "///cgi-bin//jpg/image.cgi",
    "//image.cgi",
    "//jpg/image.jpg",
    "//cgi/jpg/image.cgi",
)

# Spellings that lead nowhere, for anybody.
TRICKS = (
    "/axis-cgi/%2e%2e/axis-cgi/jpg/image.cgi",
    "/axis-cgi/../axis-cgi/jpg/image.cgi",
    "/axis-cgi/..%2fjpg/image.jpg",
    "/axis-cgi/..%2Faxis-cgi/jpg/image.cgi",
    "/axis-cgi/%2E%2E%2Faxis-cgi/jpg/image.cgi",
    "/axis-cgi/./jpg/image.cgi",
    "/axis-cgi/%252e%252e/jpg/image.cgi",
    "/axis-cgi/jpg/image.cgi/",
    "/axis-cgi/jpg/image.cgi/a.srv",
    "/index.html/a.srv",
    "/axis-cgi/jpg/image.cgi;.jpg",
    "/axis-cgi/jpg/image.cgi%00.html",
    "/axis-cgi\\jpg\\image.cgi",
    "/axis-cgi%5cjpg%5cimage.cgi",
    "/cgi-bin/jpg/../../jpg/image.jpg",
    "/mjpg/../jpg/image.jpg",
    "/jpg/..;/jpg/image.jpg",
)


def challenge_of(answer: Answer) -> str:
    (challenge,) = answer.all("WWW-Authenticate")
    return challenge


@each
@pytest.mark.parametrize(
    "login", [None, ("nobody", "wrong"), ("guard", "wrong")], ids=["none", "name", "word"]
)
def test_without_a_valid_login_a_still_is_401(
    cam: TestCamera, where: Where, login: tuple[str, str] | None
) -> None:
    answer = cam.get(where.still, login=login)

    assert answer.status == 401
    assert challenge_of(answer).startswith("Digest realm=")
    assert REFUSALS[where.dialect] in answer.body


@each
def test_without_a_login_a_stream_is_401_in_the_same_form(cam: TestCamera, where: Where) -> None:
    answer = cam.get(where.stream, login=None, port=where.stream_port(cam))

    assert answer.status == 401
    assert challenge_of(answer).startswith("Digest realm=")
    assert REFUSALS[where.dialect] in answer.body


@each
def test_a_viewer_may_see_the_still(cam: TestCamera, where: Where, viewer: tuple[str, str]) -> None:
    assert is_whole_jpeg(cam.get(where.still, login=viewer).body)


@each
def test_a_viewer_may_see_the_stream(cam: TestCamera, where: Where, viewer: tuple[str, str]) -> None:
    port = where.stream_port(cam)
    challenge = challenge_of(cam.get(where.stream, login=None, port=port))
    login = f"Authorization: {digest(challenge, *viewer, 'GET', where.stream)}"

    with connect(cam, port) as wire:
        wire.send(written(cam, where.stream, login, login=False))
        assert wire.head().status == 200
        assert wire.line() == b"--myboundary\r\n"


@each
def test_basic_is_taken_unasked(cam: TestCamera, where: Where) -> None:
    assert cam.get(where.still, login=(cam.name, cam.password)).content_type == "image/jpeg"


@each
def test_one_digest_challenge_is_good_for_several_requests(cam: TestCamera, where: Where) -> None:
    challenge = challenge_of(cam.get(where.still, login=None))

    for nc in (1, 2, 3):
        login = {"Authorization": digest(challenge, cam.name, cam.password, "GET", where.still, nc)}
        assert is_whole_jpeg(cam.get(where.still, login=None, headers=login).body)


def test_a_digest_answer_cannot_be_sent_twice(cam: TestCamera) -> None:
    challenge = challenge_of(cam.get("/image.cgi", login=None))
    login = {"Authorization": digest(challenge, cam.name, cam.password, "GET", "/image.cgi")}

    assert cam.get("/image.cgi", login=None, headers=login).status == 200
    assert cam.get("/image.cgi", login=None, headers=login).status == 401


@pytest.mark.parametrize("signed", ["/jpg/image.jpg", "/image.cgi?camera=2", "/"])
def test_a_digest_answer_is_good_for_no_other_request(cam: TestCamera, signed: str) -> None:
    challenge = challenge_of(cam.get("/image.cgi", login=None))
    login = {"Authorization": digest(challenge, cam.name, cam.password, "GET", signed)}

    assert cam.get("/image.cgi", login=None, headers=login).status == 401


def test_a_digest_answer_with_a_wrong_password_is_401(cam: TestCamera) -> None:
    challenge = challenge_of(cam.get("/image.cgi", login=None))
    login = {"Authorization": digest(challenge, "nobody", "wrong", "GET", "/image.cgi")}

    assert cam.get("/image.cgi", login=None, headers=login).status == 401


def test_a_digest_answer_without_qop_is_taken(cam: TestCamera) -> None:
    """RFC 2069, which GStreamer and live555 still speak."""
    challenge = challenge_of(cam.get("/image.cgi", login=None))
    realm, nonce = (re.search(f'{name}="([^"]*)"', challenge)[1] for name in ("realm", "nonce"))  # type: ignore[index]
    ha1 = hashlib.md5(f"{cam.name}:{realm}:{cam.password}".encode()).hexdigest()
    ha2 = hashlib.md5(b"GET:/image.cgi").hexdigest()
    response = hashlib.md5(f"{ha1}:{nonce}:{ha2}".encode()).hexdigest()
    login = (
        f'Digest username="{cam.name}", realm="{realm}", nonce="{nonce}", '
        f'uri="/image.cgi", response="{response}"'
    )

    assert cam.get("/image.cgi", login=None, headers={"Authorization": login}).status == 200


@each
def test_head_is_signed_as_head(cam: TestCamera, where: Where) -> None:
    challenge = challenge_of(cam.ask("HEAD", where.still, login=None))
    login = {"Authorization": digest(challenge, cam.name, cam.password, "HEAD", where.still)}

    assert cam.ask("HEAD", where.still, login=None, headers=login).status == 200


@pytest.mark.parametrize("target", OTHER_SPELLINGS)
def test_another_spelling_of_an_address_needs_the_login_just_the_same(cam: TestCamera, target: str) -> None:
    assert cam.get(target, login=None).status == 401
    assert is_whole_jpeg(cam.get(target).body)


def test_a_double_slash_may_be_signed(cam: TestCamera) -> None:
    target = "//axis-cgi/jpg/image.cgi?resolution=320x240"
    challenge = challenge_of(cam.get(target, login=None))
    login = {"Authorization": digest(challenge, cam.name, cam.password, "GET", target)}

    assert is_whole_jpeg(cam.get(target, login=None, headers=login).body)


@pytest.mark.parametrize("target", TRICKS)
def test_a_path_trick_shows_nobody_anything(cam: TestCamera, target: str) -> None:
    for login in (False, True):
        with request(cam, target, "Connection: close", login=login) as wire:
            head, body = wire.head(), wire.rest()

        assert head.status in (400, 401, 404)
        assert b"\xff\xd8" not in body


@each
@pytest.mark.parametrize(
    "header",
    [
        {"Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
        {"Referer": "http://evil.example/page.html"},
    ],
    ids=lambda header: next(iter(header)),
)
def test_pictures_may_be_shown_in_somebody_elses_page(
    cam: TestCamera, where: Where, header: dict[str, str]
) -> None:
    assert is_whole_jpeg(cam.get(where.still, headers=header).body)
