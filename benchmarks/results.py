"""What a case found: tables, aims that were met or missed, and notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Cell = str | float | int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading, and how its numbers are written (a format specification)."""

    name: str
    form: str = ""

    def text(self, cell: Cell) -> str:
        """A cell as people read it; an empty one is a dash."""
        if cell is None:
            return "–"
        return cell if isinstance(cell, str) else format(cell, self.form)


@dataclass(frozen=True, slots=True)
class Table:
    """One table; each row has a cell for each column."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def texts(self) -> list[list[str]]:
        return [
            [column.text(cell) for column, cell in zip(self.columns, row, strict=True)] for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Aim:
    """A number that should not exceed another."""

    what: str
    value: float
    most: float
    unit: str = ""

    @property
    def met(self) -> bool:
        return self.value <= self.most

    def __str__(self) -> str:
        verdict = "met" if self.met else "missed"
        return f"{self.what}: {self.value:.2f}{self.unit} (aim: at most {self.most:g}{self.unit}, {verdict})"


@dataclass(frozen=True, slots=True)
class Result:
    """Everything about one case. `notes` say what was left out, and why."""

    tables: tuple[Table, ...]
    aims: tuple[Aim, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class Gathering:
    """A result in the making."""

    tables: list[Table] = field(default_factory=list)
    aims: list[Aim] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def table(self, title: str, columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]]) -> None:
        self.tables.append(Table(title, tuple(columns), tuple(rows)))

    def note(self, line: str) -> None:
        if line not in self.notes:
            self.notes.append(line)

    def result(self) -> Result:
        return Result(tuple(self.tables), tuple(self.aims), tuple(self.notes))
