"""The code in docs/testing.md, run as a reader would run it."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "testing.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
LIBRARY = "aiortsp"  # a client library that the page uses and the tests do not need
LIMIT_SECONDS = 120.0


def test_the_page_has_its_examples() -> None:
    assert [("def test_" in block, LIBRARY in block) for block in BLOCKS] == [
        (True, False),
        (True, True),
        (False, False),
    ]


@pytest.mark.parametrize("block", BLOCKS, ids=["fixture", "library", "plain"])
def test_the_example_runs(block: str, tmp_path: Path) -> None:
    if LIBRARY in block and importlib.util.find_spec(LIBRARY) is None:
        pytest.skip(f"{LIBRARY} is not installed")
    file = tmp_path / "test_example.py"
    file.write_text(block, encoding="utf-8")
    command = ["-m", "pytest", "-q", "-p", "no:cacheprovider"] if "def test_" in block else []
    done = subprocess.run(
        [sys.executable, *command, str(file)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr
