"""The files of the page, as a browser asks for them."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from babelcam.testing import TestCamera
from babelcam.web.static import FILES

STATIC = files("babelcam.web") / "static"
TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


@pytest.mark.parametrize(("path", "name"), [(path, name) for path, (name, _) in FILES.items()])
def test_a_file_comes_whole_and_with_its_type(cam: TestCamera, path: str, name: str) -> None:
    answer = cam.get(path, login=None)

    assert answer.status == 200
    assert answer.content_type == TYPES[name.rpartition(".")[2]]
    assert answer.body == (STATIC / name).read_bytes()


def test_every_file_is_in_the_table() -> None:
    assert sorted(name for name, _ in FILES.values()) == sorted(file.name for file in STATIC.iterdir())


def test_every_file_that_another_names_is_in_the_table() -> None:
    named = {
        path
        for file in STATIC.iterdir()
        for path in re.findall(r"""["(](/web/[\w-]+\.\w+)["')]""", file.read_text())
    }

    assert "/web/app.js" in named
    assert named <= FILES.keys()


def test_every_script_is_fetched_at_once_and_not_one_after_another() -> None:
    page = (STATIC / "index.html").read_text()
    fetched = re.findall(r'<(?:link rel="modulepreload" href|script type="module" src)="([^"]+)"', page)

    assert sorted(fetched) == sorted(path for path in FILES if path.endswith(".js"))


def test_a_browser_that_has_a_file_is_told_so(cam: TestCamera) -> None:
    tag = cam.get("/web/app.js").header("ETag") or ""

    for held in (tag, f"W/{tag}", f'"other", {tag}'):
        answer = cam.get("/web/app.js", headers={"If-None-Match": held})
        assert (answer.status, answer.body, answer.header("ETag")) == (304, b"", tag)


def test_a_browser_that_has_another_edition_gets_the_file(cam: TestCamera) -> None:
    answer = cam.get("/web/app.js", headers={"If-None-Match": '"other"'})

    assert (answer.status, bool(answer.body)) == (200, True)


def test_a_file_may_be_kept_as_long_as_it_is_asked_about_again(cam: TestCamera) -> None:
    assert cam.get("/web/app.js").all("Cache-Control") == ["no-cache"]
