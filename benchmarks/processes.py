"""Processes that the benchmark starts, and what they cost. Each ends with the benchmark, whatever happens."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

TICKS = os.sysconf("SC_CLK_TCK")  # a second, in /proc/PID/stat
STOP_SECONDS = 3.0  # then it is killed
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_CPUCLOCK_SCHED = 2  # linux/posix-timers.h: the clock of a process is ~PID << 3 | this
_PROTECTION = ctypes.CDLL(None, use_errno=True)
_NO_ENVIRONMENT: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Cpu:
    """Seconds that all threads of a process ran, those that ended too.

    `total` is counted in nanoseconds; `user` and `system` in hundredths, which is too coarse for short runs.
    """

    total: float
    user: float
    system: float

    def __sub__(self, other: Cpu) -> Cpu:
        return Cpu(self.total - other.total, self.user - other.user, self.system - other.system)


class Ended(Exception):
    """A process ended, or was silent, when it should not be; the text says which, and its last words."""


class Child:
    """A running process that takes and gives lines."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], log: IO[bytes]) -> None:
        self.name = name
        self._process = process
        self._log = log
        self._read = b""

    @property
    def pid(self) -> int:
        return self._process.pid

    def cpu(self) -> Cpu:
        """What it has used since it started; raises Ended."""
        try:
            total = time.clock_gettime(~self.pid << 3 | _CPUCLOCK_SCHED)
            fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            raise self.ended("is gone") from None
        return Cpu(total, int(fields[11]) / TICKS, int(fields[12]) / TICKS)

    def resident(self) -> int:
        """Bytes of memory that it has just now."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def alive(self) -> bool:
        return self._process.poll() is None

    def say(self, line: str) -> None:
        """Give it a line; raises Ended."""
        if self._process.stdin is None:
            raise ValueError(f"{self.name} takes no input")
        try:
            self._process.stdin.write(line.encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self.ended("is gone") from None

    def line(self, within: float) -> str:
        """The next line it gives; raises Ended when none comes `within` seconds."""
        if self._process.stdout is None:
            raise ValueError(f"{self.name} gives no output")
        descriptor, limit = self._process.stdout.fileno(), time.monotonic() + within
        while b"\n" not in self._read:
            if not select.select([descriptor], [], [], max(0.0, limit - time.monotonic()))[0]:
                raise self.ended(f"was silent for {within:g} s")
            got = os.read(descriptor, 1 << 20)
            if not got:
                raise self.ended("ended")
            self._read += got
        line, _, self._read = self._read.partition(b"\n")
        return line.decode()

    def ended(self, how: str) -> Ended:
        """What to raise when it is not as it should be."""
        return Ended(f"{self.name} {how}: {self.last_words()}")

    def last_words(self) -> str:
        """The last line of its log."""
        self._log.seek(0)
        words = self._log.read().decode(errors="replace").strip().splitlines()
        return words[-1] if words else "it logged nothing"

    def stop(self) -> None:
        """End it, and all that it started."""
        for each in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.pid, each)
                self._process.wait(STOP_SECONDS)
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()


@contextmanager
def running(
    name: str,
    command: Sequence[str | Path],
    *,
    talks: bool = False,
    environment: Mapping[str, str] = _NO_ENVIRONMENT,
) -> Iterator[Child]:
    """Run `command` while the context lasts; with `talks`, lines go to and fro."""
    with tempfile.TemporaryFile() as log:
        pipe = subprocess.PIPE if talks else None
        process = subprocess.Popen(
            [str(word) for word in command],
            stdin=pipe or subprocess.DEVNULL,
            stdout=pipe or log,
            stderr=log,
            env={**os.environ, **environment},
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - the benchmark has one thread
        )
        child = Child(name, process, log)
        try:
            yield child
        finally:
            child.stop()


def free_port() -> int:
    """A TCP port on the loopback that nobody has just now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def wait_for_port(child: Child, port: int, within: float) -> None:
    """Wait until `child` listens; raises Ended."""
    limit = time.monotonic() + within
    while time.monotonic() < limit:
        if not child.alive():
            raise child.ended("ended")
        try:
            socket.create_connection(("127.0.0.1", port), 1.0).close()
            return
        except OSError:
            time.sleep(0.02)
    raise child.ended(f"did not listen within {within:g} s")


def _die_with_parent() -> None:
    _PROTECTION.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
