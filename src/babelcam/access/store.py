"""Where accounts are kept: one small SQLite file, or memory."""

from __future__ import annotations

import logging
import os
import re
import sqlite3
from pathlib import Path
from types import MappingProxyType

from babelcam.access.account import Account, Role
from babelcam.access.errors import StoreError

FILE_NAME = "accounts.sqlite"
_OWNER_ONLY = 0o600
_VERSION = 1  # PRAGMA user_version; 0 is a new file
_BUSY_SECONDS = 1.0  # how long to wait for a process that is just ending
_SCHEMA = f"""
BEGIN;
CREATE TABLE account (
    number INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE,
    role   INTEGER NOT NULL,
    md5    TEXT NOT NULL,
    sha256 TEXT NOT NULL
);
PRAGMA user_version = {_VERSION};
COMMIT;
"""
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}  # ERROR: a table is missing
_BESIDE = ("", "-wal", "-shm")  # the files of one database
_log = logging.getLogger(__name__)


class _Damaged(Exception):
    """The file is no sound database of accounts."""


class AccountStore:
    """Accounts in ``accounts.sqlite`` under `directory` (made where missing), or in memory for None.

    The file is its owner's alone, in rights and in use: one process has it open. A damaged file is set aside
    as ``accounts.sqlite.damaged-<n>`` with a line in the log, and a new one begun. Raises StoreError where
    the file cannot be used at all.
    """

    def __init__(self, directory: Path | None) -> None:
        self._path = None if directory is None else directory / FILE_NAME
        self._where = FILE_NAME if self._path is None else str(self._path)
        try:
            self._open()
        except _Damaged as damage:
            self._set_aside(damage)
            self._open()

    def load(self) -> list[Account]:
        """Every account, in the order in which they were added."""
        return list(self._loaded)

    def put(self, account: Account) -> None:
        """Keep an account, in place of one of the same name; on disk when this returns. Raises StoreError."""
        digests = account.digests["MD5"], account.digests["SHA-256"]
        self._write(
            "INSERT INTO account (name, role, md5, sha256) VALUES (?, ?, ?, ?) ON CONFLICT (name)"
            " DO UPDATE SET role = excluded.role, md5 = excluded.md5, sha256 = excluded.sha256",
            (account.name, int(account.role), *digests),
        )

    def delete(self, name: str) -> None:
        """Forget an account; on disk when this returns. Raises StoreError."""
        self._write("DELETE FROM account WHERE name = ?", (name,))

    def close(self) -> None:
        self._db.close()

    def _write(self, statement: str, values: tuple[str | int, ...]) -> None:
        try:
            self._db.execute(statement, values)
        except sqlite3.Error as error:
            raise StoreError(f"{self._where} cannot be written: {error}") from error
        try:
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # old digests do not linger in the log
        except sqlite3.Error as error:  # the change itself is kept
            _log.warning("%s: its log cannot be folded in: %s", self._where, error)

    def _open(self) -> None:
        try:
            if self._path is not None:
                _make_private(self._path)
            self._db = sqlite3.connect(
                ":memory:" if self._path is None else self._path,
                timeout=_BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{self._where} cannot be opened: {error}") from error
        try:
            self._prepare()
            self._loaded = [_account(row) for row in self._db.execute(_ALL)]
        except sqlite3.Error as error:
            self._db.close()
            code = getattr(error, "sqlite_errorcode", None)
            if code is not None and code & 0xFF in _DAMAGE:
                raise _Damaged(str(error)) from error
            if code is not None and code & 0xFF == sqlite3.SQLITE_BUSY:
                raise StoreError(f"{self._where} is in use by another process") from error
            raise StoreError(f"{self._where} cannot be opened: {error}") from error
        except (_Damaged, StoreError):
            self._db.close()
            raise

    def _prepare(self) -> None:
        """Set how the file is kept, make its table where it is new, and see that it is sound."""
        for pragma in (
            "locking_mode = EXCLUSIVE",
            "journal_mode = WAL",
            "synchronous = FULL",
            "secure_delete = ON",
        ):
            self._db.execute(f"PRAGMA {pragma}").fetchall()
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version > _VERSION:
            raise StoreError(
                f"{self._where} was written by a newer version of this program (format {version})"
            )
        if version == 0:
            self._db.executescript(_SCHEMA)
        (soundness,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
        if soundness != "ok":
            raise _Damaged(str(soundness).splitlines()[-1])

    def _set_aside(self, damage: _Damaged) -> None:
        assert self._path is not None, "memory is not damaged"  # noqa: S101
        number = 1
        while (aside := self._path.with_name(f"{FILE_NAME}.damaged-{number}")).exists():
            number += 1
        try:
            for ending in _BESIDE:
                part = self._path.with_name(self._path.name + ending)
                if part.exists():
                    part.rename(aside.with_name(aside.name + ending))
        except OSError as error:
            raise StoreError(
                f"{self._where} is damaged ({damage}) and cannot be set aside: {error}"
            ) from error
        _log.error(
            "%s is damaged (%s): set aside as %s, all accounts are gone", self._where, damage, aside.name
        )


_ALL = "SELECT name, role, md5, sha256 FROM account ORDER BY number"
_HEX = re.compile(r"[0-9a-f]+", re.ASCII)


def _account(row: tuple[object, ...]) -> Account:
    """Read one row; raises _Damaged for what `put` never wrote."""
    name, role, md5, sha256 = row
    match name, role, md5, sha256:
        case str(), int(), str(), str() if (
            len(md5) == 32 and len(sha256) == 64 and _HEX.fullmatch(md5 + sha256)
        ):
            if Role.NOBODY < role <= Role.ADMINISTRATOR:
                return Account(name, Role(role), MappingProxyType({"MD5": md5, "SHA-256": sha256}))
    raise _Damaged(f"account {name!r} is garbled")


def _make_private(path: Path) -> None:
    """Make the file, and nobody but its owner able to read it; SQLite gives its log the same rights."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, _OWNER_ONLY))
    path.chmod(_OWNER_ONLY)
    if os.name == "posix":
        directory = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)  # the name of a new file is the directory's content
        finally:
            os.close(directory)
