"""The pytest plug-in: the fixture `babelcam`, a fresh camera for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from babelcam.testing.camera import TestCamera


@pytest.fixture
def babelcam(request: pytest.FixtureRequest) -> Iterator[TestCamera]:
    """A camera with one channel of the simulated world.

    ``@pytest.mark.babelcam(source="file:clip.mp4", channels=2)`` passes options on to
    `babelcam.testing.camera`.
    """
    from babelcam.testing.camera import camera  # a test run that needs no camera loads none

    marker = request.node.get_closest_marker("babelcam")
    with camera(**(marker.kwargs if marker else {})) as running:
        yield running


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "babelcam(**options): how the fixture `babelcam` is set up")
