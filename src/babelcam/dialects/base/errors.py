"""How a dialect's table of errors is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from babelcam.errors import CameraError

T = TypeVar("T")


def row(table: Mapping[type[CameraError], T], error: CameraError) -> T:
    """The row for `error`, or for the nearest kind that it is one of."""
    return next(table[kind] for kind in type(error).__mro__ if kind in table)
