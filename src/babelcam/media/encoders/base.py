"""What every encoder does."""

from __future__ import annotations

from abc import ABC, abstractmethod

from babelcam.media.frame import Frame, Picture


class Encoder(ABC):
    """Makes frames of pictures, one for one, without delay. Used by one thread."""

    @abstractmethod
    def encode(self, picture: Picture, number: int, *, key: bool) -> Frame:
        """Code `picture`, which has the encoding's size, as frame `number`; as a key frame if `key`."""
