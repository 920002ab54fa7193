"""What the daemon does for a project, in one line: what is slower without it is said."""

from __future__ import annotations

from autovenv.base.mounts import is_shared, shares
from autovenv.base.settings import Settings
from autovenv.daemon import known, status_file
from autovenv.daemon.files import daemon_files, holder
from autovenv.daemon.system import POSSIBLE
from autovenv.plan.inputs import holds

SLOWER = "after a change from outside the next prompt starts the helper once"


def daemon_says(root: str, state: str, settings: Settings) -> str:
    """Return what the daemon does for the project in root, or why it does nothing, and what that means."""
    if not POSSIBLE:
        return f"not on Windows: {SLOWER}"
    place = daemon_files(state)
    stands = status_file.read(place.status)
    if not holder(place)[0]:
        why = "off in the configuration" if not settings.daemon else "does not run" + (f" ({stands.ended})" if stands.ended else "")
        return f"{why}: {SLOWER}"
    if is_shared(root, shares()):
        return f"leaves projects on shares to their shells: {SLOWER}"
    one = known.read(root, state)
    if one is None:
        return f"leaves this project to its shells: {SLOWER}"
    if not all(map(holds, one.inputs)):
        return "has not planned this project again since it changed: the next prompt does"
    return stands.trouble or "has a new plan ready after a change from outside"
