"""How many connections this process can hold at all: each takes a file descriptor."""

from __future__ import annotations

import resource

RESERVE = 256  # for sources, the store, encoders, and a person who must get in


def allow_all() -> None:
    """Raise the process's own limit as far as the system lets it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def share(part: float, at_most: int) -> int:
    """`part` of the descriptors that connections may take, but not more than `at_most`."""
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    usable = at_most / part if limit == resource.RLIM_INFINITY else max(limit - RESERVE, limit // 2)
    return max(1, min(at_most, int(usable * part)))
