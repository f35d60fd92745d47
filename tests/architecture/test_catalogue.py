"""The declarations held against the documents' requests: nothing is invented, nothing forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from babelcam.access.account import Role
from babelcam.camera import Camera
from babelcam.dialects.all import ALL
from babelcam.dialects.base.call import Call
from babelcam.dialects.base.dialect import Dialect, Route
from babelcam.dialects.base.router import DialectSite, RouteConflict
from babelcam.http.message import Reply
from babelcam.media.frame import Frame, Picture
from babelcam.media.source import Demand, Source
from babelcam.rtsp.dialogue import PUBLIC
from babelcam.settings.video import ChannelSettings
from babelcam.system.clock import Clock
from tests.architecture.asked import Asked
from tools.catalogue import RTSP, Declaration, Entry, declarations, entries, not_yet, pattern

CONFORMANCE = Path(__file__).resolve().parents[1] / "conformance"
HTTP_METHODS = frozenset({"GET", "POST"})
RTSP_METHODS = frozenset(PUBLIC.split(", "))
NAMES = [dialect.name for dialect in ALL]


class Dark(Source):
    """Never gives a picture."""

    def read(self, demand: Demand, clock: Clock) -> Iterator[Picture | Frame]:
        return iter(())


def site(*dialects: Dialect) -> DialectSite:
    return DialectSite(Camera("test", [(ChannelSettings(), Dark())], Clock()), dialects)


def catalogued(dialect: Dialect) -> dict[str, Entry]:
    return {entry.id: entry for entry in entries(dialect.name)}


def each_declared() -> list[ParameterSet]:
    return [
        pytest.param(dialect, declared, id=f"{dialect.name} {declared.id}")
        for dialect in ALL
        for declared in declarations(dialect)
    ]


def each_dialect(**flaws: str) -> list[ParameterSet]:
    """Every dialect; one with a known flaw is expected to fail."""
    return [
        pytest.param(
            dialect,
            id=dialect.name,
            marks=[pytest.mark.xfail(strict=True, reason=flaws[dialect.name])]
            if dialect.name in flaws
            else [],
        )
        for dialect in ALL
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_request_of_a_document_has_an_id_of_its_own(name: str) -> None:
    ids = [entry.id for entry in entries(name)]
    assert len(ids) == len(set(ids)) > 0


@pytest.mark.parametrize("name", NAMES)
def test_every_request_has_methods_that_its_server_knows(name: str) -> None:
    for entry in entries(name):
        known = RTSP_METHODS if entry.over == RTSP else HTTP_METHODS
        assert entry.methods, entry.id
        assert set(entry.methods) <= known, entry.id


@pytest.mark.parametrize(
    ("dialect", "declared"),
    each_declared(),
    ids=lambda value: getattr(value, "id", getattr(value, "name", "")),
)
def test_a_declaration_agrees_with_its_document(dialect: Dialect, declared: Declaration) -> None:
    entry = catalogued(dialect)[declared.id]

    assert declared.over == entry.over
    assert declared.own_port == (entry.port is not None)
    assert declared.own_port or any(_leads_to(declared.path, spelling) for spelling in entry.patterns)
    assert declared.over == RTSP or set(entry.methods) <= set(declared.methods)
    assert set(declared.when) <= {name for names in entry.when for name in names.split("|")}


@pytest.mark.parametrize("dialect", ALL, ids=NAMES)
def test_every_spelling_of_an_address_is_declared(dialect: Dialect) -> None:
    requests = catalogued(dialect)
    paths: dict[str, list[str]] = {}
    for declared in declarations(dialect):
        if not declared.own_port:
            paths.setdefault(declared.id, []).append(declared.path)
    missing = [
        (name, spelling)
        for name, declared_paths in paths.items()
        for spelling in requests[name].patterns
        if not any(_leads_to(path, spelling) for path in declared_paths)
    ]
    assert missing == []


@pytest.mark.parametrize("dialect", each_dialect())
def test_every_request_is_declared_or_listed_as_not_yet_done_and_never_both(dialect: Dialect) -> None:
    declared = {each.id for each in declarations(dialect)}
    waiting = set(not_yet().requests[dialect.name])

    assert declared & waiting == set()
    assert declared | waiting == set(catalogued(dialect))


def test_every_chapter_of_work_waits_for_something() -> None:
    left = not_yet()
    used = {chapter for requests in left.requests.values() for chapter in requests.values()}
    assert used == set(left.chapters)
    assert all(left.chapters.values())
    assert set(left.requests) <= set(NAMES)


@pytest.mark.parametrize("dialect", each_dialect())
def test_a_stream_at_an_address_of_the_document_names_the_request(dialect: Dialect) -> None:
    for entry in entries(dialect.name):
        if entry.over == RTSP:
            owners = [stream for stream in dialect.streams if _leads_to(stream.path, entry.path)]
            assert all(entry.id in stream.serves for stream in owners), entry.id


@pytest.mark.parametrize("dialect", each_dialect())
def test_every_declared_request_is_asked_in_a_conformance_test(dialect: Dialect) -> None:
    tests = Asked.in_folder(CONFORMANCE / dialect.name)
    requests = catalogued(dialect)
    unasked = {
        declared.id
        for declared in declarations(dialect)
        if not (tests.asks(requests[declared.id]) or (declared.own_port and "mjpeg_port" in tests.words))
    }
    assert unasked == set()


def test_all_dialects_fit_on_one_port() -> None:
    assert site(*ALL)


def test_two_handlers_for_one_request_stop_the_start() -> None:
    async def other(call: Call) -> Reply:
        return Reply()

    first = ALL[0]
    clash = Route(first.routes[0].path, other, Role.VIEWER, "", ())

    with pytest.raises(RouteConflict, match=re.escape(first.routes[0].path)):
        site(first, replace(ALL[1], routes=(clash,)))


def _leads_to(path: str, spelling: str) -> bool:
    """Whether a declared path answers a documented one: `/h264_{stream}` leads to `/h264_2`."""
    return bool(re.fullmatch("[^/]+".join(map(re.escape, pattern(path).split("*"))), spelling))
