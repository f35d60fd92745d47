"""A program with many viewers in it, and what it counted."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.compiling import compiled
from benchmarks.processes import Child, running
from benchmarks.servers.served import Endpoint, Kind

READY_SECONDS = 90.0  # for 800 viewers to get their first frames from a slow server
ANSWER_SECONDS = 20.0
SOURCES = sorted(Path(__file__).parent.glob("*.[ch]"))


@dataclass(frozen=True, slots=True)
class Counts:
    """What viewers were given since `Fleet.mark`."""

    frames: tuple[int, ...]
    """Whole ones, of each viewer."""
    broken: int
    """Frames that came in part."""
    lost: int
    """RTP packets that never came."""
    bytes: int
    closed: int
    """Viewers that the server hung up on."""
    delays: tuple[float, float, float]
    """Seconds from capture to arrival: median, 99th percentile, longest (`Kind.STAMPED`)."""

    def spread(self) -> tuple[int, float, int]:
        """Frames of the viewer with the fewest, in the middle, with the most."""
        return min(self.frames), statistics.median(self.frames), max(self.frames)


class Fleet:
    """Talks to the program."""

    def __init__(self, process: Child) -> None:
        self._process = process

    def mark(self) -> None:
        """Count from now on."""
        self._say("mark", "marked")

    def stall(self, count: int) -> None:
        """Have the first `count` viewers read nothing more."""
        self._say(f"stall {count}", "stalled")

    def report(self) -> Counts:
        """What was counted."""
        self._process.say("report")
        told = json.loads(self._process.line(ANSWER_SECONDS))
        return Counts(**{**told, "frames": tuple(told["frames"]), "delays": tuple(told["delays"])})

    def wait_until_ready(self) -> None:
        self._expect("ready", READY_SECONDS)

    def _say(self, line: str, answer: str) -> None:
        self._process.say(line)
        self._expect(answer, ANSWER_SECONDS)

    def _expect(self, answer: str, within: float) -> None:
        line = self._process.line(within)
        if line != answer:
            raise self._process.ended(f"said {line!r} instead of {answer!r}")


@contextmanager
def watching(endpoint: Endpoint, kind: Kind, count: int) -> Iterator[Fleet]:
    """`count` viewers that all have had their first frame, while the context lasts."""
    program = compiled("viewers", SOURCES)
    words = (kind, "127.0.0.1", str(endpoint.port), str(count))
    command: list[str | Path] = [program, *words, endpoint.target, endpoint.track, endpoint.authorization]
    with running(f"{count} viewers", command, talks=True) as process:
        fleet = Fleet(process)
        fleet.wait_until_ready()
        yield fleet


@contextmanager
def asking(port: int, target: str, login: tuple[str, str], connections: int) -> Iterator[Fleet]:
    """Clients that ask for one snapshot after the other, each with a Digest, while the context lasts."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.viewers.snapshots",
        str(port),
        target,
        *login,
        str(connections),
    ]
    with running(f"{connections} snapshot clients", command, talks=True) as process:
        fleet = Fleet(process)
        fleet.wait_until_ready()
        yield fleet
