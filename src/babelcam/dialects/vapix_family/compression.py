"""`compression`: 0 (none) to 100 (most), the other way round than JPEG quality."""

from __future__ import annotations


class Compression:
    """Between `compression` 0-100 and JPEG quality 100-1."""

    wanted = "a whole number from 0 to 100"

    def parse(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= 100):
            raise ValueError(text)
        return max(1, 100 - int(text))

    def format(self, value: int) -> str:
        return str(100 - value)
