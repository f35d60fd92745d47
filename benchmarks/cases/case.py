"""How a measurement is declared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.material import Material
from benchmarks.results import Result


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is done."""

    crowds: tuple[int, ...]
    """Numbers of viewers, rising."""
    udp_crowd: int
    delay_crowd: int
    stall_crowd: int
    """Viewers that go on reading while `stalled` others stop."""
    stalled: int
    seconds: float
    """Of each count."""
    starts: int
    """How often a camera is started to see how long that takes."""


@dataclass(frozen=True, slots=True)
class Case:
    """One lettered question; `run` answers it."""

    letter: str
    title: str
    run: Callable[[Plan, Material], Result]


FULL = Plan(
    crowds=(50, 200, 800),
    udp_crowd=200,
    delay_crowd=400,
    stall_crowd=100,
    stalled=20,
    seconds=8.0,
    starts=5,
)
QUICK = Plan(
    crowds=(5, 20),
    udp_crowd=20,
    delay_crowd=20,
    stall_crowd=10,
    stalled=3,
    seconds=2.0,
    starts=1,
)
