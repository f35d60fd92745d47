"""The Huffman tables that most JPEGs are coded with: ITU-T T.81 tables K.3 to K.6."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


def _table(selector: int, lengths: str, symbols: str) -> bytes:
    return bytes((selector,)) + bytes.fromhex(lengths) + bytes.fromhex(symbols)


STANDARD: Mapping[int, bytes] = MappingProxyType(
    {
        0x00: _table(0x00, "00010501010101010100000000000000", "000102030405060708090a0b"),
        0x01: _table(0x01, "00030101010101010101010000000000", "000102030405060708090a0b"),
        0x10: _table(
            0x10,
            "0002010303020403050504040000017d",
            "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a252627"
            "28292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a8384858687"
            "88898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9"
            "dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa",
        ),
        0x11: _table(
            0x11,
            "00020102040403040705040400010277",
            "000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a"
            "262728292a35363738393a434445464748494a535455565758595a636465666768696a737475767778797a82838485"
            "868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7"
            "d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa",
        ),
    }
)
"""By their selector, as DHT has it (class in the upper, identifier in the lower four bits); each with that
selector in front."""
