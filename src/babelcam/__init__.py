"""babelcam: a software IP camera that speaks five vendors' HTTP and RTSP APIs at once."""

from importlib.metadata import version

__version__ = version("babelcam")
