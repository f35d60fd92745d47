"""The pages for people: those that are made are as they would be made now, and what they name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from babelcam.config import Configuration, load
from babelcam.settings.video import ChannelSettings
from tests.architecture.modules import SRC
from tools import configuration
from tools.catalogue import ROOT
from tools.make_docs import PAGES, write

WRITTEN = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"])


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_that_is_made_is_up_to_date(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


def test_making_the_pages_twice_makes_the_same(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for _ in range(2):
        write(tmp_path)
        for name, make in PAGES.items():
            assert (tmp_path / name).read_text(encoding="utf-8") == make()


def test_the_example_is_a_camera_file_with_the_defaults_and_two_channels(tmp_path: Path) -> None:
    path = tmp_path / "camera.toml"
    path.write_text(_toml_block(), encoding="utf-8")

    loaded = load(path)

    first, second = loaded.channels
    assert loaded == Configuration(channels=loaded.channels)
    assert (first.name, first.jpeg, first.streams) == (
        "Entrance",
        ChannelSettings().jpeg,
        ChannelSettings().streams[:2],
    )
    assert second == ChannelSettings(source="world:?rate=10")


def test_the_example_has_every_key() -> None:
    text = _toml_block()
    for section in configuration.SECTIONS:
        for key in section.model.model_fields:
            assert re.search(rf"^(# )?{key} = |^\[\[?[\w.]*{key}\]", text, re.MULTILINE), key


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_a_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            name, _, anchor = target.partition("#")
            linked = page.parent / name if name else page
            assert linked.is_file(), target
            assert not anchor or anchor in _anchors(linked), target


@pytest.mark.parametrize("name", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_every_file_that_a_page_names_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    everything = [
        str(path.relative_to(ROOT))
        for folder in (SRC, ROOT / "tests", ROOT / "tools")
        for path in folder.rglob("*.py")
    ]
    for named in re.findall(r"`((?:[\w-]+/)*\w+\.py)`", text):
        assert any(f"/{path}".endswith(f"/{named}") for path in everything), named


def _toml_block() -> str:
    found = re.search(r"```toml\n(.*?)```", (ROOT / "docs/configuration.md").read_text("utf-8"), re.DOTALL)
    assert found
    return found[1]


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
