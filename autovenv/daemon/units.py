"""The unit of systemd, or the agent of launchd, that starts the daemon at each login. Only `daemon install` writes it.

Sources: systemd.service(5), systemd.syntax(7), launchd.plist(5).
"""

from __future__ import annotations

import os
import sys

from autovenv.base.paths import home_directory
from autovenv.base.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LABEL = "io.github.autovenv.daemon"


@value
class Unit:
    """A unit file, and the commands that enable and disable it."""

    path: str
    text: str
    enable: tuple[tuple[str, ...], ...]
    disable: tuple[tuple[str, ...], ...]


def unit(command: Sequence[str], environ: Mapping[str, str], platform: str = sys.platform) -> Unit:
    """Return the unit that runs command at each login of this user."""
    if platform == "darwin":
        path = os.path.join(home_directory(environ), "Library", "LaunchAgents", f"{_LABEL}.plist")
        return Unit(path, _agent(command), (("launchctl", "load", "-w", path),), (("launchctl", "unload", "-w", path),))
    base = environ.get("XDG_CONFIG_HOME", "")
    base = base if os.path.isabs(base) else os.path.join(home_directory(environ), ".config")
    control = ("systemctl", "--user")
    return Unit(
        os.path.join(base, "systemd", "user", "autovenv.service"),
        _service(command),
        ((*control, "daemon-reload"), (*control, "enable", "--now", "autovenv.service")),
        ((*control, "disable", "--now", "autovenv.service"), (*control, "daemon-reload")),
    )


def _service(command: Sequence[str]) -> str:
    # If the daemon ends by itself (idle or outdated), systemd leaves it so: the next shell that needs it starts it. If it gave up, systemd
    # waits as long as shells do (start.py).
    return (
        "[Unit]\nDescription=autovenv keeps the plans of your projects up to date\n\n"
        f"[Service]\nExecStart={' '.join(map(_word, command))}\nRestart=on-failure\nRestartSec=600\n"
        # Exit code 4: a daemon that a shell started runs already. KillMode: a job goes on when the daemon ends.
        "SuccessExitStatus=4\nKillMode=process\nSlice=background.slice\n\n"
        "[Install]\nWantedBy=default.target\n"
    )


def _word(text: str) -> str:
    """Return text quoted as one word of ExecStart=, where C's escapes, `%` and `$` have a meaning."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$").replace("\n", "\\n")
    return f'"{escaped}"'


def _agent(command: Sequence[str]) -> str:
    import plistlib

    keys = {"Label": _LABEL, "ProgramArguments": list(command), "RunAtLoad": True, "ProcessType": "Background", "LowPriorityIO": True}
    return plistlib.dumps(keys).decode("utf-8")
