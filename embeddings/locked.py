"""A lock on a file that the system lets go of however the process ends."""

from __future__ import annotations

import sys
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def lock(file: IO[bytes]) -> None:
        """Hold this open file alone until it is closed.

        Raises ``BlockingIOError`` at once where somebody else has it, and ``OSError`` where there are no locks.
        """
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError(*error.args) from error
else:
    import fcntl

    def lock(file: IO[bytes]) -> None:
        """Hold this open file alone until it is closed.

        Raises ``BlockingIOError`` at once where somebody else has it, and ``OSError`` where there are no locks.
        """
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
