"""`prune`: forget consent to what is there no more."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from autovenv.base.errors import AutovenvError
from autovenv.base.escape import visible
from autovenv.base.paths import state_directory
from autovenv.hook.inherited import undo
from autovenv.trust import contents
from autovenv.trust.stale import remove, stale


def prune(dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Only say what would be removed.")] = False) -> None:
    """Remove consent to directories and files that are there no more."""
    state = state_directory(undo(os.environ))
    found = stale(state)
    approved = contents.folder(state)
    verb = "would remove" if dry_run else "removed"
    if not dry_run:
        try:
            remove(found, state)
        except OSError as problem:
            raise AutovenvError(f"can't remove {problem.filename}: {problem.strerror}") from problem
    copies = [one for one in found if os.path.dirname(one.path) == approved]
    for one in found:
        if one not in copies:
            print(f"{verb} {visible(one.what)}")
    if copies:
        print(f"{verb} {len(copies)} approved {'content' if len(copies) == 1 else 'contents'} that no consent names")
    if not found:
        print("nothing to remove")
