"""Who the user is and what the machine is called, as `id` and `uname` say it. Windows has neither: there all of it is unknown (None)."""

from __future__ import annotations

import os
import sys

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
