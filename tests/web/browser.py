"""Headless Chromium, driven through its DevTools protocol as a person would use it: clicks and keys."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp

START_SECONDS = 20.0
WAIT_SECONDS = 10.0
MAX_MESSAGE = 32 * 1024 * 1024  # bytes: a screenshot


@contextmanager
def chromium(program: str, folder: Path) -> Iterator[str]:
    """Run a browser with a fresh profile in `folder`; gives the address of its DevTools."""
    options = (
        "--headless=new",
        "--no-sandbox",  # the tests may be root's, in a container
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
        "--remote-debugging-port=0",
        f"--user-data-dir={folder}",
        "about:blank",
    )
    process = subprocess.Popen(
        (program, *options), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield _devtools(folder / "DevToolsActivePort", process)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _devtools(file: Path, process: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        lines = file.read_text().splitlines() if file.exists() else []
        if len(lines) == 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        time.sleep(0.05)
    raise RuntimeError("the browser did not start")


class Tab:
    """One page in a profile of its own. `console` holds warnings and errors, violations of the CSP too."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.console: list[str] = []
        self._socket = socket
        self._session: str | None = None
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}

    async def call(self, method: str, **parameters: Any) -> Any:
        """One command of the DevTools protocol, and its result."""
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        message = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        await self._socket.send_json(message)
        return await asyncio.wait_for(answer, WAIT_SECONDS)

    async def attach(self, width: int, height: int, dark: bool) -> None:
        """Open a page of that size, in CSS pixels."""
        context = await self.call("Target.createBrowserContext")
        target = await self.call(
            "Target.createTarget", url="about:blank", browserContextId=context["browserContextId"]
        )
        attached = await self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            await self.call(f"{domain}.enable")
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        await self.call("Emulation.setFocusEmulationEnabled", enabled=True)
        await self.call(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}],
        )

    async def goto(self, url: str) -> None:
        await self.call("Page.navigate", url=url)

    async def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression; a promise is awaited."""
        answer = await self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"]["exception"].get("description", answer))
        return answer["result"].get("value")

    async def wait_for(self, expression: str, within: float = WAIT_SECONDS) -> Any:
        """The value of `expression` once it is true; AssertionError if it does not become so."""
        end = time.monotonic() + within
        found: Any = None
        while time.monotonic() < end:
            try:
                if found := await self.evaluate(expression):
                    return found
            except AssertionError as not_yet:  # what it speaks of may not be there yet
                found = not_yet
            await asyncio.sleep(0.05)
        raise AssertionError(f"never true: {expression}; last: {found}; console: {self.console}")

    async def click(self, selector: str) -> None:
        """Press the mouse button in the middle of an element that can be seen."""
        where = await self.evaluate(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            "e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
            "return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            await self.call(
                "Input.dispatchMouseEvent", type=kind, x=where[0], y=where[1], button="left", clickCount=1
            )

    async def type(self, text: str) -> None:
        await self.call("Input.insertText", text=text)

    async def press(self, key: str, code: int, text: str = "") -> None:
        """Press and release a key, given by its names in the DOM and on Windows."""
        for kind in ("keyDown", "keyUp"):
            await self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, text=text
            )

    async def tab_key(self) -> None:
        await self.press("Tab", 9)

    async def enter_key(self) -> None:
        await self.press("Enter", 13, "\r")

    async def screenshot(self, file: Path, *, full: bool = False) -> None:
        answer = await self.call("Page.captureScreenshot", format="png", captureBeyondViewport=full)
        file.write_bytes(base64.b64decode(answer["data"]))

    async def listen(self) -> None:
        """Take what the browser says, until it is gone."""
        async for message in self._socket:
            said = json.loads(message.data)
            if "id" in said:
                self._answered(said)
            else:
                self._happened(said["method"], said.get("params", {}))

    def _answered(self, said: dict[str, Any]) -> None:
        waiting = self._waiting.pop(said["id"])
        if waiting.done():
            return
        if "error" in said:
            waiting.set_exception(AssertionError(said["error"]["message"]))
        else:
            waiting.set_result(said["result"])

    def _happened(self, method: str, parameters: dict[str, Any]) -> None:
        if method == "Log.entryAdded" and parameters["entry"]["level"] in ("warning", "error"):
            self.console.append(f"{parameters['entry']['text']} {parameters['entry'].get('url', '')}")
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("warning", "error"):
            self.console.append(" ".join(str(each.get("value")) for each in parameters["args"]))
        elif method == "Runtime.exceptionThrown":
            self.console.append(str(parameters["exceptionDetails"]))


@asynccontextmanager
async def open_tab(
    devtools: str, width: int = 1280, height: int = 800, *, dark: bool = False
) -> AsyncIterator[Tab]:
    """A new page without cookies."""
    async with (
        aiohttp.ClientSession() as client,
        client.ws_connect(devtools, max_msg_size=MAX_MESSAGE) as socket,
    ):
        tab = Tab(socket)
        listening = asyncio.create_task(tab.listen())
        try:
            await tab.attach(width, height, dark)
            yield tab
            await tab.call("Page.navigate", url="about:blank")
        finally:
            listening.cancel()
