"""The camera's own certificate."""

from __future__ import annotations

import stat
from pathlib import Path

from cryptography import x509

from babelcam.http import tls


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
