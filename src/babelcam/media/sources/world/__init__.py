"""A simulated world to look at where there is no camera: a town square, day and night."""

from babelcam.media.sources.world.lens import Lens
from babelcam.media.sources.world.view import Seen, View
from babelcam.media.sources.world.world import Thing, World

__all__ = ["Lens", "Seen", "Thing", "View", "World"]
