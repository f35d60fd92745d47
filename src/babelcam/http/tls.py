"""TLS: a certificate that was given, or one that the camera makes for itself."""

from __future__ import annotations

import datetime
import ipaddress
import os
import socket
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID_DAYS = 825  # the longest that browsers take
RENEW_DAYS = 30
_FILE = "https.pem"


def context(certificate: Path | None, key: Path | None, folder: Path, name: str, host: str) -> ssl.SSLContext:
    """TLS 1.2 and up with the given certificate, or the camera's own, which is kept in `folder`.

    Raises OSError or ssl.SSLError if the certificate cannot be used.
    """
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if certificate:
        _load(made, certificate.expanduser(), key.expanduser() if key else None)
    else:
        made.load_cert_chain(_own(folder / _FILE, name, host))
    return made


def _load(context: ssl.SSLContext, certificate: Path, key: Path | None) -> None:
    for path in filter(None, (certificate, key)):
        path.open("rb").close()  # for an error that names the file
    context.load_cert_chain(certificate, key)


def _own(path: Path, name: str, host: str) -> Path:
    """The camera's own certificate with its key, made anew when there is none or it soon expires."""
    if not (path.exists() and _is_fresh(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".new")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(_make(name, host))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    return path


def _is_fresh(path: Path) -> bool:
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
    except ValueError:
        return False
    left = certificate.not_valid_after_utc - datetime.datetime.now(datetime.UTC)
    return left > datetime.timedelta(days=RENEW_DAYS)


def _make(name: str, host: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _short(name))])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=VALID_DAYS))
        .add_extension(x509.SubjectAlternativeName(_names(host)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM) + private


def _ascii(host: str) -> str:
    """As much of a host name as a certificate takes; others are reached by their address."""
    return host.encode("ascii", "ignore").decode() or "localhost"


def _short(name: str) -> str:
    """As much of a name as X.509 has room for: 64 bytes (RFC 5280, ub-common-name)."""
    return name.encode()[:64].decode(errors="ignore")


def _names(host: str) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.DNSName(_ascii(socket.gethostname()))]
    addresses = ["127.0.0.1", "::1"]
    try:
        ipaddress.ip_address(host)
        addresses.append(host)
    except ValueError:
        names.append(x509.DNSName(_ascii(host)))
    return names + [x509.IPAddress(ipaddress.ip_address(address)) for address in dict.fromkeys(addresses)]
