"""Vendors' spellings of values, read and written. Text is never guessed into a type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from babelcam.media.frame import Size

T = TypeVar("T")
_WHOLE = re.compile(r"-?\d{1,12}", re.ASCII)


class Converter(Protocol[T]):
    """Between a vendor's text and our value. `wanted` completes "… is not …" for a person."""

    @property
    def wanted(self) -> str: ...

    def parse(self, text: str) -> T:
        """The value of `text`; ValueError if it has none."""

    def format(self, value: T) -> str:
        """How `value` is written."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `low` to `high`; without `high`, as large as one likes."""

    low: int = 0
    high: int | None = None

    @property
    def wanted(self) -> str:
        return f"a whole number from {self.low}" + ("" if self.high is None else f" to {self.high}")

    def parse(self, text: str) -> int:
        if not _WHOLE.fullmatch(text):
            raise ValueError(text)
        value = int(text)
        if value < self.low or (self.high is not None and value > self.high):
            raise ValueError(text)
        return value

    def format(self, value: int) -> str:
        return str(value)


@dataclass(frozen=True)
class Words(Generic[T]):
    """One of a vendor's words, each for one of our values; of two for the same, the first is written."""

    words: Mapping[str, T]

    @property
    def wanted(self) -> str:
        return "one of " + ", ".join(self.words)

    def parse(self, text: str) -> T:
        try:
            return self.words[text]
        except KeyError:
            raise ValueError(text) from None

    def format(self, value: T) -> str:
        return next(word for word, meaning in self.words.items() if meaning == value)


FLAG = Words({"0": False, "1": True})


class SizeText:
    """`<width>x<height>` in pixels."""

    wanted = "a size such as 640x480"

    def parse(self, text: str) -> Size:
        return Size.parse(text)

    def format(self, value: Size) -> str:
        return str(value)
