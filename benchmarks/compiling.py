"""C programs of the benchmark, compiled when they are first run."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks.material import cache_folder
from benchmarks.missing import Missing

FLAGS = ("-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror")
COMPILE_SECONDS = 60.0


def compiled(name: str, sources: Sequence[Path], *flags: str) -> Path:
    """The program made of `sources`, from the cache where they have not changed; raises Missing."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        raise Missing("there is no C compiler (apt install gcc)")
    text = b"\0".join(path.read_bytes() for path in sorted(sources)) + repr((FLAGS, flags)).encode()
    program = cache_folder() / f"{name}-{hashlib.sha256(text).hexdigest()[:16]}"
    if not program.exists():
        units = [str(path) for path in sorted(sources) if path.suffix == ".c"]
        new = program.with_suffix(".new")
        command = [compiler, *FLAGS, *flags, "-o", str(new), *units]
        done = subprocess.run(command, capture_output=True, text=True, timeout=COMPILE_SECONDS, check=False)
        if done.returncode:
            raise Missing(f"{name} does not compile here: {done.stderr.strip().splitlines()[0]}")
        new.rename(program)
    return program
