"""The HTTP server at the socket: connections, logins and refusals that no dialect decides."""

from __future__ import annotations

import hashlib
import re
import socket
import ssl
from collections.abc import Iterator

import pytest

from babelcam.access.account import Role
from babelcam.access.settings import AccessSettings
from babelcam.testing import TestCamera, camera
from babelcam.testing.client import basic

STILL = "/axis-cgi/jpg/image.cgi?resolution=160x120"
STREAM = "/mjpg/video.mjpg"


@pytest.fixture(scope="module")
def cam() -> Iterator[TestCamera]:
    with camera("world:?size=320x240", https=True) as running:
        running.accounts.add("viewer", "v", Role.VIEWER)
        yield running


def raw(port: int, sent: bytes, *, until: bytes | None = None) -> bytes:
    """Send bytes, and read until the server closes or `until` came."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as one:
        one.sendall(sent)
        got = b""
        while until is None or until not in got:
            data = one.recv(65536)
            if not data:
                break
            got += data
        return got


def login(cam: TestCamera) -> bytes:
    return f"Authorization: {basic(cam.name, cam.password)}\r\n".encode()


def digest(challenge: str, name: str, password: str, uri: str, algorithm: str) -> str:
    """An answer to one challenge (RFC 7616, qop auth, nc 1)."""
    found = dict(re.findall(r'(\w+)="([^"]*)"', challenge))

    def h(text: str) -> str:
        return hashlib.new(algorithm.lower().replace("-", ""), text.encode()).hexdigest()

    ha1, ha2 = h(f"{name}:{found['realm']}:{password}"), h(f"GET:{uri}")
    response = h(f"{ha1}:{found['nonce']}:00000001:abc:auth:{ha2}")
    return (
        f'Digest username="{name}", realm="{found["realm"]}", nonce="{found["nonce"]}", uri="{uri}", '
        f'algorithm={algorithm}, qop=auth, nc=00000001, cnonce="abc", response="{response}"'
    )


def test_two_requests_on_one_connection(cam: TestCamera) -> None:
    request = f"GET {STILL} HTTP/1.1\r\nHost: x\r\n".encode() + login(cam)
    got = raw(cam.http_port, request + b"\r\n" + request + b"Connection: close\r\n\r\n")
    assert got.count(b"HTTP/1.1 200 OK") == 2


def test_a_stream_is_never_chunked_and_ends_the_connection(cam: TestCamera) -> None:
    for version in (b"1.0", b"1.1"):
        request = b"GET /axis-cgi/mjpg/video.cgi?nbrofframes=2 HTTP/" + version + b"\r\nHost: x\r\n"
        head, _, body = raw(cam.http_port, request + login(cam) + b"\r\n").partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/" + version + b" 200 OK\r\n")
        assert b"chunked" not in head.lower()
        assert b"connection: close" in head.lower()
        assert body.count(b"Content-Type: image/jpeg") == 2


def test_head_has_the_head_only(cam: TestCamera) -> None:
    still = cam.ask("HEAD", STILL)
    assert (still.status, still.body) == (200, b"")
    assert int(still.header("Content-Length") or 0) > 1000
    stream = raw(cam.http_port, f"HEAD {STREAM} HTTP/1.0\r\n".encode() + login(cam) + b"\r\n")
    assert stream.endswith(b"\r\n\r\n")
    assert b"multipart/x-mixed-replace" in stream


def test_blanks_in_a_value_may_arrive_bare(cam: TestCamera) -> None:
    request = b"GET /axis-cgi/jpg/image.cgi?resolution=160x120&text=a b HTTP/1.0\r\n" + login(cam) + b"\r\n"
    assert raw(cam.http_port, request).startswith(b"HTTP/1.0 200 OK")


def test_a_method_that_is_not_there_is_405_with_those_that_are(cam: TestCamera) -> None:
    answer = cam.ask("DELETE", STILL)
    assert (answer.status, answer.header("Allow")) == (405, "GET, HEAD")


def test_a_browser_sent_by_another_site_may_look_but_not_post(cam: TestCamera) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert cam.get(STILL, headers=foreign).status == 200
    assert cam.ask("POST", "/imagesize.cgi", body=b"camera=1").status == 200
    assert cam.ask("POST", "/imagesize.cgi", body=b"camera=1", headers=foreign).status == 403


def test_a_form_has_a_limit(cam: TestCamera) -> None:
    answer = cam.ask("POST", "/imagesize.cgi", body=b"camera=1&x=" + b"y" * 100_000)
    assert answer.status == 413


def test_https_is_the_same_camera(cam: TestCamera) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", cam.https_port), timeout=10) as plain,
        context.wrap_socket(plain) as secure,
    ):
        secure.sendall(f"GET {STILL} HTTP/1.0\r\n".encode() + login(cam) + b"\r\n")
        assert secure.recv(100).startswith(b"HTTP/1.0 200 OK")


@pytest.mark.parametrize(
    "target",
    [
        "//axis-cgi/jpg/image.cgi",
        "/axis-cgi//jpg/image.cgi",
        "/%61xis-cgi/jpg/image.cgi",
        "/./axis-cgi/jpg/image.cgi",
        "/x/../axis-cgi/jpg/image.cgi",
        "/axis-cgi/jpg/image.cgi/",
        "/axis-cgi/jpg/image.cgi%00",
        "/index.html/axis-cgi/jpg/image.cgi",
        "/axis-cgi/jpg/image.cgi;a.jpg",
    ],
)
def test_no_spelling_of_a_path_slips_past_the_gate(cam: TestCamera, target: str) -> None:
    answer = cam.get(target, login=None)
    assert answer.status in (400, 401, 404)
    assert not answer.body.startswith(b"\xff\xd8")


def test_by_default_one_md5_challenge_with_the_realm_first(cam: TestCamera) -> None:
    (challenge,) = cam.get(STILL, login=None).all("WWW-Authenticate")
    assert challenge.startswith('Digest realm="')
    assert "algorithm" not in challenge
    answer = digest(challenge, "viewer", "v", STILL, "MD5")
    assert cam.get(STILL, headers={"Authorization": answer}, login=None).status == 200
    replayed = cam.get(STILL, headers={"Authorization": answer}, login=None)
    assert replayed.status == 401


def test_with_sha_256_it_is_offered_first_but_to_amcrest_clients() -> None:
    with camera("world:?size=320x240", access=AccessSettings(sha256=True)) as cam:
        first, second = cam.get(STILL, login=None).all("WWW-Authenticate")
        assert "SHA-256" in first
        assert "MD5" in second
        for challenge, algorithm in ((first, "SHA-256"), (second, "MD5")):
            answer = digest(challenge, cam.name, cam.password, STILL, algorithm)
            assert cam.get(STILL, headers={"Authorization": answer}, login=None).status == 200
        (only,) = cam.get("/cgi-bin/snapshot.cgi", login=None).all("WWW-Authenticate")
        assert "SHA-256" not in only


def test_basic_can_be_switched_off() -> None:
    with camera("world:?size=320x240", access=AccessSettings(basic=False)) as cam:
        assert cam.get(STILL).status == 401


def test_anonymous_viewing_is_for_viewing_only_and_only_when_switched_on(cam: TestCamera) -> None:
    assert cam.get(STILL, login=None).status == 401
    with camera("world:?size=320x240", access=AccessSettings(anonymous_viewing=True)) as open_camera:
        assert open_camera.get(STILL, login=None).status == 200
        assert open_camera.get(STILL, login=("admin", "wrong")).status == 401


def test_five_wrong_passwords_lock_that_address_out_of_that_account() -> None:
    with camera("world:?size=320x240") as cam:
        cam.accounts.add("viewer", "v", Role.VIEWER)
        for _ in range(5):
            assert cam.get(STILL, login=("viewer", "guess")).status == 401
        locked = cam.get(STILL, login=("viewer", "v"))
        assert locked.status == 401
        assert int(locked.header("Retry-After") or 0) >= 1
        assert cam.get(STILL).status == 200  # the administrator is another account


def test_a_viewer_is_counted_and_goes_when_the_connection_does(cam: TestCamera) -> None:
    request = f"GET {STREAM} HTTP/1.0\r\n".encode() + login(cam) + b"\r\n"
    raw(cam.http_port, request, until=b"\xff\xd9\r\n--myboundary")
    seen = cam.requests.wait_for(STREAM)
    assert (seen.protocol, seen.account, seen.status) == ("HTTP", "admin", 200)


def test_compressed_rubbish_is_no_business_of_ours(cam: TestCamera, caplog: pytest.LogCaptureFixture) -> None:
    for target in ("/nowhere", "/cgi/jpg/image.cgi"):
        answer = cam.ask("POST", target, login=None, headers={"Content-Encoding": "gzip"}, body=b"12345")
        assert answer.status in (401, 404)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_what_is_no_http_is_logged_with_who_and_why(
    cam: TestCamera, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    answer = raw(cam.http_port, b"NONSENSE\r\n\r\n")
    assert answer.startswith(b"HTTP/1.0 400 Bad Request")
    assert b"Server: babelcam" in answer
    assert any("127.0.0.1" in line and "method" in line for line in caplog.messages)


def test_a_picture_too_large_to_make_is_refused_in_each_dialects_form(cam: TestCamera) -> None:
    said = {
        "/axis-cgi/jpg/image.cgi?resolution=8192x8192": (200, b"Error: invalid value\r\n"),
        "/axis-cgi/mjpg/video.cgi?resolution=8192x8192": (200, b"Error: invalid value\r\n"),
        "/cgi-bin/jpg/image.cgi?resolution=8192x8192": (200, b"Request failed: "),
    }
    for target, (status, begins) in said.items():
        answer = cam.get(target)
        assert (answer.status, answer.body[: len(begins)]) == (status, begins)


def test_a_wrong_password_is_logged_once(cam: TestCamera, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    cam.get(STILL, login=("stranger", "guess"))
    assert [line for line in caplog.messages if "stranger" in line] == [
        "127.0.0.1: wrong name or password for account stranger"
    ]
