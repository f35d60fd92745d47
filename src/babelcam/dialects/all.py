"""Every dialect that babelcam speaks. A new vendor is one folder and one line here."""

from __future__ import annotations

from babelcam.dialects.amcrest import DIALECT as AMCREST
from babelcam.dialects.axis import DIALECT as AXIS
from babelcam.dialects.base.dialect import Dialect
from babelcam.dialects.ipdevice import DIALECT as IPDEVICE
from babelcam.dialects.mobotix import DIALECT as MOBOTIX
from babelcam.dialects.vapix3 import DIALECT as VAPIX3

ALL: tuple[Dialect, ...] = (AXIS, VAPIX3, MOBOTIX, IPDEVICE, AMCREST)
