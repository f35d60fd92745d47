"""A whole camera on free ports, in a thread of its own, in memory, with its clock in the test's hands."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import quote

import uvloop

from babelcam.access.account import Role
from babelcam.access.accounts import Accounts
from babelcam.access.settings import AccessSettings
from babelcam.access.store import AccountStore
from babelcam.addresses import Address
from babelcam.config import Configuration, ListenSettings
from babelcam.device import REALM, Device
from babelcam.media.sources.world.source import WorldSource
from babelcam.media.sources.world.view import Seen as Sight
from babelcam.settings.video import ChannelSettings
from babelcam.system.clock import HeldClock
from babelcam.testing.client import Answer, ask, basic
from babelcam.testing.requests import RequestLog

T = TypeVar("T")

HOST = "127.0.0.1"
ANY_PORT = Address(HOST, 0)
START_SECONDS = 30.0
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Administrator(Enum):
    """Stands for the login of the camera's own administrator."""

    LOGIN = "administrator"


ADMINISTRATOR = Administrator.LOGIN


class TestCamera:
    """What a test sees of a running camera. Safe to use from the test's thread."""

    __test__ = False  # not a test class, whatever its name

    def __init__(self, device: Device, accounts: Accounts, clock: HeldClock, requests: RequestLog) -> None:
        self.device = device
        self.accounts = accounts
        self.clock = clock
        self.requests = requests
        self.host = HOST
        self.name = "admin"
        self.password = "babel-1-cam"  # noqa: S105 - of a camera that lives as long as a test
        accounts.add(self.name, self.password, Role.ADMINISTRATOR)
        self._loop = uvloop.new_event_loop()

    @property
    def http_port(self) -> int:
        return _port(self.device.bound.http)

    @property
    def https_port(self) -> int:
        return _port(self.device.bound.https)

    @property
    def rtsp_port(self) -> int:
        return _port(self.device.bound.rtsp)

    @property
    def mjpeg_port(self) -> int:
        return _port(self.device.bound.mjpeg)

    def http_url(self, target: str = "/", *, login: bool = False) -> str:
        """The URL of `target`, with name and password in it if `login`."""
        return f"http://{self._login(login)}{HOST}:{self.http_port}{target}"

    def rtsp_url(self, target: str, *, login: bool = True) -> str:
        """The RTSP URL of `target`, with name and password in it if `login`."""
        return f"rtsp://{self._login(login)}{HOST}:{self.rtsp_port}{target}"

    def get(
        self,
        target: str,
        *,
        login: tuple[str, str] | Administrator | None = ADMINISTRATOR,
        headers: Mapping[str, str] = NO_HEADERS,
        port: int | None = None,
    ) -> Answer:
        """GET `target`, which goes out as it is; see `ask`."""
        return self.ask("GET", target, login=login, headers=headers, port=port)

    def ask(
        self,
        method: str,
        target: str,
        *,
        login: tuple[str, str] | Administrator | None = ADMINISTRATOR,
        headers: Mapping[str, str] = NO_HEADERS,
        body: bytes | None = None,
        port: int | None = None,
        timeout: float = 15.0,
    ) -> Answer:
        """Send a request with a Basic login: the administrator's, another (name, password), or None."""
        sent = dict(headers)
        if login is not None:
            name, password = (self.name, self.password) if isinstance(login, Administrator) else login
            sent.setdefault("Authorization", basic(name, password))
        return ask(HOST, port or self.http_port, method, target, sent, body, timeout)

    def truth(self, channel: int = 1) -> Sequence[Sight]:
        """What the simulated world shows in a channel's picture now, with pixel boxes."""
        source = self.device.camera.channels[channel - 1].source
        if not isinstance(source, WorldSource):
            raise TypeError(f"channel {channel} does not show the simulated world")
        return source.world.view(source.lens, source.format.size).truth(self.clock.now())

    def call(self, function: Callable[[], T]) -> T:
        """Have `function` called on the camera's event loop, and give what it returns."""

        async def run() -> T:
            return function()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(START_SECONDS)

    def _login(self, wanted: bool) -> str:
        return f"{quote(self.name, safe='')}:{quote(self.password, safe='')}@" if wanted else ""

    @contextmanager
    def _running(self) -> Iterator[TestCamera]:
        started = threading.Event()
        problems: list[BaseException] = []
        stop = asyncio.Event()

        async def serve() -> None:
            async with self.device:
                started.set()
                await stop.wait()

        def run() -> None:
            try:
                self._loop.run_until_complete(serve())
            except BaseException as problem:
                problems.append(problem)
            finally:
                started.set()
                self._loop.close()

        thread = threading.Thread(target=run, name="babelcam under test")
        thread.start()
        started.wait()
        try:
            if problems:
                raise problems[0]
            yield self
        finally:
            if thread.is_alive():
                self._loop.call_soon_threadsafe(stop.set)
            thread.join()
        if problems:
            raise problems[0]


@contextmanager
def camera(
    source: str | Sequence[str] = "world:",
    *,
    channels: int | Sequence[ChannelSettings] = 1,
    https: bool = False,
    listen: ListenSettings | None = None,
    access: AccessSettings | None = None,
    now: float = 1_700_000_000.0,
) -> Iterator[TestCamera]:
    """Run a camera while the context lasts.

    `source` is one address for every channel, or one for each; `channels` how many there are, or their
    settings in full. `listen` says where the camera listens, if not on free ports of this host. `now` is
    what the camera's clock shows (Unix seconds) until the test moves it.
    """
    clock, log = HeldClock(now), RequestLog()
    with tempfile.TemporaryDirectory(prefix="babelcam-") as folder:
        configuration = Configuration(
            data=Path(folder),
            listen=listen or _anywhere(https),
            access=access or AccessSettings(),
            channels=_channels(source, channels),
        )
        accounts = Accounts(AccountStore(None), REALM)
        device = Device(configuration, accounts, clock, log.add)
        with TestCamera(device, accounts, clock, log)._running() as running:
            yield running


def _channels(
    source: str | Sequence[str], channels: int | Sequence[ChannelSettings]
) -> tuple[ChannelSettings, ...]:
    if not isinstance(channels, int):
        return tuple(channels)
    addresses = [source] * channels if isinstance(source, str) else source
    return tuple(ChannelSettings(source=address) for address in addresses)


def _anywhere(https: bool) -> ListenSettings:
    secure = ANY_PORT if https else None
    return ListenSettings(http=ANY_PORT, https=secure, rtsp=ANY_PORT, mjpeg=ANY_PORT)


def _port(address: Address | None) -> int:
    if address is None:
        raise LookupError("the camera does not listen there")
    return address.port
