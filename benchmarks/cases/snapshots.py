"""(g) Snapshots a second, each request with a Digest of its own."""

from __future__ import annotations

from benchmarks.cases.case import Case, Plan
from benchmarks.material import Material
from benchmarks.measuring import count
from benchmarks.results import Column, Gathering, Result
from benchmarks.servers import babelcam
from benchmarks.servers.served import Kind
from benchmarks.viewers.fleet import asking

CONNECTIONS = 16
COLUMNS = (
    Column("connections"),
    Column("snapshots a second", ".0f"),
    Column("CPU, % of a core", ".1f"),
    Column("user %", ".1f"),
    Column("system %", ".1f"),
    Column("µs a snapshot", ".0f"),
)


def run(plan: Plan, material: Material) -> Result:
    """Every connection asks again as soon as it was answered."""
    gathering = Gathering()
    with babelcam.serve(str(material.mjpeg)) as served:
        port = served.endpoints[Kind.MJPEG].port
        login = (babelcam.USER, babelcam.PASSWORD)
        with asking(port, babelcam.SNAPSHOT, login, CONNECTIONS) as fleet:
            found = count(served, fleet, CONNECTIONS, plan.seconds)
    row = (
        CONNECTIONS,
        found.frames,
        100 * found.load,
        100 * found.cpu.user / found.seconds,
        100 * found.cpu.system / found.seconds,
        found.cost,
    )
    gathering.table("Snapshots with Digest", COLUMNS, [row])
    return gathering.result()


CASE = Case("g", "snapshots a second with Digest", run)
