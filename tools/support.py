"""docs/support.md: what each dialect answers, from the catalogue and the dialects' declarations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from babelcam.dialects.all import ALL
from babelcam.dialects.base.dialect import Dialect
from tools.catalogue import RTSP, Declaration, Entry, NotYet, declarations, entries, not_yet

HEAD = """\
# What each dialect answers

This page is made from the project's declarations; `make docs` writes it anew. Every request of the five
documents is listed, in the order of the document. **done** means that a route declares it and a conformance
test asks it. Everything else names the chapter of work that it waits for.

An address that is not listed as done answers in the dialect's own way of saying "no such request".
"""


def page() -> str:
    """The whole page."""
    left = not_yet()
    sections = [_section(dialect, left) for dialect in ALL]
    return "\n".join((HEAD, *_summary(left), *sections))


def _summary(left: NotYet) -> Iterator[str]:
    yield "| dialect | document | requests | done |"
    yield "| --- | --- | ---: | ---: |"
    for dialect in ALL:
        done = {declared.id for declared in declarations(dialect)}
        name = f"[{dialect.name}](#{dialect.name})"
        yield f"| {name} | {dialect.document} | {len(entries(dialect.name))} | {len(done)} |"
    yield ""
    yield "| chapter of work | requests | why not yet |"
    yield "| --- | ---: | --- |"
    for chapter, reason in left.chapters.items():
        count = sum(list(requests.values()).count(chapter) for requests in left.requests.values())
        yield f"| {chapter} | {count} | {reason} |"
    yield ""


def _section(dialect: Dialect, left: NotYet) -> str:
    declared = {each.id: each for each in declarations(dialect)}
    waiting = left.requests.get(dialect.name, {})
    lines = [f"## {dialect.name}", "", f"{dialect.document}.", ""]
    lines += ["| section | request | address | access | state |", "| --- | --- | --- | --- | --- |"]
    for entry in entries(dialect.name):
        lines.append(_row(entry, declared.get(entry.id), waiting.get(entry.id)))
    return "\n".join([*lines, "", *_beyond(dialect)])


def _row(entry: Entry, declared: Declaration | None, chapter: str | None) -> str:
    access = declared.role if declared else entry.access or "–"
    state = "**done**" if declared else f"not yet: {chapter}"
    return f"| {entry.section} | {entry.title} | {_address(entry)} | {access} | {state} |"


def _address(entry: Entry) -> str:
    query = "&".join(f"{name}={value}" if value else name for name, value in entry.when.items())
    target = entry.path + (f"?{query}" if query else "")
    text = f"{_method(entry)} `{_in_table(target)}`"
    return f"{text} on port {entry.port}" if entry.port else text


def _method(entry: Entry) -> str:
    return "RTSP" if entry.over == RTSP else ", ".join(entry.methods)


def _in_table(text: str) -> str:
    return text.replace("|", "\\|")


def _beyond(dialect: Dialect) -> Sequence[str]:
    """What is answered although the document does not have it."""
    paths = [f"`{route.path}`" for route in dialect.routes if not route.serves]
    paths += [f"RTSP `{stream.path}`" for stream in dialect.streams if not stream.serves]
    return [f"Beyond the document: {', '.join(paths)}.", ""] if paths else []
