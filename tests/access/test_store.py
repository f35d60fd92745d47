import logging
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from babelcam.access.account import Role
from babelcam.access.accounts import Accounts
from babelcam.access.errors import StoreError
from babelcam.access.store import AccountStore, _Damaged


def filled(directory: Path) -> Path:
    """A closed file with two accounts in it."""
    store = AccountStore(directory)
    accounts = Accounts(store, "babelcam")
    accounts.add("admin", "word", Role.ADMINISTRATOR)
    accounts.add("eye", "look", Role.VIEWER)
    store.close()
    return directory / "accounts.sqlite"


def test_what_was_kept_is_there_after_a_restart(tmp_path: Path) -> None:
    filled(tmp_path / "deep" / "data")

    store = AccountStore(tmp_path / "deep" / "data")
    accounts = Accounts(store, "babelcam")
    assert [(account.name, account.role) for account in accounts] == [
        ("admin", Role.ADMINISTRATOR),
        ("eye", Role.VIEWER),
    ]
    assert accounts.matches("admin", "word")
    accounts.set_password("eye", "other")
    accounts.set_role("eye", Role.OPERATOR)
    store.close()

    again = AccountStore(tmp_path / "deep" / "data")
    accounts = Accounts(again, "babelcam")
    eye = accounts.get("eye")
    assert eye is not None and eye.role is Role.OPERATOR
    assert accounts.matches("eye", "other")
    again.close()


def test_what_was_kept_survives_a_process_that_dies_at_once(tmp_path: Path) -> None:
    script = (
        "import os, sys, pathlib\n"
        "from babelcam.access.account import Role\n"
        "from babelcam.access.accounts import Accounts\n"
        "from babelcam.access.store import AccountStore\n"
        "accounts = Accounts(AccountStore(pathlib.Path(sys.argv[1])), 'babelcam')\n"
        "accounts.add('admin', 'word', Role.ADMINISTRATOR)\n"
        "os._exit(9)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    assert done.returncode == 9

    store = AccountStore(tmp_path)
    assert Accounts(store, "babelcam").matches("admin", "word")
    store.close()


def test_every_write_goes_through_to_the_disk(tmp_path: Path) -> None:
    store = AccountStore(tmp_path)
    database = store._db
    assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert database.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
    assert not database.in_transaction
    store.close()


def test_no_password_and_no_digest_of_a_removed_account_stays_in_the_files(tmp_path: Path) -> None:
    store = AccountStore(tmp_path)
    accounts = Accounts(store, "babelcam")
    accounts.add("admin", "word-that-must-not-be-there", Role.ADMINISTRATOR)
    accounts.add("eye", "look", Role.VIEWER)
    eye = accounts.get("eye")
    assert eye is not None
    accounts.remove("eye")

    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"word-that-must-not-be-there" not in files
    assert eye.digests["SHA-256"].encode() not in files
    assert eye.digests["MD5"].encode() not in files
    store.close()


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX's")
def test_the_files_are_their_owners_alone(tmp_path: Path) -> None:
    old_mask = os.umask(0)
    try:
        store = AccountStore(tmp_path)
        Accounts(store, "babelcam").add("admin", "word", Role.ADMINISTRATOR)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
        store.close()
    finally:
        os.umask(old_mask)
    assert modes["accounts.sqlite"] == 0o600
    assert set(modes.values()) == {0o600}


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX's")
def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = filled(tmp_path)
    path.chmod(0o644)
    AccountStore(tmp_path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def no_database(path: Path) -> None:
    path.write_bytes(b"this is no database, but long enough to be looked at\n" * 20)


def torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:4096] + os.urandom(4096) * 2)


def without_table(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("DROP TABLE account")
    database.close()


def odd_row(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE account SET role = 9 WHERE name = 'eye'")
    database.close()


def short_digest(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE account SET md5 = '' WHERE name = 'eye'")
    database.close()


@pytest.mark.parametrize("damage", [no_database, torn, without_table, odd_row, short_digest])
def test_a_damaged_file_is_set_aside_and_the_camera_starts_without_accounts(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: Callable[[Path], None]
) -> None:
    path = filled(tmp_path)
    (tmp_path / "accounts.sqlite.damaged-1").write_text("an older one")
    damage(path)
    damaged = path.read_bytes()

    with caplog.at_level(logging.ERROR):
        store = AccountStore(tmp_path)

    accounts = Accounts(store, "babelcam")
    assert accounts.names == ()
    assert (tmp_path / "accounts.sqlite.damaged-2").read_bytes() == damaged
    assert (tmp_path / "accounts.sqlite.damaged-1").read_text() == "an older one"
    assert len(caplog.records) == 1
    assert "accounts.sqlite.damaged-2" in caplog.text
    accounts.add("admin", "word", Role.ADMINISTRATOR)
    store.close()


def test_a_log_that_sqlite_left_is_set_aside_with_its_file(tmp_path: Path) -> None:
    store = AccountStore(tmp_path)
    store.close()
    (tmp_path / "accounts.sqlite-wal").write_bytes(b"of the damaged file, not of the next one")

    store._set_aside(_Damaged("torn"))

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "accounts.sqlite.damaged-1",
        "accounts.sqlite.damaged-1-wal",
    ]


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 2")
    database.close()

    with pytest.raises(StoreError, match="newer version"):
        AccountStore(tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["accounts.sqlite"]


def test_a_file_that_another_process_uses_is_said_to_be_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("babelcam.access.store._BUSY_SECONDS", 0.05)
    store = AccountStore(tmp_path)
    Accounts(store, "babelcam").add("admin", "word", Role.ADMINISTRATOR)
    with pytest.raises(StoreError, match="in use"):
        AccountStore(tmp_path)
    store.close()
    AccountStore(tmp_path).close()


def test_a_place_that_cannot_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the directory should be")
    with pytest.raises(StoreError, match="cannot be opened") as caught:
        AccountStore(tmp_path / "data")
    assert "\n" not in str(caught.value)


def test_memory_keeps_nothing() -> None:
    first = Accounts(AccountStore(None), "babelcam")
    first.add("admin", "word", Role.ADMINISTRATOR)
    assert Accounts(AccountStore(None), "babelcam").names == ()
