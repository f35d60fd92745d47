"""3.5 Authentication."""

from __future__ import annotations

import re

import pytest

from babelcam.testing import TestCamera
from tests.conformance.wire import digest

SNAPSHOT = "/cgi-bin/snapshot.cgi?channel=1"


@pytest.mark.parametrize("target", [SNAPSHOT, "/cgi-bin/mjpg/video.cgi", "/cgi-bin/snapshot.cgi?channel=0"])
@pytest.mark.parametrize("login", [None, ("nobody", "wrong")])
def test_3_5_one_challenge_that_clients_of_this_family_can_read(
    cam: TestCamera, target: str, login: tuple[str, str] | None
) -> None:
    answer = cam.get(target, login=login)

    assert answer.status == 401
    (challenge,) = answer.all("WWW-Authenticate")
    assert challenge.startswith('Digest realm="')
    values = re.findall(r'"([^"]*)"', challenge)
    assert not any("," in value for value in values)  # rroller/dahua cuts at every comma
    assert 'qop="auth"' in challenge
    assert "auth-int" not in challenge
    assert re.search(r'nonce="[^"]+"', challenge)
    assert re.search(r'opaque="[^"]+"', challenge)


def test_3_5_digest_is_calculated_with_md5(cam: TestCamera) -> None:
    challenge = cam.get(SNAPSHOT, login=None).header("WWW-Authenticate") or ""
    answered = digest(challenge, cam.name, cam.password, "GET", SNAPSHOT)

    answer = cam.get(SNAPSHOT, login=None, headers={"Authorization": answered})

    assert answer.content_type == "image/jpeg"


def test_3_5_basic_unasked_is_taken(cam: TestCamera) -> None:
    assert cam.get(SNAPSHOT).content_type == "image/jpeg"  # python-amcrest tries it first


def test_3_5_what_was_signed_may_be_spelt_otherwise_on_the_wire(cam: TestCamera) -> None:
    """rroller/dahua signs brackets and blanks as they are and sends them encoded (dahua#647)."""
    challenge = cam.get(SNAPSHOT, login=None).header("WWW-Authenticate") or ""
    signed = "/cgi-bin/snapshot.cgi?channel=1&Note[0].Text=a b"
    answered = digest(challenge, cam.name, cam.password, "GET", signed)

    sent = "/cgi-bin/snapshot.cgi?channel=1&Note%5B0%5D.Text=a+b"
    answer = cam.get(sent, login=None, headers={"Authorization": answered})

    assert answer.content_type == "image/jpeg"
