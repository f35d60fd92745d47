"""The requests of the vendors' documents (`catalogue/`), and which of them the dialects declare."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from babelcam.dialects.base.dialect import Dialect, Route, StreamRoute

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "catalogue"

HTTP, RTSP = "http", "rtsp"
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_VALUE = re.compile(r"<[^<>]*>|\{\w+\}")


@dataclass(frozen=True)
class Entry:
    """One request of a document; `access` is "" where the document does not say who may send it."""

    id: str
    section: str
    title: str
    path: str
    methods: tuple[str, ...]
    access: str = ""
    when: Mapping[str, str] = field(default_factory=dict)
    over: str = HTTP
    port: int | None = None
    also: tuple[str, ...] = ()

    @property
    def patterns(self) -> frozenset[str]:
        """The paths it has, with `*` for each value: what may be left out is there and left out."""
        paths = (self.path, *self.also)
        return frozenset(pattern(spelling) for path in paths for spelling in _spellings(path))


@dataclass(frozen=True)
class Declaration:
    """What a dialect says of one request: where it answers, whom, and to which methods."""

    id: str
    path: str
    methods: tuple[str, ...]
    role: str
    when: Mapping[str, str]
    over: str = HTTP
    own_port: bool = False


@dataclass(frozen=True)
class NotYet:
    """The requests that no dialect declares: `chapters` says what each chapter of work waits for."""

    chapters: Mapping[str, str]
    requests: Mapping[str, Mapping[str, str]]
    """For each dialect, request ids to chapters."""


@cache
def entries(dialect: str) -> tuple[Entry, ...]:
    """Every request of a dialect's document, in the document's order."""
    rows: list[dict[str, Any]] = _read(f"{dialect}.yaml")["requests"]
    return tuple(
        Entry(**{**row, "methods": tuple(row["methods"]), "also": tuple(row.get("also", ()))}) for row in rows
    )


@cache
def not_yet() -> NotYet:
    """What is left to do. ValueError for a request that is listed twice or under an unknown chapter."""
    content = _read("not_yet.yaml")
    chapters: Mapping[str, str] = content.pop("chapters")
    requests: dict[str, dict[str, str]] = {}
    for dialect, lists in content.items():
        listed = requests.setdefault(dialect, {})
        for chapter, ids in lists.items():
            for name in ids:
                if name in listed or chapter not in chapters:
                    raise ValueError(f"{dialect}: {name} is listed twice, or {chapter!r} is no chapter")
                listed[name] = chapter
    return NotYet(chapters, requests)


def declarations(dialect: Dialect) -> Iterator[Declaration]:
    """Each request that a dialect's routes, streams and own port serve; one served at two addresses twice."""
    for route in dialect.routes:
        yield from _of_route(route)
    if dialect.own_port:
        yield from _of_route(dialect.own_port, own_port=True)
    for stream in dialect.streams:
        yield from _of_stream(stream)


def pattern(path: str) -> str:
    """A path with `*` in place of `<value>` and `{value}`, as documents and routes write it."""
    return _VALUE.sub("*", path)


def _of_route(route: Route, *, own_port: bool = False) -> Iterator[Declaration]:
    for name in route.serves:
        role = route.role.name.lower()
        yield Declaration(name, route.path, route.methods, role, route.when, own_port=own_port)


def _of_stream(stream: StreamRoute) -> Iterator[Declaration]:
    for name in stream.serves:
        yield Declaration(name, stream.path, (), "viewer", {}, over=RTSP)


def _spellings(path: str) -> Iterator[str]:
    part = _OPTIONAL.search(path)
    if part is None:
        yield path
        return
    for choice in ("", part[1]):
        yield from _spellings(path[: part.start()] + choice + path[part.end() :])


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return content
