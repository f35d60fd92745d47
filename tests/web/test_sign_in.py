"""A password once, a cookie from then on."""

from __future__ import annotations

import http.client
import json
import logging
import ssl
from collections.abc import Iterator

import pytest

from babelcam.access.settings import AccessSettings
from babelcam.testing import TestCamera, camera
from tests.web.conftest import VIEWER, cookie_of, post, sign_in

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def strict_cam(source: str) -> Iterator[TestCamera]:
    """A camera that locks out after two wrong passwords, for longer than a test lasts."""
    access = AccessSettings(failures_before_lockout=2, first_lockout_seconds=90)
    with camera(source, access=access, https=True) as running:
        yield running


def test_a_sign_in_says_who_one_is_and_gives_a_cookie_that_no_script_reads(cam: TestCamera) -> None:
    answer = sign_in(cam, *VIEWER)

    assert (answer.status, answer.body) == (200, b'{"account":"eye","role":"viewer"}')
    (cookie,) = answer.all("Set-Cookie")
    assert cookie.split("; ")[1:] == ["Path=/", "HttpOnly", "SameSite=Strict"]
    assert len(cookie_of(answer)["Cookie"]) > len("babelcam_session_") + 40


def test_the_cookie_opens_what_the_account_may_see(cam: TestCamera) -> None:
    cookie = cookie_of(sign_in(cam, *VIEWER))

    assert cam.get("/web/thumbnail/1.jpg", login=None, headers=cookie).status == 200
    assert cam.get("/jpg/image.jpg", login=None, headers=cookie).status == 200
    assert cam.get("/api/session", login=None, headers=cookie).body == b'{"account":"eye","role":"viewer"}'


def test_without_it_one_is_nobody(cam: TestCamera) -> None:
    for cookie in (
        {},
        {"Cookie": f"babelcam_session_{cam.http_port}=guessed"},
        {"Cookie": f"babelcam_session_{cam.http_port}="},
    ):
        answer = cam.get("/api/session", login=None, headers=cookie)
        assert answer.body == b'{"account":null,"role":"nobody"}'
        assert cam.get("/api/status", login=None, headers=cookie).status == 401


def test_over_tls_the_cookie_goes_out_over_tls_only(strict_cam: TestCamera) -> None:
    connection = http.client.HTTPSConnection(
        strict_cam.host, strict_cam.https_port, timeout=10, context=ssl._create_unverified_context()
    )
    body = json.dumps({"name": strict_cam.name, "password": strict_cam.password})
    connection.request("POST", "/api/sign-in", body, JSON)
    response = connection.getresponse()
    cookie = response.headers["Set-Cookie"]
    connection.close()

    assert (response.status, cookie.split("; ")[1:]) == (
        200,
        ["Path=/", "HttpOnly", "SameSite=Strict", "Secure"],
    )


@pytest.mark.parametrize(
    ("name", "password"), [("eye", "wrong"), ("nobody", "only-looking"), ("", ""), ("eye\0", "x")]
)
def test_a_wrong_name_and_a_wrong_password_are_refused_alike(
    cam: TestCamera, name: str, password: str
) -> None:
    answer = sign_in(cam, name, password)

    assert (answer.status, answer.body) == (401, b'{"error":"Wrong name or password."}')
    assert answer.all("Set-Cookie") == answer.all("WWW-Authenticate") == []


def test_who_guesses_is_told_how_long_to_wait_even_with_the_right_password_then(
    strict_cam: TestCamera,
) -> None:
    statuses = [sign_in(strict_cam, strict_cam.name, "wrong").status for _ in range(2)]

    answer = sign_in(strict_cam, strict_cam.name, strict_cam.password)

    assert statuses == [401, 401]
    assert answer.status == 429
    seconds = int(answer.header("Retry-After") or 0)
    assert 80 < seconds <= 90
    assert json.loads(answer.body) == {
        "error": f"Too many wrong passwords. Try again in {seconds} s.",
        "retry_after": seconds,
    }
    assert answer.all("Set-Cookie") == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"name"',
        b'{"name":"eye"}',
        b'{"name":"eye","password":null}',
        b'{"name":1,"password":2}',
        b'{"name":"eye","password":"only-looking","role":"administrator"}',
        b'{"name":"\\ud800","password":"x"}',
        b'{"name":"\xff","password":"x"}',
        b'{"name":"' + b"x" * 300 + b'","password":"x"}',
        b'{"name":"eye","password":"' + b"x" * 300 + b'"}',
        b"[" * 2000,
    ],
)
def test_what_is_no_sign_in_is_refused(cam: TestCamera, body: bytes) -> None:
    answer = cam.ask("POST", "/api/sign-in", login=None, headers=JSON, body=body)

    assert (answer.status, answer.body) == (400, b'{"error":"A sign-in is a name and a password."}')


def test_a_form_is_no_sign_in_for_other_sites_can_send_those(cam: TestCamera) -> None:
    for content_type in ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data", ""):
        headers = {"Content-Type": content_type}
        body = json.dumps({"name": VIEWER[0], "password": VIEWER[1]}).encode()
        answer = cam.ask("POST", "/api/sign-in", login=None, headers=headers, body=body)
        assert (answer.status, answer.all("Set-Cookie")) == (415, []), content_type


def test_a_large_body_is_not_read(cam: TestCamera) -> None:
    answer = cam.ask("POST", "/api/sign-in", login=None, headers=JSON, body=b" " * 5000)

    assert answer.status == 413


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_can_neither_sign_in_nor_out(cam: TestCamera, headers: dict[str, str]) -> None:
    cookie = cookie_of(sign_in(cam, *VIEWER))

    into = sign_in(cam, *VIEWER, headers=headers)
    out = post(cam, "/api/sign-out", {}, {**cookie, **headers})

    assert (into.status, into.all("Set-Cookie"), out.status) == (403, [], 403)
    assert cam.get("/api/status", login=None, headers=cookie).status == 200


def test_our_own_page_can(cam: TestCamera) -> None:
    headers = {"Origin": f"http://{cam.host}:{cam.http_port}", "Sec-Fetch-Site": "same-origin"}

    assert sign_in(cam, *VIEWER, headers=headers).status == 200


def test_the_log_tells_of_both_in_one_line_each(cam: TestCamera, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "babelcam.web.sign_in")

    sign_in(cam, *VIEWER)
    sign_in(cam, "eye\r\n127.0.0.1: admin signed in", "wrong")

    assert [record.getMessage() for record in caplog.records] == [
        "127.0.0.1: eye signed in",
        "127.0.0.1: sign-in of eye??127.0.0.1: admin signed in refused: wrong name or password",
    ]


def test_signing_out_ends_the_session_and_takes_the_cookie_back(cam: TestCamera) -> None:
    cookie = cookie_of(sign_in(cam, *VIEWER))

    answer = post(cam, "/api/sign-out", {}, cookie)

    assert answer.status == 200
    assert (
        answer.header("Set-Cookie")
        == f"babelcam_session_{cam.http_port}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"
    )
    assert cam.get("/api/status", login=None, headers=cookie).status == 401


def test_signing_out_without_having_signed_in_is_no_mistake(cam: TestCamera) -> None:
    for cookie in (
        {},
        {"Cookie": f"babelcam_session_{cam.http_port}=\xe9; ; =; babelcam_session_{cam.http_port}"},
    ):
        assert post(cam, "/api/sign-out", {}, cookie).status == 200


def test_signing_in_anew_ends_every_session_the_browser_had(cam: TestCamera) -> None:
    first, second = (cookie_of(sign_in(cam, *VIEWER)) for _ in range(2))
    both = {"Cookie": f"x=1; {first['Cookie']}; {second['Cookie']}"}

    third = cookie_of(sign_in(cam, *VIEWER, headers=both))

    opened = [cam.get("/api/status", login=None, headers=cookie).status for cookie in (first, second, third)]
    assert opened == [401, 401, 200]


def test_a_new_password_ends_the_session(strict_cam: TestCamera) -> None:
    cookie = cookie_of(sign_in(strict_cam, strict_cam.name, strict_cam.password))

    strict_cam.accounts.set_password(strict_cam.name, "another-password")

    assert strict_cam.get("/api/status", login=None, headers=cookie).status == 401
