"""The command line, as a person or a script uses it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

START_SECONDS = 30.0


def babelcam(*arguments: str, given: str | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "babelcam", *arguments],
        input=given,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        env={**os.environ, "COLUMNS": "200", **variables},
    )


@contextmanager
def serving(data: Path, *arguments: str, **variables: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A camera on free ports; gives the process and what its panel says."""
    ports = ("--http", "127.0.0.1:0", "--rtsp", "127.0.0.1:0", "--mjpeg", "off")
    process = subprocess.Popen(
        [sys.executable, "-m", "babelcam", "serve", "--data", str(data), *ports, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **variables},
    )
    try:
        assert process.stdout is not None
        panel = ""
        while "╰" not in panel:
            line = process.stdout.readline()
            assert line, process.stderr and process.stderr.read()
            panel += line
        yield process, panel
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=START_SECONDS)


def snapshot(panel: str, login: tuple[str, str]) -> bytes:
    found = re.search(r"http://(127\.0\.0\.1:\d+)/axis-cgi/jpg/image.cgi", panel)
    assert found
    manager = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    manager.add_password(None, f"http://{found[1]}/", *login)
    opener = urllib.request.build_opener(urllib.request.HTTPDigestAuthHandler(manager))
    with opener.open(found[0], timeout=START_SECONDS) as answer:
        body: bytes = answer.read()
        return body


def test_the_first_start_makes_a_password_and_shows_it_once(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, panel):
        found = re.search(r"Sign in +admin / (\S+)", panel)
        assert found
        assert snapshot(panel, ("admin", found[1])).startswith(b"\xff\xd8")
        assert re.search(rf"ffplay 'rtsp://admin:{found[1]}@127.0.0.1:\d+/", panel)
    with serving(tmp_path) as (_, panel):
        assert found[1] not in panel
        assert "ffplay 'rtsp://admin:PASSWORD@" in panel
        assert snapshot(panel, ("admin", found[1])).startswith(b"\xff\xd8")
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert found[1].encode() not in kept


def test_the_variable_names_the_first_administrator(tmp_path: Path) -> None:
    with serving(tmp_path, BABELCAM_ADMIN="root:pa:ss") as (_, panel):
        assert "pa:ss" not in panel
        assert snapshot(panel, ("root", "pa:ss")).startswith(b"\xff\xd8")


def test_the_panel_has_a_line_for_each_dialect_and_players(tmp_path: Path) -> None:
    with serving(tmp_path, BABELCAM_ADMIN="admin:x") as (_, panel):
        for word in ("Web page", "axis", "vapix3", "mobotix", "ipdevice", "amcrest", "ffplay", "vlc"):
            assert word in panel


def test_the_log_can_be_json(tmp_path: Path) -> None:
    with serving(tmp_path, "--log-json", "--verbose", BABELCAM_ADMIN="admin:x") as (process, panel):
        snapshot(panel, ("admin", "x"))
        assert process.stderr is not None
        events = [json.loads(process.stderr.readline()) for _ in range(3)]
    assert {"time", "level", "room", "text"} <= set(events[0])


def test_a_port_that_is_taken_is_one_line_and_a_failure(tmp_path: Path) -> None:
    with serving(tmp_path / "one", BABELCAM_ADMIN="admin:x") as (_, panel):
        found = re.search(r"http://(127\.0\.0\.1:\d+)/", panel)
        assert found
        ended = babelcam("serve", "--data", str(tmp_path / "two"), "--http", found[1], BABELCAM_ADMIN="a:b")
    assert ended.returncode == 2
    assert "cannot start" in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--source", "file:/nonexistent.mp4"], "no such file"),
        (["--source", "gopher://x"], "unknown scheme"),
        (["--source", "world:?speed=1"], "no such option"),
        (["--source", "world:", "--source", "world:", "--channels", "3"], "2 sources for 3 channels"),
        (["--http", "8080"], "not HOST:PORT"),
        (["/nonexistent/camera.toml"], "No such file"),
    ],
)
def test_what_cannot_be_is_one_line_and_a_failure(tmp_path: Path, arguments: list[str], said: str) -> None:
    ended = babelcam("serve", "--data", str(tmp_path), *arguments)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_file_that_is_no_video_is_one_line_and_a_failure(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("these are notes\n" * 100)
    ended = babelcam("serve", "--data", str(tmp_path), "--source", str(text))
    assert ended.returncode == 2
    assert ended.stderr.startswith("babelcam: ")


def test_a_camera_file_is_checked_to_the_last_mistake(tmp_path: Path) -> None:
    file = tmp_path / "camera.toml"
    file.write_text('speed = 1\n[listen]\nrtsp = "here"\n[[channels]]\njpeg = { quality = 101 }\n')
    ended = babelcam("serve", str(file))
    assert ended.returncode == 2
    for setting in ("speed", "listen.rtsp", "channels[1].jpeg.quality"):
        assert setting in ended.stderr


def test_accounts_are_made_changed_and_removed(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path))
    made = babelcam("passwd", "ann", "--role", "administrator", *data, given="first\n")
    assert made.stdout == "ann is an administrator with a new password\n"
    assert babelcam("passwd", "bob", *data, given="other\n").stdout == "bob is a viewer with a new password\n"
    assert "last administrator" in babelcam("passwd", "ann", "--remove", *data).stderr
    assert babelcam("passwd", "bob", "--remove", *data).stdout == "bob is removed\n"
    with serving(tmp_path) as (_, panel):
        assert snapshot(panel, ("ann", "first")).startswith(b"\xff\xd8")


def test_a_password_that_cannot_be_used_changes_nothing(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path))
    assert "an administrator" in babelcam("passwd", *data, given="first\n").stdout  # the first of all
    assert "a viewer" in babelcam("passwd", "guard", *data, given="x\n").stdout
    assert babelcam("passwd", "guard", "--role", "operator", *data, given="\n").returncode == 2
    assert babelcam("passwd", "guard", *data, given="y\n").stdout == "guard is a viewer with a new password\n"


def test_the_panel_names_an_administrator_who_is_there(tmp_path: Path) -> None:
    babelcam("passwd", "ann", "--data", str(tmp_path), given="first\n")
    with serving(tmp_path, BABELCAM_ADMIN="root:other") as (_, panel):
        assert "rtsp://ann:PASSWORD@" in panel
        assert f"--data {tmp_path}" in panel


def test_a_name_may_look_like_markup(tmp_path: Path) -> None:
    file = tmp_path / "camera.toml"
    file.write_text('name = "Gate [/north] ' + "ä" * 40 + '"\n[listen]\nhttps = "127.0.0.1:0"\n')
    with serving(tmp_path / "data", str(file), BABELCAM_ADMIN="a:b") as (_, panel):
        assert "Gate [/north]" in panel


def test_probe_says_what_a_source_is() -> None:
    told = babelcam("probe", "world:?size=640x480&rate=10")
    assert told.returncode == 0
    assert "640x480" in told.stdout
    assert babelcam("probe", "file:/nonexistent").returncode == 2


def test_help_is_complete() -> None:
    told = babelcam("serve", "--help").stdout
    for option in (
        "--source",
        "--channels",
        "--http",
        "--https",
        "--rtsp",
        "--mjpeg",
        "--data",
        "--log-json",
    ):
        assert option in told
    assert "BABELCAM_ADMIN" in told
