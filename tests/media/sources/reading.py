"""Reads sources as a channel does, for a while."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import cast

from babelcam.media.frame import Frame, Picture
from babelcam.media.source import Demand, Source
from babelcam.system.clock import Clock

Item = Picture | Frame


@contextmanager
def reading(
    source: Source, *, pixels: bool = True, packets: bool = False, clock: Clock | None = None
) -> Iterator[tuple[Generator[Item], Demand]]:
    """A source being read, and the demand that it is read with."""
    demand = Demand()
    demand.change(pixels=pixels, packets=packets)
    items = cast("Generator[Item]", source.read(demand, clock or Clock()))
    try:
        yield items, demand
    finally:
        demand.close()
        items.close()


def take(source: Source, count: int, *, pixels: bool = True, packets: bool = False) -> list[Item]:
    """The next so many items."""
    with reading(source, pixels=pixels, packets=packets) as (items, _):
        return list(islice(items, count))


def pictures(source: Source, count: int) -> list[Picture]:
    """The next so many pictures."""
    return cast("list[Picture]", take(source, count))


def frames(source: Source, count: int) -> list[Frame]:
    """The next so many coded frames."""
    return cast("list[Frame]", take(source, count, pixels=False, packets=True))


def until(items: Iterator[Item], wanted: Callable[[Item], bool], limit: int = 500) -> list[Item]:
    """Items up to and with the first that is wanted."""
    found: list[Item] = []
    for item in islice(items, limit):
        found.append(item)
        if wanted(item):
            return found
    raise AssertionError(f"not among {limit} items")
