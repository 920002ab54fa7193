"""Consent to a project's files: shown one after the other, each before anything of it is evaluated."""

from __future__ import annotations

from collections.abc import Callable

from autovenv.base.errors import AutovenvError
from autovenv.cli.review import Review, row
from autovenv.facts.findings import Findings
from autovenv.trust import approved_contents
from autovenv.trust.approver import Approver
from autovenv.trust.file_consent import entries
from autovenv.trust.record import ALLOW
from autovenv.trust.source import Source

Files = tuple[tuple[str, str], ...]
Reviewing = Callable[[Callable[[Source], bool]], Findings]

_ROUNDS = 64
_KEPT = 8  # contents of one file
_MOST = 512  # entries of a record


def approve_files(findings: Findings, approving: Approver, reviewed: Reviewing, agree: Callable[[], None]) -> tuple[Findings, Files]:
    """Show every file of the project that has no consent yet; return what is known with all of them approved, and what to record.

    `reviewed` reviews the project with another answer to what is approved. `agree` raises where the user does not: it is asked after each
    file, and only then the file takes part. Nothing is recorded here; what was shown is kept, for the next difference. Raises
    AutovenvError.
    """
    if findings.configuration is None:
        return findings, ()
    review = Review(findings.facts.root, lambda source: _earlier(source, approving, findings.state))

    def approves(source: Source) -> bool:
        return review.has_shown(source) or approving(source)

    for _ in range(_ROUNDS):
        findings = reviewed(approves)
        withheld = findings.configuration.withheld if findings.configuration else None
        if withheld is None:
            break
        denied = approving.denied(withheld)
        if denied not in {"", approving.real_root}:
            raise AutovenvError(f"{withheld.path} lies in {denied}, which you denied: `autovenv revoke {denied}` takes that back")
        review.show(withheld)
        agree()
    else:
        raise AutovenvError(f"more than {_ROUNDS} files take part, or one of them changes all the time: nothing was approved")
    for source in findings.configuration.sources if findings.configuration else ():
        if not review.has_shown(source):
            row(review.name(source), "as it was approved before" if approving.known(source) else "below a path that you trust")
    for content in review.contents:
        approved_contents.keep(content, findings.state)
    return findings, merged(entries(review.shown), approving)


def merged(new: Files, approving: Approver) -> Files:
    """Return new and what the project's record has approved before: going back to that, as a branch does, asks nothing.

    The newest contents come first, and a few of each file are kept.
    """
    consent = approving.consent(approving.real_root)
    kept: list[tuple[str, str]] = []
    for entry in dict.fromkeys((*new, *(consent.files if consent.decision == ALLOW else ()))):
        if sum(path == entry[0] for path, _ in kept) < _KEPT:
            kept.append(entry)
    return tuple(kept[:_MOST])


def _earlier(source: Source, approving: Approver, state: str) -> bytes | None:
    sha256 = approving.known(source)
    return approved_contents.kept(sha256, state) if sha256 else None
