"""The user, and the machine's name and kind. Windows has neither `id` nor `uname`: both are None there."""

from __future__ import annotations

import os
import sys


def kind_of_machine() -> str:
    """Return what an environment's programs depend on: operating system, architecture, C library ("x86_64-linux-gnu", "darwin", "win").

    An environment of one kind can't be used on another. macOS runs both of its architectures on one machine, so it is one kind.
    """
    return str(getattr(sys.implementation, "_multiarch", "")) or sys.platform.rstrip("0123456789")


if sys.platform == "win32":

    def user_id() -> int | None:
        """Return the user's number."""
        return None

    def user_name() -> str | None:
        """Return the user's name."""
        return None

    def system() -> dict[str, str] | None:
        """Return what `uname` tells, by its option: "s" the system, "n" the host, "r" the release, "m" the machine."""
        return None

else:

    def user_id() -> int | None:
        """Return the number that the user acts under."""
        return os.geteuid()

    def user_name() -> str | None:
        """Return the user's name; None for a number without one."""
        import pwd

        try:
            return pwd.getpwuid(os.geteuid()).pw_name
        except KeyError:
            return None

    def system() -> dict[str, str] | None:
        """Return what `uname` tells, by its option: "s" the system, "n" the host, "r" the release, "m" the machine."""
        told = os.uname()
        return {"s": told.sysname, "n": told.nodename, "r": told.release, "m": told.machine}
