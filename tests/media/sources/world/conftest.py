"""One world for all tests of this folder, and hours to look at it."""

from __future__ import annotations

import pytest

from babelcam.media.sources.world import World


@pytest.fixture(scope="session")
def world() -> World:
    return World(1)
