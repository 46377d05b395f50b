"""The port: taken before anything is loaded, so that a port in use is told at once."""

from __future__ import annotations

import errno
import socket
from typing import Final

from embeddings.errors import OtjangError

ANY_ADDRESS: Final = frozenset({"0.0.0.0", "::"})


class PortError(OtjangError, OSError):
    """The server cannot listen where it was told to."""


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address; port 0 takes any free one. Raises ``PortError``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)  # a second listener on the same port fails only from here on
    except (OSError, OverflowError) as error:
        listener.close()
        raise _told(host, port, error) from error
    return listener


def addresses(host: str, port: int, scheme: str = "http") -> list[str]:
    """What to type into a browser: here, and on the other devices of the network where it listens to them."""
    if host not in ANY_ADDRESS:
        return [f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"]
    here, lan = f"{scheme}://localhost:{port}", _lan_address()
    return [here, f"{scheme}://{lan}:{port}"] if lan else [here]


def _lan_address() -> str | None:
    """This machine's address on the network that leads outside; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address for documentation (RFC 5737): only the route is looked up
        except OSError:
            return None
        return str(probe.getsockname()[0])


def _told(host: str, port: int, error: OSError | OverflowError) -> PortError:
    match getattr(error, "errno", None):
        case errno.EADDRINUSE:
            return PortError(
                "Port {port} is in use.",
                port=port,
                remedy="Stop what uses it (another `otjang up`?), or take another: `otjang up --port {other}`.",
                other=port + 1 if port < 65_535 else port - 1,
            )
        case errno.EACCES | errno.EPERM:
            return PortError(
                "Port {port} may not be used by this user.",
                port=port,
                remedy="Choose one of 1024 or more: `otjang up --port 8600`.",
            )
        case _:
            return PortError(
                "Otjang cannot listen on {host}, port {port}: {reason}.",
                host=host,
                port=port,
                reason=getattr(error, "strerror", None) or error,
                remedy="Use `--host 127.0.0.1` for this machine alone, or `--host 0.0.0.0` for the whole network.",
            )
