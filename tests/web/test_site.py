"""Every address of the web page: who may ask it, and what each answer carries."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from babelcam.testing import TestCamera
from babelcam.web.static import FILES
from tests.web.conftest import OPERATOR, VIEWER

STATIC = files("babelcam.web") / "static"
OPEN = (*FILES, "/api/session")
FOR_VIEWERS = (
    "/api/status",
    "/api/addresses",
    "/web/live/1.mjpg",
    "/web/live/quad.mjpg",
    "/web/thumbnail/1.jpg",
    "/web/thumbnail/2.jpg",
    "/web/snapshot/1.jpg",
    "/web/snapshot/quad.jpg",
)
ELSEWHERE = re.compile(rb"""(?:src|href|from|import|url)\s*[=(]?\s*["']?\s*(?:https?:)?//\S+""")
MARKUP = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "Permissions-Policy": (
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
        "clipboard-write=(self), fullscreen=(self)"
    ),
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize("path", OPEN)
def test_the_shell_of_the_page_needs_no_login(cam: TestCamera, path: str) -> None:
    assert cam.get(path, login=None).status == 200


@pytest.mark.parametrize("path", FOR_VIEWERS)
def test_what_shows_the_camera_needs_one_and_no_password_box_pops_up(cam: TestCamera, path: str) -> None:
    answer = cam.get(path, login=None)

    assert answer.status == 401
    assert answer.header("WWW-Authenticate") is None
    assert answer.content_type == "application/json"
    assert answer.body == b'{"error":"Please sign in."}'


@pytest.mark.parametrize("login", [VIEWER, OPERATOR])
@pytest.mark.parametrize("path", FOR_VIEWERS)
def test_every_account_may_watch(cam: TestCamera, path: str, login: tuple[str, str]) -> None:
    assert cam.ask("HEAD" if "live" in path else "GET", path, login=login).status == 200


@pytest.mark.parametrize("path", [*OPEN, *(path for path in FOR_VIEWERS if "live" not in path), "/web/none"])
def test_every_answer_has_the_security_headers(cam: TestCamera, path: str) -> None:
    answer = cam.get(path)

    assert {name: answer.header(name) for name in HEADERS} == HEADERS


def test_a_stream_has_them_too(cam: TestCamera) -> None:
    answer = cam.ask("HEAD", "/web/live/1.mjpg")

    assert {name: answer.header(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    "path",
    [
        "/web/",
        "/web/none.js",
        "/web/index.html",
        "/web/site.py",
        "/web/static/app.js",
        "/web/live/3.mjpg",
        "/web/live/0.mjpg",
        "/web/live/1.mjpg/",
        "/api/",
        "/api/accounts",
    ],
)
def test_there_is_nothing_at_other_addresses_under_ours(cam: TestCamera, path: str) -> None:
    answer = cam.get(path)

    assert (answer.status, answer.content_type) == (404, "application/json")


@pytest.mark.parametrize("path", ["/index.html", "/robots.txt", "/webx", "/apis", "/favicon.ico"])
def test_addresses_beside_ours_are_somebody_elses(cam: TestCamera, path: str) -> None:
    answer = cam.get(path)

    assert (answer.status, answer.content_type) == (404, "text/plain")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/web/../site.py", 400),
        ("/web/%2e%2e/site.py", 400),
        ("/web/..%2fsite.py", 400),
        ("/web/..\\site.py", 400),
        ("/web/%252e%252e/site.py", 404),
        ("/web/app.js%00.html", 400),
        ("/web//app.js", 200),  # slashes are one, here as in every dialect
    ],
)
def test_no_spelling_of_a_path_leads_out_of_the_table(cam: TestCamera, path: str, status: int) -> None:
    assert cam.get(path, login=None).status == status


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/", "GET, HEAD"),
        ("POST", "/api/status", "GET, HEAD"),
        ("DELETE", "/api/session", "GET, HEAD"),
        ("GET", "/api/sign-in", "POST"),
        ("GET", "/api/sign-out", "POST"),
    ],
)
def test_other_methods_are_refused(cam: TestCamera, method: str, path: str, allowed: str) -> None:
    answer = cam.ask(method, path)

    assert (answer.status, answer.header("Allow")) == (405, allowed)


def test_the_quad_is_there_only_where_there_are_several_channels(babelcam: TestCamera) -> None:
    status = json.loads(babelcam.get("/api/status").body)

    assert babelcam.get("/web/thumbnail/quad.jpg").status == 404
    assert [channel["id"] for channel in status["channels"]] == ["1"]


def test_the_page_has_no_script_style_or_handler_in_it() -> None:
    page = (STATIC / "index.html").read_text()

    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", page) == []


def test_nothing_comes_from_another_host(cam: TestCamera) -> None:
    for path in FILES:
        found = ELSEWHERE.findall(cam.get(path).body)
        assert found == [], path


def test_text_is_never_put_in_as_markup() -> None:
    scripts = [file for file in STATIC.iterdir() if file.name.endswith(".js")]

    assert scripts
    for script in scripts:
        found = MARKUP.findall(script.read_text())
        assert found == [], script.name
