"""A camera inside somebody else's test suite.

    with babelcam.testing.camera() as cam:
        client = SomeVendorClient(cam.host, cam.http_port, cam.name, cam.password)
        assert client.snapshot().startswith(b"\\xff\\xd8")
        assert cam.requests.last.target == "/cgi-bin/snapshot.cgi?channel=1"

or, with pytest, the fixture `babelcam`.
"""

from babelcam.testing.camera import ADMINISTRATOR, Administrator, TestCamera, camera
from babelcam.testing.client import Answer
from babelcam.testing.requests import RequestLog

__all__ = ["ADMINISTRATOR", "Administrator", "Answer", "RequestLog", "TestCamera", "camera"]
