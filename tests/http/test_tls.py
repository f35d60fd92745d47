"""The camera's own certificate."""

from __future__ import annotations

import ssl
import stat
from pathlib import Path

import pytest
from cryptography import x509

from babelcam.addresses import Address
from babelcam.config import ListenSettings
from babelcam.http import tls
from babelcam.testing import camera


def test_a_certificate_is_made_once_and_kept_private(tmp_path: Path) -> None:
    tls.context(None, None, tmp_path, "Yard", "192.0.2.7")
    made = (tmp_path / "https.pem").read_bytes()
    tls.context(None, None, tmp_path, "Yard", "192.0.2.7")

    assert (tmp_path / "https.pem").read_bytes() == made
    assert stat.S_IMODE((tmp_path / "https.pem").stat().st_mode) == 0o600
    names = x509.load_pem_x509_certificate(made).extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    assert "localhost" in names.value.get_values_for_type(x509.DNSName)
    assert "192.0.2.7" in map(str, names.value.get_values_for_type(x509.IPAddress))


def test_a_damaged_one_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "https.pem").write_text("rubbish")
    tls.context(None, None, tmp_path, "Yard", "localhost")
    assert b"BEGIN CERTIFICATE" in (tmp_path / "https.pem").read_bytes()


def test_a_given_certificate_is_used(tmp_path: Path) -> None:
    tls.context(None, None, tmp_path, "Given", "localhost")
    pem = (tmp_path / "https.pem").read_text()
    begin = pem.index("-----BEGIN PRIVATE KEY-----")
    certificate, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    certificate.write_text(pem[:begin])
    key.write_text(pem[begin:])
    anywhere = Address("127.0.0.1", 0)
    listen = ListenSettings(
        http=None, https=anywhere, rtsp=None, mjpeg=None, certificate=certificate, key=key
    )

    with camera("world:?size=320x240", listen=listen) as cam:
        shown = ssl.get_server_certificate(("127.0.0.1", cam.https_port))

    assert shown.split() == pem[:begin].split()


def test_a_certificate_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nope\.pem"):
        tls.context(tmp_path / "nope.pem", None, tmp_path, "Given", "localhost")
