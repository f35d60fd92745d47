"""On what it was measured: numbers mean little without it."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

ASK_SECONDS = 10.0


def describe() -> dict[str, str]:
    """The machine, its system, and what was compared."""
    return {
        "Processor": f"{_processor()}, {os.cpu_count()} cores",
        "System": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "babelcam": version("babelcam"),
        "uStreamer": _asked("ustreamer", "--version"),
        "GStreamer": _asked("gst-launch-1.0", "--version"),
    }


def _processor() -> str:
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return found[1] if found else platform.machine()


def _asked(*command: str) -> str:
    try:
        told = subprocess.run(
            command, capture_output=True, text=True, timeout=ASK_SECONDS, check=False
        ).stdout
    except OSError:
        return "not installed"
    found = re.search(r"(?:version |^)(\d+(?:\.\d+)+)", told)
    return found[1] if found else "of unknown version"
