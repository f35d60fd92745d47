"""Who gets a place for an encoding of its own, and who must wait."""

from __future__ import annotations

import pytest

from babelcam.errors import BadValue, Busy
from babelcam.media.encoding import Encoding, Jpeg
from babelcam.media.frame import Size
from babelcam.media.room import MAX_ENCODINGS, MAX_PER_ACCOUNT, Held, check_size, to_give_up

SIZE = Size(64, 48)


def places(count: int, account: str, *, idle: bool = False, quality: int = 1) -> dict[Encoding, Held]:
    """So many places that one account holds."""
    return {Jpeg(SIZE, 25, quality + n): Held(account, idle) for n in range(count)}


def test_while_there_is_room_nobody_gives_anything_up() -> None:
    assert to_give_up({}, "ann") is None
    assert to_give_up(places(MAX_PER_ACCOUNT - 1, "ann"), "ann") is None
    assert to_give_up(places(MAX_PER_ACCOUNT, "bob"), "ann") is None


def test_who_has_its_share_gives_up_an_idle_place_of_its_own() -> None:
    held = places(MAX_PER_ACCOUNT - 1, "ann") | places(1, "ann", idle=True, quality=50)
    held |= places(2, "bob", idle=True, quality=70)
    assert to_give_up(held, "ann") == Jpeg(SIZE, 25, 50)


def test_without_an_idle_one_it_must_wait() -> None:
    with pytest.raises(Busy):
        to_give_up(places(MAX_PER_ACCOUNT, "ann") | places(1, "bob", idle=True, quality=50), "ann")


def test_when_all_places_are_taken_anybodys_idle_one_goes() -> None:
    full = places(MAX_PER_ACCOUNT, "ann") | places(MAX_ENCODINGS - MAX_PER_ACCOUNT - 1, "bob", quality=30)
    assert to_give_up(full | places(1, "cid", idle=True, quality=60), "eve") == Jpeg(SIZE, 25, 60)
    with pytest.raises(Busy):
        to_give_up(full | places(1, "cid", quality=60), "eve")


def test_the_sources_own_size_may_always_be_had() -> None:
    large = Jpeg(Size(8192, 4096), 25, 80)
    check_size(large, large.size)
    with pytest.raises(BadValue):
        check_size(large, SIZE)
