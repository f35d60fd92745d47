"""A real browser, signed in to the web page, shows the file's pictures through each dialect's addresses."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from babelcam.testing import TestCamera, camera
from tests.media.sources.making import SMALL as SIZE
from tests.media.sources.making import make_h264
from tests.web.browser import open_tab

ADDRESSES = (
    "/axis-cgi/jpg/image.cgi",
    "/axis-cgi/mjpg/video.cgi",
    "/jpg/image.jpg",
    "/mjpg/video.mjpg",
    "/image.cgi?camera=1",
    "/mjpg/video.cgi?camera=1",
    "/cgi-bin/jpg/image.cgi",
    "/cgi/jpg/image.cgi",
    "/cgi-bin/snapshot.cgi?channel=1",
    "/cgi-bin/mjpg/video.cgi?channel=1&subtype=0",
)

SIGN_IN = """(async () => (await fetch('/api/sign-in', {
    method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(%s)
})).status)()"""

# The colours in the middle of the five patches at the top of the picture (see `making.PATCHES`).
SHOWN = """(async () => {
    const image = new Image();
    await new Promise((loaded, failed) => {
        image.onload = loaded; image.onerror = failed; image.src = %s;
    });
    const canvas = Object.assign(document.createElement('canvas'), {
        width: image.naturalWidth, height: image.naturalHeight});
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    image.src = '';
    const at = (n) => [...context.getImageData(
        canvas.width * (2 * n + 1) / 10, canvas.height / 6, 1, 1).data.slice(0, 3)];
    return [canvas.width, canvas.height, ...[0, 1, 2, 3, 4].map(at)];
})()"""


@pytest.fixture(scope="module")
def cam(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestCamera]:
    file = make_h264(tmp_path_factory.mktemp("file") / "street.mp4", SIZE, seconds=4)
    with camera(f"file:{file}") as running:
        yield running


async def test_a_browser_shows_the_files_pictures_through_each_dialect(
    cam: TestCamera, devtools: str
) -> None:
    async with open_tab(devtools) as tab:
        await tab.goto(cam.http_url("/"))
        await tab.wait_for("document.readyState === 'complete'")
        login = json.dumps({"name": cam.name, "password": cam.password})
        assert await tab.evaluate(SIGN_IN % login) == 200
        for address in ADDRESSES:
            width, height, red, green, blue, white, black = await tab.evaluate(SHOWN % json.dumps(address))
            assert (width, height) == SIZE, address
            assert red[0] > 200 > 60 > max(red[1:]), address
            assert green[1] > 200 > 60 > max(green[0], green[2]), address
            assert blue[2] > 200 > 60 > max(blue[:2]), address
            assert min(white) > 240, address
            assert max(black) < 15, address
