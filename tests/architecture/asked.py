"""Which addresses the conformance tests ask, read off their sources."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.catalogue import Entry

_ANYTHING = ".*"


@dataclass(frozen=True)
class Asked:
    """The texts of one dialect's conformance tests."""

    words: frozenset[str]
    """Every text, and the words within it up to a question mark."""
    patterns: tuple[re.Pattern[str], ...]
    """The f-strings that look like addresses, whatever stands in their braces."""

    @classmethod
    def in_folder(cls, folder: Path) -> Asked:
        trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("test_*.py"))]
        nodes = [node for tree in trees for node in ast.walk(tree)]
        return cls(frozenset(_words(nodes)), tuple(_patterns(nodes)))

    def asks(self, entry: Entry) -> bool:
        """Whether a test names the request or one of its addresses, whole or in an f-string with its name."""
        if entry.id in self.words:
            return True
        for pattern in entry.patterns:
            spelt = re.compile("[^/]+".join(map(re.escape, pattern.split("*"))))
            if any(spelt.fullmatch(word) for word in self.words):
                return True
            stem = Path(pattern).stem
            if stem in self.words and any(each.fullmatch(pattern) for each in self.patterns):
                return True
        return False


def _words(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
            yield from (word.partition("?")[0] for word in node.value.split())
        elif isinstance(node, ast.Attribute):
            yield node.attr


def _patterns(nodes: Iterable[ast.AST]) -> Iterator[re.Pattern[str]]:
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            pieces = [_piece(value) for value in node.values]
            text = "".join(pieces).partition(re.escape("?"))[0]
            if text.startswith("/"):
                yield re.compile(text)


def _piece(value: ast.expr) -> str:
    return re.escape(str(value.value)) if isinstance(value, ast.Constant) else _ANYTHING
