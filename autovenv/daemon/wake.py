"""A word to the daemon: that a project was planned. Where there is no daemon, one is started. Nobody waits for either."""

from __future__ import annotations

import os

from autovenv import __version__
from autovenv.daemon import known, system
from autovenv.daemon.files import daemon_files
from autovenv.plan.plan import ACTIVE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.config.configuration import Configuration
    from autovenv.plan.plan import Plan

MESSAGE_END, VERSION_END = b"\0", b"\x1f"
_OF_ONE_SHELL = ("AUTOVENV_OFF", "AUTOVENV_ONCE")
_LONGEST = 512  # bytes that any FIFO takes whole (PIPE_BUF of POSIX)


def hand_over(plan: Plan, configuration: Configuration | None, environ: Mapping[str, str], state: str) -> None:
    """Have the daemon know what was planned, if it can do the same again, and start one where a project became active. Raises nothing."""
    if not system.POSSIBLE or any(environ.get(name) for name in _OF_ONE_SHELL):
        return
    if not known.can_be_planned(plan, configuration):
        known.forget(plan.root, state)
        return
    known.keep(plan, environ, state)
    if not wake(plan.root, state) and plan.state == ACTIVE:
        from autovenv.daemon.start import start_behind

        start_behind(environ, state)


def wake(root: str, state: str) -> bool:
    """Tell the daemon that root was planned ("": look at everything); return whether one hears it."""
    begin = os.fsencode(__version__) + VERSION_END
    message = begin + os.fsencode(root) + MESSAGE_END
    return system.knock(daemon_files(state).wake, message if len(message) <= _LONGEST else begin + MESSAGE_END)
