"""Making the environment that a plan asks for, and saying so in one line."""

from __future__ import annotations

import time

from autovenv.hook.gathered import Gathered
from autovenv.plan.plan import Make

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def made(wanted: Make, gathered: Gathered, environ: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Make the environment; `environ` is the one outside of any project. Raises AutovenvError and KeyboardInterrupt."""
    from autovenv.env.create import make

    quiet = gathered.settings.quiet
    began = time.monotonic()
    created = make(wanted, gathered.state, gathered.settings.backend, _mute if quiet else say, environ)
    if created.backend and not quiet:
        verb = "brought back" if created.backend == "parked" else {"discard": "mended", "park": "changed"}.get(wanted.retire, "created")
        say(f"{verb} {_shown(wanted.path, gathered.facts.root)} (python {wanted.version}) in {(time.monotonic() - began) * 1000:.0f} ms")


def _shown(path: str, root: str) -> str:
    return path[len(root.rstrip("/")) + 1 :] if path.startswith(root.rstrip("/") + "/") else path


def _mute(_line: str) -> None:
    return
