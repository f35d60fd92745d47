"""One camera with four channels for all documents, at noon of a day that does not pass by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from babelcam.access.account import Role
from babelcam.access.settings import AccessSettings
from babelcam.media.frame import Size
from babelcam.testing import TestCamera, camera

NOON = 1_700_049_600.0  # 2023-11-15 12:00:00 UTC: the simulated world is bright
VGA_WORLD = "world:?size=640x480"  # every document has a name for this size, and it costs little
VIEWER = ("guard", "only-looking-1")
PATIENT = AccessSettings(failures_before_lockout=1000, address_failures_before_lockout=10_000)


@pytest.fixture(scope="session")
def running_camera() -> Iterator[TestCamera]:
    with camera(VGA_WORLD, channels=4, access=PATIENT, now=NOON) as running:
        running.accounts.add(*VIEWER, Role.VIEWER)
        yield running


@pytest.fixture
def cam(running_camera: TestCamera) -> Iterator[TestCamera]:
    """The camera, its date and time put back after each test."""
    yield running_camera
    running_camera.clock.set(NOON)


@pytest.fixture
def viewer(cam: TestCamera) -> tuple[str, str]:
    """The name and password of an account that may look, and nothing else."""
    return VIEWER


@pytest.fixture
def configured(cam: TestCamera) -> Size:
    """The picture size in the camera's settings: what the simulated world has."""
    return cam.device.camera.channels[0].jpeg().size
