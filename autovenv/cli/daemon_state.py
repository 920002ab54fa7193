"""One line for `status`: what the daemon does for a project, and what is slower without it."""

from __future__ import annotations

from autovenv.base.mounts import is_shared, shares
from autovenv.base.settings import Settings
from autovenv.daemon import known, status_file
from autovenv.daemon.files import daemon_files, holder
from autovenv.daemon.system import POSSIBLE
from autovenv.plan.inputs import holds

SLOWER = "the next prompt after a change from outside starts one helper"


def daemon_says(root: str, state: str, settings: Settings) -> str:
    """Return what the daemon does for the project in root; where it does nothing, why, and what is slower."""
    if not POSSIBLE:
        return f"not on Windows: {SLOWER}"
    place = daemon_files(state)
    published = status_file.read(place.status)
    if not holder(place)[0]:
        why = "turned off" if not settings.daemon else "does not run" + (f" ({published.ended})" if published.ended else "")
        return f"{why}: {SLOWER}"
    if is_shared(root, shares()):
        return f"leaves projects on shares to their shells: {SLOWER}"
    one = known.read(root, state)
    if one is None:
        return f"leaves this project to its shells: {SLOWER}"
    if not all(map(holds, one.inputs)):
        return "has not planned this project since its last change: the next prompt does"
    return published.trouble or "keeps this project's plan up to date"
