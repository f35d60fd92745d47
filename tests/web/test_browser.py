"""The page as a person meets it, in a real browser: on a desk, on a phone, and when things go wrong."""

from __future__ import annotations

import asyncio
import http.client
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from babelcam.access.account import Role
from babelcam.access.accounts import Accounts
from babelcam.access.settings import AccessSettings
from babelcam.access.store import AccountStore
from babelcam.addresses import Address
from babelcam.config import Configuration, ListenSettings
from babelcam.device import REALM, Device
from babelcam.settings.video import ChannelSettings
from babelcam.system.clock import Clock
from babelcam.testing import TestCamera
from tests.web.browser import Tab, open_tab
from tests.web.conftest import HOSTILE, OPERATOR, VIEWER, two_channels, watching

SIZES = {"desk": (1280, 800), "phone": (390, 844), "small phone": (360, 640)}

SIGN_IN_SHOWN = "!document.querySelector('#sign-in').hidden && document.activeElement.id === 'name'"
LIVE = (
    "document.querySelector('#camera').checkVisibility()"
    " && document.querySelector('#live-state').textContent === ''"
    " && document.querySelector('#live-name').textContent"
)
FIGURES = """(() => {
    const [size, rate, bits] = document.querySelector('#live-figures').textContent.split(' · ');
    return parseFloat(rate) > 7 && [size, rate, bits];
})()"""
ROWS = """[...document.querySelectorAll('#viewers tr')].map(
    (row) => Object.fromEntries([...row.cells].map((cell) => [cell.dataset.label, cell.textContent]))
)"""
COLOURS = """(() => {
    const canvas = document.querySelector('#live');
    const row = canvas.getContext('2d').getImageData(0, canvas.height / 2, canvas.width, 1).data;
    const at = (x) => [...row.slice(4 * x * canvas.width, 4 * x * canvas.width + 3)];
    return [canvas.width, canvas.height, ...at(0.25), ...at(0.75)];
})()"""


def text(selector: str) -> str:
    return f"document.querySelector({json.dumps(selector)})?.textContent"


async def sign_in(tab: Tab, url: str, name: str, password: str) -> None:
    """Fill in the form as a person does, with nothing but the keyboard."""
    await tab.goto(url)
    await tab.wait_for(SIGN_IN_SHOWN)
    await tab.type(name)
    await tab.tab_key()
    await tab.type(password)
    await tab.enter_key()


def without_401(console: list[str]) -> list[str]:
    """What browsers write of every refused request is no fault of the page."""
    return [line for line in console if "status of 401" not in line and "status of 429" not in line]


@pytest.mark.parametrize("device", SIZES)
async def test_one_signs_in_and_sees_the_live_picture(cam: TestCamera, devtools: str, device: str) -> None:
    async with open_tab(devtools, *SIZES[device], dark=device != "desk") as tab:
        await sign_in(tab, cam.http_url("/"), cam.name, cam.password)

        assert await tab.wait_for(LIVE) == "Front door"
        width, height, *pixels = await tab.evaluate(COLOURS)
        shown = await tab.evaluate("document.querySelector('#live').getBoundingClientRect().toJSON()")
        await tab.wait_for("document.querySelectorAll('#thumbnails img[src]').length === 3")
        thumbnails = await tab.evaluate(
            "[...document.querySelectorAll('#thumbnails img')].map((image) => image.naturalWidth)"
        )
        scrolls = await tab.evaluate("document.documentElement.scrollWidth > innerWidth")

    red_left, blue_left, red_right, blue_right = pixels[0], pixels[2], pixels[3], pixels[5]
    assert (width, height) == (1280, 720)
    assert red_left > 180 > 60 > blue_left
    assert blue_right > 180 > 60 > red_right
    assert shown["top"] >= 0
    assert shown["bottom"] <= SIZES[device][1]
    assert shown["width"] > SIZES[device][0] * 0.7
    assert thumbnails == [320, 320, 320]
    assert not scrolls
    assert tab.console == []


async def test_nothing_but_the_page_itself_is_asked_for_before_one_signed_in(
    source: str, devtools: str
) -> None:
    with two_channels(source) as cam:
        async with open_tab(devtools) as tab:
            await tab.goto(cam.http_url("/"))
            await tab.wait_for(SIGN_IN_SHOWN)
        asked = {(seen.target, seen.status) for seen in cam.requests}

    assert ("/api/session", 200) in asked
    assert {target for target, _ in asked if target.startswith(("/api/", "/web/live/"))} == {"/api/session"}
    assert {status for _, status in asked} <= {200, 304}


async def test_the_live_figures_are_measured(cam: TestCamera, devtools: str) -> None:
    async with open_tab(devtools) as tab:
        await sign_in(tab, cam.http_url("/"), *VIEWER)
        size, rate, bits = await tab.wait_for(FIGURES)

    assert size == "1280 × 720"
    assert 7 < float(rate.removesuffix(" pictures/s")) < 13
    assert float(bits.removesuffix(" Mbit/s")) > 0.1


async def test_clicking_a_channel_shows_it_and_a_reload_stays_there(cam: TestCamera, devtools: str) -> None:
    async with open_tab(devtools) as tab:
        await sign_in(tab, cam.http_url("/"), *VIEWER)
        await tab.wait_for(LIVE)

        await tab.click("#thumbnails li:nth-child(2) button")
        await tab.wait_for(f"({LIVE}) === {json.dumps(HOSTILE)}")
        pressed = await tab.evaluate(
            "[...document.querySelectorAll('.thumbnail')].map((button) => button.ariaPressed)"
        )
        label = await tab.evaluate("document.querySelector('#live').getAttribute('aria-label')")
        snapshot = await tab.evaluate("document.querySelector('#snapshot').href")
        await tab.call("Page.reload")

        assert await tab.wait_for(LIVE) == HOSTILE
    assert pressed == ["false", "true", "false"]
    assert label == f"Live picture of {HOSTILE}"
    assert snapshot == cam.http_url("/web/snapshot/2.jpg")


async def test_the_quad_is_one_of_the_channels_and_its_thumbnail_is_scrolled_to(
    cam: TestCamera, devtools: str
) -> None:
    async with open_tab(devtools, *SIZES["phone"]) as tab:
        await sign_in(tab, cam.http_url("/#quad"), *VIEWER)

        assert await tab.wait_for(LIVE) == "Quad"
        shown = await tab.evaluate(
            "document.querySelector('#thumbnails li:last-child').getBoundingClientRect().toJSON()"
        )
    assert shown["right"] <= SIZES["phone"][0]


async def test_only_one_stream_is_open_after_switching_to_and_fro(cam: TestCamera, devtools: str) -> None:
    async with open_tab(devtools) as tab:
        await sign_in(tab, cam.http_url("/"), *OPERATOR)
        await tab.wait_for(LIVE)
        for number in (2, 3, 1, 2):
            await tab.click(f"#thumbnails li:nth-child({number}) button")
        await tab.wait_for(f"({LIVE}) === {json.dumps(HOSTILE)}")

        await tab.wait_for("document.querySelectorAll('#viewers tr').length === 1")
        watched = await tab.evaluate(text("#viewers .what"))

    assert watched == f"{HOSTILE}, JPEG 1280x720"


async def test_the_viewers_are_listed_with_what_they_get(cam: TestCamera, devtools: str) -> None:
    with watching(cam, "/mjpg/2/video.mjpg", VIEWER) as stream:
        reading = asyncio.create_task(asyncio.to_thread(_read_on, stream))
        async with open_tab(devtools) as tab:
            await sign_in(tab, cam.http_url("/"), *OPERATOR)
            await tab.wait_for(f"({text('#viewer-count')}) === '2'")
            await tab.wait_for(
                "[...document.querySelectorAll('#viewers .rate')].every((e) => e.textContent > '1')"
            )
            rows = await tab.evaluate(ROWS)
        stream.close()
        await reading

    by_account = {row["Account"]: row for row in rows}
    assert by_account.keys() == {"guard", "eye"}
    eye = by_account["eye"]
    assert (eye["From"], eye["Protocol"], eye["Watches"]) == (
        "127.0.0.1",
        "HTTP",
        f"{HOSTILE}, JPEG 1600x900",
    )
    assert 5 < float(eye["Pictures/s"]) < 15
    assert int(eye["Delivered"].replace(",", "")) > 5
    assert eye["Connected"].endswith(" s")


def _read_on(stream: http.client.HTTPResponse) -> None:
    try:
        while stream.read(4096):
            continue
    except (OSError, ValueError, AttributeError):  # closed by the test, in the middle of a read
        return


async def test_viewers_see_how_many_watch_but_not_who(cam: TestCamera, devtools: str) -> None:
    with watching(cam, "/mjpg/2/video.mjpg", OPERATOR):
        async with open_tab(devtools) as tab:
            await sign_in(tab, cam.http_url("/"), *VIEWER)
            await tab.wait_for(f"({text('#viewer-count')}) > '0'")
            hidden = await tab.evaluate("document.querySelector('#viewers-table').hidden")
            note = await tab.evaluate(text("#viewers-note"))
            page = await tab.evaluate("document.body.innerText")

    assert hidden
    assert note.endswith(". Operators and administrators see who they are.")
    assert OPERATOR[0] not in page


async def test_the_addresses_are_listed_by_dialect_with_the_name_the_browser_used(
    cam: TestCamera, devtools: str
) -> None:
    async with open_tab(devtools) as tab:
        await sign_in(tab, f"http://localhost:{cam.http_port}/", *VIEWER)
        await tab.wait_for("document.querySelectorAll('#addresses article').length === 5")
        dialects = await tab.evaluate(
            "[...document.querySelectorAll('#addresses h3')].map((e) => e.textContent)"
        )
        urls = await tab.evaluate(
            "[...document.querySelectorAll('#addresses code')].map((e) => e.textContent)"
        )
        moved = await tab.evaluate(
            "import('/web/addresses.js').then(({ reachable }) => ["
            "['http://0.0.0.0:8080/a?b=0.0.0.0', '192.0.2.7'], ['rtsp://[::]:554/h264', 'cam.example'],"
            "['rtsp://127.0.0.1:8554/jpeg', 'cam.example'], ['http://127.0.0.1/x', '127.0.0.1'],"
            "['http://192.0.2.9:80/x', 'cam.example'], ['http://[2001:db8::1]:80/', 'cam.example'],"
            "['http://0.0.0.0:1/', '[2001:db8::2]'], ['no address', 'cam.example'],"
            "].map((pair) => reachable(...pair)))"
        )

    assert dialects == ["axis", "vapix3", "mobotix", "ipdevice", "amcrest"]
    assert f"rtsp://127.0.0.1:{cam.rtsp_port}/axis-media/media.amp" in urls
    assert moved == [
        "http://192.0.2.7:8080/a?b=0.0.0.0",
        "rtsp://cam.example:554/h264",
        "rtsp://cam.example:8554/jpeg",
        "http://127.0.0.1/x",
        "http://192.0.2.9:80/x",
        "http://[2001:db8::1]:80/",
        "http://[2001:db8::2]:1/",
        "no address",
    ]


async def test_an_address_can_be_copied_also_where_the_page_came_unencrypted(
    cam: TestCamera, devtools: str
) -> None:
    async with open_tab(devtools) as tab:
        await sign_in(tab, cam.http_url("/"), *VIEWER)
        await tab.wait_for("document.querySelector('#addresses .copy') !== null")
        await tab.evaluate(
            "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
            "addEventListener('copy', () => { window.copied = getSelection().toString(); })"
        )
        await tab.click("#addresses .copy")
        await tab.wait_for(f"({text('#addresses .copy span')}) === 'Copied'")
        copied = await tab.evaluate("window.copied")
        focused = await tab.evaluate("document.activeElement.className")

    assert copied == cam.http_url("/axis-cgi/mjpg/video.cgi?resolution=640x480")
    assert "copy" in focused


async def test_names_of_others_are_text_and_never_markup(cam: TestCamera, devtools: str) -> None:
    async with open_tab(devtools) as tab:
        await sign_in(tab, cam.http_url("/#2"), *OPERATOR)
        await tab.wait_for(LIVE)
        names = await tab.evaluate("[...document.querySelectorAll('.name')].map((e) => e.textContent)")
        strange = await tab.evaluate("document.querySelectorAll('img[onerror], img[src=x]').length")
        title = await tab.evaluate("document.title")

    assert names.count(HOSTILE) == 2  # its thumbnail and its health
    assert (strange, title) == (0, "babelcam")
    assert tab.console == []


async def test_a_wrong_password_is_said_and_one_tries_again(cam: TestCamera, devtools: str) -> None:
    async with open_tab(devtools) as tab:
        await sign_in(tab, cam.http_url("/"), VIEWER[0], "wrong")
        problem = await tab.wait_for(text(".problem"))
        await tab.wait_for("!document.querySelector('.primary').disabled")
        await tab.type(VIEWER[1])  # the wrong one is selected
        await tab.click(".primary")

        assert await tab.wait_for(LIVE)
    assert problem == "Wrong name or password."
    assert without_401(tab.console) == []


async def test_who_is_locked_out_reads_for_how_long(source: str, devtools: str) -> None:
    access = AccessSettings(failures_before_lockout=1, first_lockout_seconds=90)
    with two_channels(source, access=access) as cam:
        async with open_tab(devtools) as tab:
            await sign_in(tab, cam.http_url("/"), VIEWER[0], "wrong")
            await tab.wait_for(text(".problem"))
            await tab.wait_for("!document.querySelector('.primary').disabled")
            await tab.click(".primary")
            problem = await tab.wait_for(
                f"({text('.problem')}).includes('Try again in') && {text('.problem')}"
            )
            disabled = await tab.evaluate("document.querySelector('.primary').disabled")

    assert problem.startswith("Too many wrong passwords. Try again in ")
    assert disabled


async def test_signing_out_ends_the_stream_and_asks_again(source: str, devtools: str) -> None:
    with two_channels(source) as cam:
        async with open_tab(devtools) as tab:
            await sign_in(tab, cam.http_url("/"), *VIEWER)
            await tab.wait_for(LIVE)
            await tab.click("#sign-out")
            await tab.wait_for(SIGN_IN_SHOWN)
            gone = await tab.evaluate("document.querySelector('#camera').hidden")
            await _nobody_watches(cam)
            await tab.call("Page.reload")
            await tab.wait_for(SIGN_IN_SHOWN)

    assert gone


async def test_who_loses_the_account_is_asked_to_sign_in(source: str, devtools: str) -> None:
    with two_channels(source) as cam:
        async with open_tab(devtools) as tab:
            await sign_in(tab, cam.http_url("/"), *VIEWER)
            await tab.wait_for(LIVE)
            cam.accounts.remove(VIEWER[0])

            assert await tab.wait_for(text(".problem")) == "You are no longer signed in."
            await _nobody_watches(cam)


async def test_a_hidden_page_asks_for_nothing_and_goes_on_when_it_is_seen(source: str, devtools: str) -> None:
    hide = (
        "Object.defineProperty(document, 'hidden', {{value: {}, configurable: true}});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    with two_channels(source) as cam:
        async with open_tab(devtools) as tab:
            await sign_in(tab, cam.http_url("/"), *VIEWER)
            await tab.wait_for(LIVE)
            hidden = await tab.evaluate(f"{hide.format('true')}; performance.now()")
            await _nobody_watches(cam)
            await asyncio.sleep(2.2)  # longer than the page waits between two requests
            asked = await tab.evaluate(
                f"performance.getEntriesByType('resource').filter((each) => each.startTime > {hidden})"
                ".map((each) => each.name)"
            )
            cam.requests.clear()
            await tab.evaluate(hide.format("false"))
            await asyncio.to_thread(cam.requests.wait_for, "/web/live/1.mjpg")
            await tab.wait_for(LIVE)

    assert asked == []


async def test_a_stream_that_ends_is_said_and_comes_back_by_itself(source: str, devtools: str) -> None:
    with two_channels(source) as cam:
        async with open_tab(devtools) as tab:
            await sign_in(tab, cam.http_url("/"), *VIEWER)
            await tab.wait_for(LIVE)
            await tab.evaluate(
                "window.said = []; new MutationObserver(() => window.said.push("
                f"{text('#live-state')})).observe(document.querySelector('#live-state'), {{childList: true}})"
            )
            cam.call(lambda: _end_streams(cam))
            await tab.wait_for("window.said.length >= 2")
            said = await tab.evaluate("window.said")
            await tab.wait_for(LIVE)

    assert said == ["The stream ended. Trying again…", ""]


async def test_a_camera_that_restarts_is_waited_for(source: str, devtools: str) -> None:
    async with open_tab(devtools) as tab:
        async with _device(source, 0) as device:
            assert device.bound.http
            port = device.bound.http.port
            await tab.goto(f"http://127.0.0.1:{port}/")
            await tab.wait_for(LIVE)
        said = await tab.wait_for(f"!document.querySelector('#unreachable').hidden && {text('#unreachable')}")
        lost = await tab.evaluate(text("#live-state"))
        async with _device(source, port):
            await tab.wait_for(LIVE, within=20)
            await tab.wait_for("document.querySelector('#unreachable').hidden")

    assert said == "The camera does not answer. Trying again…"
    assert lost.endswith("Trying again…")


async def test_where_anybody_may_watch_one_sees_the_picture_and_may_still_sign_in(
    source: str, devtools: str
) -> None:
    with two_channels(source, access=AccessSettings(anonymous_viewing=True)) as cam:
        async with open_tab(devtools) as tab:
            await tab.goto(cam.http_url("/"))
            await tab.wait_for(LIVE)
            account = await tab.wait_for(text("#account"))
            await tab.click("#to-sign-in")
            await tab.wait_for(SIGN_IN_SHOWN)
            await tab.click("#back")
            await tab.wait_for(LIVE)
            await tab.click("#to-sign-in")
            await tab.wait_for(SIGN_IN_SHOWN)
            await tab.type(OPERATOR[0])
            await tab.tab_key()
            await tab.type(OPERATOR[1])
            await tab.enter_key()
            await tab.wait_for(f"({text('#account')}) === 'guard, operator'")
        console = tab.console

    assert account == "not signed in"
    assert console == []


async def test_full_screen_shows_the_picture_alone(cam: TestCamera, devtools: str) -> None:
    async with open_tab(devtools) as tab:
        await sign_in(tab, cam.http_url("/"), *VIEWER)
        await tab.wait_for(LIVE)
        await tab.click("#full-screen")
        await tab.wait_for("document.querySelector('#full-screen').ariaPressed === 'true'")
        filling = await tab.evaluate("document.fullscreenElement?.id")
        await tab.click("#full-screen")
        await tab.wait_for("document.querySelector('#full-screen').ariaPressed === 'false'")

    assert filling == "view"


async def test_browsers_without_full_screen_fill_the_window(cam: TestCamera, devtools: str) -> None:
    async with open_tab(devtools, *SIZES["phone"]) as tab:
        await sign_in(tab, cam.http_url("/"), *VIEWER)
        await tab.wait_for(LIVE)
        await tab.evaluate("Object.defineProperty(document, 'fullscreenEnabled', {value: false})")
        await tab.click("#full-screen")
        box = await tab.evaluate("document.querySelector('#view').getBoundingClientRect().toJSON()")
        await tab.press("Escape", 27)
        pressed = await tab.evaluate("document.querySelector('#full-screen').ariaPressed")

    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, *SIZES["phone"])
    assert pressed == "false"


async def test_a_snapshot_is_downloaded_under_its_name(
    cam: TestCamera, devtools: str, tmp_path: Path
) -> None:
    async with open_tab(devtools) as tab:
        await sign_in(tab, cam.http_url("/"), *VIEWER)
        await tab.wait_for(LIVE)
        await tab.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
        await tab.click("#snapshot")
        file = tmp_path / "channel-1_2023-11-14_22-13-20Z.jpg"
        async with asyncio.timeout(10):
            while not file.exists():
                await asyncio.sleep(0.05)

    assert file.read_bytes().startswith(b"\xff\xd8")


async def test_every_control_has_a_name_and_can_be_reached_by_keyboard(
    cam: TestCamera, devtools: str
) -> None:
    async with open_tab(devtools, *SIZES["phone"]) as tab:
        await sign_in(tab, cam.http_url("/"), *VIEWER)
        await tab.wait_for("document.querySelector('#addresses .copy') !== null")
        await tab.call("Accessibility.enable")
        tree = (await tab.call("Accessibility.getFullAXTree"))["nodes"]
        controls = await tab.evaluate(
            "[...document.querySelectorAll('button, a, input')].filter((e) => e.checkVisibility())"
            ".map((e) => e.tabIndex)"
        )

    nodes = [
        node for node in tree if node.get("role", {}).get("value") in ("button", "link", "textbox", "image")
    ]
    unnamed = [node for node in nodes if not node["ignored"] and not node["name"]["value"]]
    assert len(nodes) > 10
    assert unnamed == []
    assert set(controls) == {0}


async def test_pictures_are_found_however_the_bytes_are_cut(cam: TestCamera, devtools: str) -> None:
    parts = "".join(
        f"--b\\r\\nContent-Type: image/jpeg\\r\\nContent-Length: {len(body)}\\r\\n\\r\\n{body}\\r\\n"
        for body in ("first", "second picture", "3")
    )
    async with open_tab(devtools) as tab:
        await tab.goto(cam.http_url("/"))
        await tab.wait_for(SIGN_IN_SHOWN)
        found = await tab.evaluate(
            f"""import('/web/multipart.js').then(({{ MultipartParser }}) => {{
                const bytes = new TextEncoder().encode("{parts}");
                return [1, 2, 7, 64, bytes.length].map((step) => {{
                    const parser = new MultipartParser();
                    const found = [];
                    for (let at = 0; at < bytes.length; at += step) {{
                        found.push(...parser.push(bytes.subarray(at, at + step)));
                    }}
                    return found.map((picture) => new TextDecoder().decode(picture)).join();
                }});
            }})"""
        )
        refused = await tab.evaluate(
            """import('/web/multipart.js').then(({ MultipartParser }) =>
                ["--b\\r\\n\\r\\n", "Content-Length: 0\\r\\n\\r\\n",
                 "Content-Length: 99999999999\\r\\n\\r\\n",
                 "Content-Length: -1\\r\\n\\r\\n", "x".repeat(5000)].map((text) => {
                    try {
                        new MultipartParser().push(new TextEncoder().encode(text));
                        return "taken";
                    } catch (problem) {
                        return problem.name;
                    }
                }))"""
        )

    assert found == ["first,second picture,3"] * 5
    assert refused == ["RangeError"] * 5


async def test_durations_and_rates_are_said_in_words(cam: TestCamera, devtools: str) -> None:
    async with open_tab(devtools) as tab:
        await tab.goto(cam.http_url("/"))
        await tab.wait_for(SIGN_IN_SHOWN)
        durations = await tab.evaluate(
            "import('/web/words.js').then((words) => "
            "[-1, 0.9, 59.9, 60, 125, 7200, 7325, 86400, 90061].map(words.duration))"
        )
        rates = await tab.evaluate(
            "import('/web/rates.js').then(({ Rates }) => { const rates = new Rates();"
            "return [[10, 1], [30, 3], [30, 3], [5, 4], [15, 5]].map(([value, seconds]) => {"
            "const rate = rates.of('x', value, seconds); rates.done(); return rate; }); })"
        )

    assert durations == [
        "0 s", "0 s", "59 s", "1 min", "2 min 5 s", "2 h", "2 h 2 min", "1 d", "1 d 1 h",
    ]  # fmt: skip
    assert rates == [None, 10, None, None, 10]


def _end_streams(cam: TestCamera) -> None:
    for stream in cam.device.camera.channels[0].streams:
        stream.end()


async def _nobody_watches(cam: TestCamera) -> None:
    async with asyncio.timeout(5):
        while json.loads(cam.get("/api/status").body)["viewer_count"]:
            await asyncio.sleep(0.05)


@asynccontextmanager
async def _device(source: str, port: int) -> AsyncIterator[Device]:
    """A camera on a port that is known, which anybody may watch."""
    configuration = Configuration(
        listen=ListenSettings(http=Address("127.0.0.1", port), https=None, rtsp=None, mjpeg=None),
        access=AccessSettings(anonymous_viewing=True),
        channels=(ChannelSettings(source=source),),
    )
    accounts = Accounts(AccountStore(None), REALM)
    accounts.add("admin", "babel-1-cam", Role.ADMINISTRATOR)
    async with Device(configuration, accounts, Clock()) as device:
        yield device
