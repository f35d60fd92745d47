"""The standard Huffman tables."""

from __future__ import annotations

import pytest

from babelcam.media.huffman import STANDARD
from tests.media.sources.jpegs import DHT, parts
from tests.media.sources.making import jpeg


@pytest.mark.parametrize("selector", STANDARD)
def test_libjpeg_writes_the_same_tables(selector: int) -> None:
    tables = b"".join(content for marker, content in parts(jpeg()) if marker == DHT)

    assert STANDARD[selector] in tables
    assert STANDARD[selector][0] == selector


@pytest.mark.parametrize("selector", STANDARD)
def test_each_table_has_as_many_symbols_as_its_lengths_say(selector: int) -> None:
    table = STANDARD[selector]
    assert len(table) == 17 + sum(table[1:17])
    assert len(set(table[17:])) == len(table[17:])
