"""`python -m benchmarks`: measure, and print what was found."""

from __future__ import annotations

import argparse
import resource
import shlex
import signal
import sys
from pathlib import Path
from types import FrameType

from rich.console import Console

from benchmarks import machine, material, report
from benchmarks.cases.all import ALL
from benchmarks.cases.case import FULL, QUICK, Case, Plan
from benchmarks.missing import Missing
from benchmarks.processes import Ended
from benchmarks.report import Finding
from benchmarks.results import Result

_LETTERS = ",".join(case.letter for case in ALL)
WIDTH = 180  # columns at least, so that no table is squeezed


def main() -> int:
    """Run what the command line asks for; 1 if a case could not be run."""
    options = _options()
    console = Console()
    if console.width < WIDTH:
        console = Console(width=WIDTH)
    if options.list:
        for case in ALL:
            console.print(f"{case.letter}  {case.title}")
        return 0
    _raise_limits()
    signal.signal(signal.SIGTERM, _stop)
    console.print(f"files in {material.cache_folder()} …")
    files = material.prepare()
    findings, failed = [], False
    for case in _chosen(options.only):
        finding, ran = _run(case, QUICK if options.quick else FULL, files)
        report.show(console, finding)
        findings.append(finding)
        failed = failed or not ran
    if options.quick:
        console.print("[yellow]![/] a quick run: the aims are set for the full one")
    about = machine.describe()
    if options.json:
        report.save(options.json, findings, about)
    if options.write:
        report.write_page(findings, about, _command(options))
        console.print(f"written: {report.PAGE}")
    return int(failed)


def _run(case: Case, plan: Plan, files: material.Material) -> tuple[Finding, bool]:
    try:
        return Finding(case, case.run(plan, files)), True
    except (Missing, Ended) as error:
        return Finding(case, Result((), notes=(f"not measured: {error}",))), False


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--list", action="store_true", help="say what can be measured")
    parser.add_argument("--only", metavar="LETTERS", default=_LETTERS, help="such as a,b")
    parser.add_argument("--quick", action="store_true", help="fewer viewers, shorter: to see that it works")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the results there too")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    return parser.parse_args()


def _command(options: argparse.Namespace) -> str:
    """What makes the page again."""
    words = ["python", "-m", "benchmarks", *(["--quick"] if options.quick else [])]
    letters = [] if options.only == _LETTERS else ["--only", options.only]
    return shlex.join([*words, *letters, "--write"])


def _chosen(letters: str) -> list[Case]:
    wanted = letters.split(",")
    unknown = set(wanted) - {case.letter for case in ALL}
    if unknown:
        sys.exit(f"there is no case {', '.join(sorted(unknown))}; see --list")
    return [case for case in ALL if case.letter in wanted]


def _raise_limits() -> None:
    """Sockets for 800 viewers, three each over UDP; children inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _stop(number: int, frame: FrameType | None) -> None:
    """End like an interrupt, so that every child is ended too."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("stopped")
