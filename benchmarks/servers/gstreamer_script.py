"""usage: gstreamer_script.py PORT FILE: serve an MP4 file at rtsp://127.0.0.1:PORT/file.

For the system's Python. With --probe it only finds out whether GStreamer is there.
"""

from __future__ import annotations

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402 - their versions come first

BACKLOG = 1024  # connections that may wait; its own are 5
ELEMENTS = ("filesrc", "qtdemux", "h264parse", "rtph264pay")


def main() -> None:
    """Serve for ever."""
    Gst.init(None)
    if sys.argv[1] == "--probe":
        sys.exit(not all(Gst.ElementFactory.find(name) for name in ELEMENTS))
    port, path = sys.argv[1:]
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(f'( filesrc location="{path}" ! qtdemux ! h264parse ! rtph264pay name=pay0 pt=96 )')
    factory.set_shared(True)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    server.set_backlog(BACKLOG)
    server.get_mount_points().add_factory("/file", factory)
    server.attach(None)
    GLib.MainLoop().run()


main()
