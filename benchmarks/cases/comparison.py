"""Several servers under the same crowd, one after the other, and what each frame costs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager

from benchmarks.measuring import Reading, read
from benchmarks.missing import Missing
from benchmarks.processes import Ended
from benchmarks.results import Cell, Column, Gathering
from benchmarks.servers.served import Kind, Served

Servers = Mapping[str, Callable[[], AbstractContextManager[Served]]]
Readings = dict[tuple[str, int], Reading]
"""By server and viewers; 1 viewer is always among them."""

COLUMNS = (
    Column("viewers"),
    Column("server"),
    Column("CPU, % of a core", ".1f"),
    Column("user %", ".1f"),
    Column("system %", ".1f"),
    Column("µs a frame", ".1f"),
    Column("µs a further frame", ".1f"),
    Column("of the floor", ".2f"),
    Column("frames/s a viewer: min", ".1f"),
    Column("median", ".1f"),
    Column("max", ".1f"),
    Column("kB a frame", ".1f"),
    Column("broken"),
    Column("lost packets"),
)


def compare(
    gathering: Gathering, title: str, servers: Servers, kind: Kind, crowds: Sequence[int], seconds: float
) -> Readings:
    """Measure every server with one viewer and with each crowd; adds a table. The first is the floor."""
    readings: Readings = {}
    missing: set[str] = set()
    for viewers in (1, *crowds):
        for name, serve in servers.items():
            if name in missing:
                continue
            try:
                with serve() as served:
                    readings[name, viewers] = read(served, kind, viewers, seconds)
            except Missing as error:
                missing.add(name)
                gathering.note(f"{name}: skipped: {error}")
            except Ended as error:
                gathering.note(f"not measured, {kind}: {error}")
    floor = next(iter(servers))
    rows = [
        _row(name, viewers, readings, floor) for name, viewers in sorted(readings, key=lambda key: key[1])
    ]
    gathering.table(title, COLUMNS, rows)
    return readings


def slope(readings: Readings, server: str, viewers: int) -> float | None:
    """Microseconds for each further frame, where both ends of the slope were measured."""
    one, many = readings.get((server, 1)), readings.get((server, viewers))
    return many.slope(one) if one and many and viewers > 1 else None


def ratio(readings: Readings, server: str, other: str, viewers: int) -> float | None:
    """The cost of a further frame as a part of what it costs `other`."""
    ours, theirs = slope(readings, server, viewers), slope(readings, other, viewers)
    return ours / theirs if ours and theirs and min(ours, theirs) > 0 else None


def whole_ratio(readings: Readings, server: str, other: str, viewers: int) -> float | None:
    """The same with everything counted: decoding, encoding and laying out too."""
    ours, theirs = readings.get((server, viewers)), readings.get((other, viewers))
    return ours.cost / theirs.cost if ours and theirs else None


def _row(name: str, viewers: int, readings: Readings, floor: str) -> tuple[Cell, ...]:
    reading = readings[name, viewers]
    frames = sum(reading.counts.frames)
    return (
        viewers,
        name,
        100 * reading.load,
        100 * reading.cpu.user / reading.seconds,
        100 * reading.cpu.system / reading.seconds,
        reading.cost,
        slope(readings, name, viewers),
        ratio(readings, name, floor, viewers),
        *reading.rates(),
        reading.counts.bytes / frames / 1000 if frames else None,
        reading.counts.broken,
        reading.counts.lost,
    )
