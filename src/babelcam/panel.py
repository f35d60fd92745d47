"""What a person sees when a camera starts: where it is, and how to get in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from babelcam.addresses import Bound, Entry, reachable

PANEL_BORDER = 6  # columns that the frame and its padding take


@dataclass(frozen=True, slots=True)
class SignIn:
    """How a person gets in: the administrator's name, and the password if it was made just now."""

    name: str
    password: str | None
    data: Path

    @property
    def text(self) -> Text:
        if self.password is None:
            hint = f"  `babelcam passwd {self.name} --data {self.data}` sets another password"
            return Text.assemble((self.name, "bold"), (hint, "dim"))
        shown = (self.name, "bold green"), " / ", (self.password, "bold green")
        return Text.assemble(*shown, ("  shown this once", "dim"))

    def put_into(self, url: str) -> str:
        """A URL as players want it, with the name and the password, or where to write that."""
        scheme, _, rest = url.partition("://")
        return f"{scheme}://{quote(self.name, safe='')}:{self.password or 'PASSWORD'}@{rest}"


def show(console: Console, bound: Bound, entries: Sequence[Entry], sign_in: SignIn, name: str) -> None:
    """Print the panel; wide enough that no address is broken in two."""
    table = Table.grid(padding=(0, 2))
    for label, value in _lines(bound, entries, sign_in):
        table.add_row(Text(label, style="dim" if value.plain.startswith(" ") else "bold"), value)
    needed = table.__rich_measure__(console, console.options.update(max_width=1000)).maximum + PANEL_BORDER
    wide = Console(file=console.file, width=max(console.width, needed), soft_wrap=True)
    wide.print(Panel(table, title=Text.assemble((name, "bold"), " is on"), expand=False, padding=(1, 2)))


def _lines(bound: Bound, entries: Sequence[Entry], sign_in: SignIn) -> Iterable[tuple[str, Text]]:
    if bound.http:
        yield "Web page", Text(f"http://{reachable(bound.http)}/", style="cyan")
    if bound.https:
        yield "", Text(f"https://{reachable(bound.https)}/", style="cyan")
    yield "Sign in", sign_in.text
    yield "", Text()
    previous = ""
    for entry in entries:
        yield entry.dialect if entry.dialect != previous else "", _address(entry)
        previous = entry.dialect
    streams = [entry.url for entry in entries if entry.url.startswith("rtsp:")]
    if streams:
        yield "", Text()
        yield "Try", Text(f"ffplay '{sign_in.put_into(streams[0])}'")
        yield "", Text(f"vlc '{sign_in.put_into(streams[0])}'")


def _address(entry: Entry) -> Text:
    return Text.assemble((entry.url, "cyan"), (f"  {entry.what}", "dim"))
