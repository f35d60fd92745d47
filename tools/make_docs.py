"""Writes the pages of docs/ that are made from declarations. Run it with `make docs`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(
    0, str(ROOT)
)  # `tools` is not installed, and a script's own folder is all that Python looks in

from tools import configuration, support  # noqa: E402

PAGES: Mapping[str, Callable[[], str]] = {
    "docs/support.md": support.page,
    "docs/configuration.md": configuration.page,
}


def write(root: Path = ROOT) -> None:
    """Write every page that is not as it should be."""
    for name, make in PAGES.items():
        path, text = root / name, make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
