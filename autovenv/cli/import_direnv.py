"""`allow --import-direnv`: what direnv trusts is trusted here, too, as long as it is the very content. Nothing is evaluated."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping

from autovenv.base.digest import digest
from autovenv.base.paths import state_directory
from autovenv.cli.approval import merged
from autovenv.cli.review import row
from autovenv.trust import approved_contents, consent, direnv
from autovenv.trust.approver import Approver
from autovenv.trust.file_consent import entries
from autovenv.trust.record import ALLOW, DENY
from autovenv.trust.source import Source

_LEFT = {
    direnv.CHANGED: "it has changed since direnv allowed it",
    direnv.GONE: "it is there no more",
}


def take_over(environ: Mapping[str, str]) -> None:
    """Record what direnv allows and denies, a line for each; what the user told autovenv itself stays. Raises AutovenvError."""
    state = state_directory(environ)
    count: Counter[str] = Counter()
    for verdict in direnv.verdicts(environ):
        word, why = _take(verdict, state)
        count[word] += 1
        row(word, f"{verdict.path}: {why}" if why else verdict.path)
    if not count:
        print("direnv trusts nothing here")
        return
    taken = f"taken over: {count['allowed']} allowed, {count['denied']} denied"
    print(f"{taken}; {count['known']} known already, {count['left']} left out")


def _take(verdict: direnv.Verdict, state: str) -> tuple[str, str]:
    """Return what was done about one file - "allowed", "denied", "known" or "left" - and why, where that needs saying."""
    if verdict.kind == direnv.DOUBTFUL:
        return "left", verdict.problem
    if verdict.kind in _LEFT:
        return "left", _LEFT[verdict.kind]
    directory = os.path.realpath(os.path.dirname(verdict.path))
    approving = Approver(directory, state)
    current = approving.consent(directory)
    if current.problem:
        return "left", current.problem
    if verdict.kind == direnv.DENIED:
        if current.decision == ALLOW:
            return "left", "direnv denies it, and you allowed its directory here"
        if current.decision == DENY:
            return "known", ""
        consent.deny(directory, state)
        return "denied", ""
    if current.decision == DENY:
        return "left", "direnv allows it, and you denied its directory here"
    source = Source(verdict.path, os.path.realpath(verdict.path), digest(verdict.content), "envrc")
    if approving(source):
        return "known", ""
    if approving.denied(source):
        return "left", f"you denied {approving.denied(source)}"
    approved_contents.keep(verdict.content, state)
    consent.allow(directory, state, current.environments, current.tracked, merged(entries((source,)), approving))
    return "allowed", ""
