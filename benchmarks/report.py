"""Results for people, for programs, and for docs/performance.md."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table as RichTable

from benchmarks.cases.case import Case
from benchmarks.results import Result, Table

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"

INTRODUCTION = """\
# Performance

Made by

```console
$ {command}
```

which measures all servers in one run on one machine, on the same pictures: 1280x720, 30 frames a second,
JPEGs of about 55 kB, H.264 of 4 Mbit/s. Compare the ratios; the microseconds are this machine's own.

- *Viewers* live in a process of their own, in C, and count whole frames: parts by their Content-Length, and
  RTP by markers without a gap in the sequence numbers. What they cost is not counted.
- *µs a frame* is the server's processor time, all threads, for each frame that a viewer got.
- *µs a further frame* leaves out what one viewer costs already (decoding, encoding, laying packets out): it
  is the slope from one viewer to that many, and what the ratio to the floor is made of.
- The *floor* is a C program that only sends the same bytes at the same rate: one `send` a frame and viewer,
  over UDP one `sendmsg` with `UDP_SEGMENT`.
- All servers pass the pictures on as they are. uStreamer reads them from a stand-in for a V4L2 device.
- Everything goes over the loopback, where the sender also pays for the receiver's half of the kernel's work.
- What a viewer's frame costs babelcam is one `write` (over UDP one `sendmsg`) and a few steps of Python; the
  kernel's part of it is what the floor shows. GStreamer's TCP path makes one `sendmsg` a frame and viewer as
  well, and the floor itself is about 0.6 of it: over TCP little is left to gain.
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """A case, and what it found or why it could not."""

    case: Case
    result: Result


def show(console: Console, finding: Finding) -> None:
    """Print one case's tables and aims."""
    console.rule(f"({finding.case.letter}) {finding.case.title}", align="left")
    for table in finding.result.tables:
        console.print(_rich(table))
    for aim in finding.result.aims:
        console.print(("[green]✓[/] " if aim.met else "[red]✗[/] ") + str(aim))
    for note in finding.result.notes:
        console.print(f"[yellow]![/] {note}")
    console.print()


def save(path: Path, findings: Sequence[Finding], machine: Mapping[str, str]) -> None:
    """Write everything as JSON."""
    cases = [
        {
            "case": finding.case.letter,
            "title": finding.case.title,
            "tables": [
                {
                    "title": table.title,
                    "rows": [dict(zip(_names(table), row, strict=True)) for row in table.rows],
                }
                for table in finding.result.tables
            ],
            "aims": [{**asdict(aim), "met": aim.met} for aim in finding.result.aims],
            "notes": list(finding.result.notes),
        }
        for finding in findings
    ]
    path.write_text(json.dumps({"machine": dict(machine), "cases": cases}, indent=2) + "\n")


def write_page(
    findings: Sequence[Finding], machine: Mapping[str, str], command: str, path: Path = PAGE
) -> None:
    """Write the page of the documentation."""
    parts = [INTRODUCTION.format(command=command)]
    parts.append(_markdown(["measured on", ""], [[name, text] for name, text in machine.items()]))
    for finding in findings:
        parts.append(f"## {finding.case.title[0].upper()}{finding.case.title[1:]}\n")
        for table in finding.result.tables:
            parts.append(f"{table.title}:\n\n" + _markdown(_names(table), table.texts()))
        lines = [*map(str, finding.result.aims), *finding.result.notes]
        if lines:
            parts.append("".join(f"- {line}\n" for line in lines))
    path.write_text("\n".join(parts), encoding="utf-8")


def _names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def _rich(table: Table) -> RichTable:
    drawn = RichTable(title=table.title, title_justify="left")
    for column in table.columns:
        drawn.add_column(
            column.name, justify="right" if column.form or not _is_text(table, column.name) else "left"
        )
    for row in table.texts():
        drawn.add_row(*row)
    return drawn


def _is_text(table: Table, name: str) -> bool:
    index = _names(table).index(name)
    return any(isinstance(row[index], str) for row in table.rows)


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
