"""`prune`: forget consent to what is there no more, and remove what nobody reads any more."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from autovenv.base.errors import AutovenvError
from autovenv.base.escape import visible
from autovenv.base.paths import state_directory
from autovenv.deps import record
from autovenv.facts.outside import undo
from autovenv.jobs import state as jobs
from autovenv.plan import leftovers as leftover
from autovenv.plan.leftovers import leftovers
from autovenv.trust import approved_contents
from autovenv.trust.stale import remove, stale

_KINDS = {
    leftover.PLANS: "plans of directories that are gone",
    leftover.SHELL: "files of shells that have ended",
    leftover.OLDER: "directories of an older version",
}


def prune(dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Only say what would be removed.")] = False) -> None:
    """Remove consent to directories and files that are there no more, their plans, and what shells that ended have left."""
    state = state_directory(undo(os.environ))
    found = stale(state)
    rest = leftovers(state) if os.path.isdir(state) else []
    records = (*record.stale(state), *jobs.stale(state))
    approved = approved_contents.folder(state)
    verb = "would remove" if dry_run else "removed"
    if not dry_run:
        try:
            remove(found, state)
            for left in rest:
                leftover.remove(left, state)
            for path in records:
                record.remove(path)
        except OSError as problem:
            raise AutovenvError(f"can't remove {problem.filename}: {problem.strerror}") from problem
    copies = [one for one in found if os.path.dirname(one.path) == approved]
    for one in found:
        if one not in copies:
            print(f"{verb} {visible(one.what)}")
    if copies:
        print(f"{verb} {len(copies)} approved {'content' if len(copies) == 1 else 'contents'} that no consent names")
    for kind, what in _KINDS.items():
        number = sum(1 for one in rest if one.kind == kind)
        if number:
            print(f"{verb} {what}: {number}")
    if records:
        print(f"{verb} records and logs of installations for directories that are gone: {len(records)}")
    if not found and not rest and not records:
        print("nothing to remove")


COMMANDS = (prune,)
