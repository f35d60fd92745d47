"""The source tree as values: each module with its imports, its names and its texts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src"
PACKAGE = "babelcam"

_DEFINITIONS = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


@dataclass(frozen=True)
class Module:
    """One file of `src/babelcam`. `name` is dotted, without the package's own name."""

    path: Path
    name: str

    @property
    def room(self) -> str:
        """The folder, or for the files at the top the file."""
        return self.name.partition(".")[0]

    @property
    def dialect(self) -> str:
        """The folder within `dialects`; "" elsewhere."""
        parts = self.name.split(".")
        return parts[1] if self.room == "dialects" and self.path.parent.name != "dialects" else ""

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(encoding="utf-8"), str(self.path))

    @cached_property
    def imports(self) -> frozenset[str]:
        """The modules of the package that it imports, dotted, without the package's own name."""
        found = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.path}: relative imports hide which room is meant"
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
        return frozenset(name.removeprefix(f"{PACKAGE}.") for name in found if name.startswith(f"{PACKAGE}."))

    def names_and_texts(self) -> Iterator[tuple[int, str]]:
        """Line and text of every identifier that is defined or used and of every string but docstrings.

        The names of keyword arguments do not count: they are other libraries' words.
        """
        docstrings = {id(_docstring(node)) for node in ast.walk(self.tree) if isinstance(node, _DEFINITIONS)}
        for node in ast.walk(self.tree):
            match node:
                case ast.Constant(value=str(text)) if id(node) not in docstrings:
                    yield node.lineno, text
                case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                    yield node.lineno, name
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                    yield node.lineno, name
                case ast.ImportFrom(module=str(name)):
                    yield node.lineno, " ".join((name, *(alias.name for alias in node.names)))
                case ast.Import(names=aliases):
                    yield node.lineno, " ".join(alias.name for alias in aliases)


def words(text: str) -> frozenset[str]:
    """The words in an identifier or a text, in lower case: `parseDahuaTime` has `parse`, `dahua`, `time`."""
    return frozenset(word.lower() for word in _WORD.findall(text))


def modules() -> tuple[Module, ...]:
    """Every module of the package, in the order of their names."""
    root = SRC / PACKAGE
    return tuple(
        Module(path, ".".join(path.relative_to(root).with_suffix("").parts))
        for path in sorted(root.rglob("*.py"))
    )


def _docstring(node: _DEFINITIONS) -> ast.expr | None:
    first = node.body[0] if node.body else None
    return first.value if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) else None
