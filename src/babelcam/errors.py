"""What a camera can say no to, in its own words. Dialects render these in theirs."""

from __future__ import annotations


class CameraError(Exception):
    """A request that the camera refuses; the text names the thing and the value."""


class UnknownName(CameraError):
    """There is nothing of that name."""


class BadValue(CameraError):
    """A value of the wrong type or out of its range."""


class Denied(CameraError):
    """The account may not do that."""


class Busy(CameraError):
    """Not now: a limit is reached, or the thing is in use."""


class NotFitted(CameraError):
    """This camera has no such part."""


class NoPicture(CameraError):
    """No picture came in time."""
