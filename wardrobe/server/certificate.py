"""The server's own certificate: made once, pinned by every camera that is paired, hence never changed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from wardrobe.errors import StorageError
from wardrobe.originals import told

FILE: Final = "device.pem"
"""Key and certificate, in the data folder."""
BEGIN: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""Before any clock that a camera may have: a Pi wakes up in the past."""
END: Final = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""RFC 5280, 4.1.2.5: a certificate with no well-defined end. It is pinned, so nothing is won by renewing it."""
NAME: Final = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Otjang")])


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the device port is served with."""

    path: Path
    fingerprint: str
    """SHA-256 of the certificate (DER), in hex."""


def certificate(folder: Path) -> Certificate:
    """The certificate of a data folder, made where there is none. Raises ``StorageError``."""
    path = folder / FILE
    try:
        with told(folder):
            if not path.exists():
                _write(path, _made())
            found = x509.load_pem_x509_certificate(path.read_bytes())
            serialization.load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise StorageError(
            "The certificate for cameras, {path}, is damaged.",
            path=path,
            remedy="Put it back from a backup; or remove it, start again and pair every camera anew.",
        ) from error
    return Certificate(path, found.fingerprint(hashes.SHA256()).hex())


def _made() -> bytes:
    """A new key (P-256) and its certificate, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        x509.CertificateBuilder()
        .subject_name(NAME)
        .issuer_name(NAME)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGIN)
        .not_valid_after(END)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("otjang.local")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + made.public_bytes(serialization.Encoding.PEM)


def _write(path: Path, data: bytes) -> None:
    """There whole or not at all, for this user alone; where another process was quicker its own stays."""
    temporary = path.with_name(f"{FILE}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            return
        except OSError:  # a file system without hard links
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
