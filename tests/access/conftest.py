"""A clock that stands still, accounts in memory, and a client that computes Digest answers on its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

import pytest

from babelcam.access.account import Role
from babelcam.access.accounts import Accounts
from babelcam.access.store import AccountStore
from babelcam.system.clock import Clock

REALM = "babelcam"


class StoppedClock(Clock):
    """Monotonic time moves only by `pass_time`."""

    def __init__(self) -> None:
        super().__init__()
        self._seconds = 1000.0

    def monotonic(self) -> float:
        return self._seconds

    def pass_time(self, seconds: float) -> None:
        self._seconds += seconds


def digest_header(
    challenge: str,
    name: str,
    password: str,
    method: str,
    uri: str,
    *,
    qop: bool = True,
    nc: int = 1,
    cnonce: str = "0a4f113b",
    session: bool = False,
) -> str:
    """Answer a challenge as requests and curl do, with arithmetic of its own."""
    said = {
        key: quoted or bare for key, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', challenge)
    }
    algorithm = said.get("algorithm", "MD5")

    def h(text: str) -> str:
        return hashlib.new(algorithm.replace("-", "").lower(), text.encode()).hexdigest()

    a1 = h(f"{name}:{said['realm']}:{password}")
    if session:
        a1 = h(f"{a1}:{said['nonce']}:{cnonce}")
    middle = f"{nc:08x}:{cnonce}:auth:" if qop else ""
    response = h(f"{a1}:{said['nonce']}:{middle}{h(f'{method}:{uri}')}")
    header = f'Digest username="{name}", realm="{said["realm"]}", nonce="{said["nonce"]}", uri="{uri}"'
    header += f', response="{response}", opaque="{said["opaque"]}"'
    if "algorithm" in said or session:
        header += f", algorithm={algorithm}{'-sess' if session else ''}"
    if qop:
        header += f', qop=auth, nc={nc:08x}, cnonce="{cnonce}"'
    elif session:
        header += f', cnonce="{cnonce}"'
    return header


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def accounts() -> Accounts:
    made = Accounts(AccountStore(None), REALM)
    made.add("admin", "s3cret-word", Role.ADMINISTRATOR)
    made.add("eye", "just looking", Role.VIEWER)
    return made


@pytest.fixture
def answer() -> Callable[..., str]:
    return digest_header
