"""Who may know whom. The tables below are the architecture; see docs/architecture.md for the story."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

import pytest

from tests.architecture.modules import modules, words

MODULES = modules()
ROOMS = sorted({module.room for module in MODULES})

# A room may import itself and the rooms behind its name, nothing else of this package.
KNOWS: Mapping[str, tuple[str, ...]] = {
    # The camera's parts know neither http, rtsp, dialects nor web.
    "errors": (),
    "addresses": (),
    "system": ("errors",),
    "access": ("errors", "system"),
    "settings": ("errors", "media.frame"),
    "media": ("errors", "settings", "system"),
    "camera": ("errors", "media", "settings", "system"),
    # Those who speak for the camera know the camera, and no dialect.
    "http": ("access", "camera", "errors", "media", "system"),
    "rtsp": ("access", "camera", "errors", "media", "system"),
    "web": ("access", "addresses", "camera", "errors", "http", "media", "settings", "system"),
    # Dialects translate: from http and rtsp to the camera, and know no sockets.
    "dialects": (
        "access.account",
        "camera",
        "errors",
        "http.message",
        "http.multipart",
        "http.site",
        "http.target",
        "media",
        "rtsp.presentation",
        "settings",
        "system",
    ),
    # Only these compose.
    "config": ("access", "addresses", "camera", "settings"),
    "device": (
        "access",
        "addresses",
        "camera",
        "config",
        "dialects",
        "http",
        "media",
        "rtsp",
        "settings",
        "system",
        "web",
    ),
    "panel": ("addresses",),
    "cli": ("__version__", "access", "config", "device", "media", "panel", "settings", "system"),
    "testing": ("access", "addresses", "config", "device", "http", "media", "settings", "system"),
    "pytest_plugin": ("testing",),
    "__main__": ("cli",),
    "__init__": (),
}

# Dialects never import one another; what two share stands in a common place.
DIALECT_KNOWS: Mapping[str, tuple[str, ...]] = {
    "base": (),
    "vapix_family": ("base",),
    "axis": ("base", "vapix_family"),
    "vapix3": ("base", "vapix_family"),
    "mobotix": ("base",),
    "ipdevice": ("base",),
    "amcrest": ("base",),
}

# A vendor's word stands in the code of its own folders only. Comments and docstrings may name a client.
VENDORS_WORDS: Mapping[str, tuple[str, ...]] = {
    "axis": ("axis", "vapix_family", "vapix3"),
    "vapix": ("axis", "vapix_family", "vapix3"),
    "mobotix": ("mobotix",),
    "ipdevice": ("ipdevice",),
    "amcrest": ("amcrest",),
    "dahua": ("amcrest",),
    "dhav": ("amcrest",),
}
NAMES_THEM_ALL = ("dialects.all",)
# For people: what a listener is for, in the words that they search for.
NAMED_FOR_PEOPLE = (("config", "mobotix"), ("cli", "mobotix"))

SHARED = ("base", "vapix_family")
CHAPTERLESS = ("__init__", "errors")
MAX_FILE_BYTES = 24 * 1024  # a file holds one idea

CHANGES_IN_PLACE = frozenset(
    {
        *("add", "append", "appendleft", "clear", "discard", "extend", "insert"),
        *("pop", "popitem", "popleft", "remove", "setdefault", "update"),
    }
)


def test_every_room_has_its_row_in_the_table() -> None:
    assert set(ROOMS) == set(KNOWS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_knows_only_the_rooms_in_its_row(room: str) -> None:
    allowed = (room, *KNOWS[room])
    wrong = [
        f"{module.name} imports {name}"
        for module in MODULES
        if module.room == room
        for name in sorted(module.imports)
        if not any(name == known or name.startswith(f"{known}.") for known in allowed)
    ]
    assert wrong == []


def test_nothing_imports_the_command_line_but_the_way_into_it() -> None:
    importers = {
        module.name for module in MODULES if "cli" in {name.split(".")[0] for name in module.imports}
    }
    assert importers == {"__main__"}


def test_only_those_who_compose_know_the_list_of_dialects() -> None:
    importers = {
        module.name for module in MODULES if any(n.startswith("dialects.all") for n in module.imports)
    }
    assert importers == {"device"}


@pytest.mark.parametrize("dialect", sorted(DIALECT_KNOWS))
def test_a_dialect_knows_no_other(dialect: str) -> None:
    allowed = (dialect, *DIALECT_KNOWS[dialect])
    wrong = [
        f"{module.name} imports {name}"
        for module in MODULES
        if module.dialect == dialect
        for name in sorted(module.imports)
        if name.startswith("dialects.") and name.split(".")[1] not in allowed
    ]
    assert wrong == []


def test_every_dialect_folder_is_in_the_table() -> None:
    assert {module.dialect for module in MODULES if module.dialect} == set(DIALECT_KNOWS)


@pytest.mark.parametrize("word", sorted(VENDORS_WORDS))
def test_a_vendors_word_stays_in_its_folder(word: str) -> None:
    wrong = [
        f"{module.name}:{line}: {text[:60]!r}"
        for module in MODULES
        if module.dialect not in VENDORS_WORDS[word] and module.name not in NAMES_THEM_ALL
        if (module.name, word) not in NAMED_FOR_PEOPLE
        for line, text in module.names_and_texts()
        if word in words(text) and not _is_a_direction(word, text)
    ]
    assert wrong == []


@pytest.mark.parametrize("dialect", sorted(set(DIALECT_KNOWS) - set(SHARED)))
def test_a_dialect_folder_has_the_usual_files(dialect: str) -> None:
    files = {module.path.stem for module in MODULES if module.dialect == dialect}
    chapters = files - set(CHAPTERLESS)
    assert set(CHAPTERLESS) <= files
    assert "images" in chapters


def test_every_file_is_short_enough_for_one_idea() -> None:
    assert [module.name for module in MODULES if module.path.stat().st_size > MAX_FILE_BYTES] == []


def test_nothing_at_module_level_is_changed_later() -> None:
    """One process holds several cameras: tables may stand at module level, state may not."""
    changes = [
        f"{module.name}: {change}" for module in MODULES for change in _changes_of_globals(module.tree)
    ]
    assert changes == []


def _is_a_direction(word: str, text: str) -> bool:
    """`axis` alone is also a direction in space and in arrays."""
    return word == "axis" and text.lower() == "axis"


def _changes_of_globals(tree: ast.Module) -> Iterator[str]:
    """`global` statements, and changes in place to names that the module binds at its top level."""
    bound = {name for statement in tree.body for name in _bound_by(statement)}
    for function in (
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ):
        local = {arg.arg for arg in ast.walk(function) if isinstance(arg, ast.arg)}
        local |= {
            node.id
            for node in ast.walk(function)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        for node in ast.walk(function):
            changed = _changed_in_place(node)
            if isinstance(node, ast.Global):
                yield f"line {node.lineno}: global {', '.join(node.names)}"
            elif changed in bound - local:
                yield f"line {function.lineno}: {function.name} changes {changed}"


def _bound_by(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.Assign(targets=targets):
            yield from (target.id for target in targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name


def _changed_in_place(node: ast.AST) -> str | None:
    """The name whose object a node changes, if it changes one."""
    match node:
        case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
            return name
        case ast.Attribute(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
            return name
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if method in CHANGES_IN_PLACE:
            return name
    return None
