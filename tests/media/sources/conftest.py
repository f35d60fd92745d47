"""Videos made once for all tests, and ways to read sources."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.media.sources.making import Recipe, make_video

Video = Callable[[Recipe, str], Path]


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory) -> Video:
    """Gives the path of a video of that recipe in the container that the suffix says."""
    folder = tmp_path_factory.mktemp("videos")
    made: dict[tuple[Recipe, str], Path] = {}

    def make(recipe: Recipe, suffix: str = ".mp4") -> Path:
        key = (recipe, suffix)
        if key not in made:
            made[key] = make_video(folder / f"{len(made)}{suffix}", recipe)
        return made[key]

    return make
