"""The plan of the square, in metres from the camera's mast: four streets cross like a # round a garden.

The camera stands in the middle. Each of the four sides looks the same on the plan; a place on a side is
`u` metres to the right and `r` metres out, as the camera sees it.
"""

from __future__ import annotations

GARDEN = 14.5  # half the width of the garden in the middle
INNER_KERB, OUTER_KERB = 18.5, 25.5  # the carriageway runs between them
PARKING = 27.7  # the parking bays reach out to here, but only in front of the houses of a side
FRONT = 33.0  # where the houses stand
SIDE_HALF = 14.5  # half the length of a side's row of houses
CORNER_ROW = 21.0  # length of each row of houses at a corner
REACH = 150.0  # how far the streets go
BAYS = (-9.9, -3.3, 3.3, 9.9)  # middles of the parking bays of a side
LANES = (20.25, 23.75)  # middles of the lanes


def side(quarter: int, u: float, r: float) -> tuple[float, float]:
    """A place on a side, as (east, north). Sides: 0 north, 1 east, 2 south, 3 west."""
    return ((u, r), (r, -u), (-u, -r), (-r, u))[quarter % 4]
