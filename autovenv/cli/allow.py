"""`allow`, `deny`, `revoke`: the user's consent to what a project brings."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

from autovenv.base.errors import FAILED, NOT_TRUSTED, AutovenvError, say
from autovenv.base.escape import visible
from autovenv.base.parents import is_inside, same_directory
from autovenv.base.settings import read_settings
from autovenv.cli.approval import approve_files
from autovenv.cli.parameters import DIRECTORY, Parameter
from autovenv.cli.proposal import show
from autovenv.cli.question import confirm
from autovenv.cli.review import row
from autovenv.cli.set_up import Result, set_up
from autovenv.cli.subject import project_or_directory
from autovenv.daemon.wake import hand_over
from autovenv.facts.configuration import as_approved
from autovenv.facts.directory import logical
from autovenv.facts.findings import Findings
from autovenv.facts.outside import undo
from autovenv.facts.review import review
from autovenv.facts.session import order, session_of, shell_of
from autovenv.facts.settle import settle
from autovenv.hook.helper import ONCE, asking
from autovenv.plan.plan import ACTIVE
from autovenv.plan.store import forget, publish_for_all
from autovenv.trust import consent
from autovenv.trust.approver import Approver
from autovenv.trust.source import Source

PARAMETERS = {
    "allow": {
        "directory": DIRECTORY,
        "once": Parameter("For this shell only.", ("--once",)),
        "yes": Parameter("Do not ask, not even about code that the repository brings.", ("--yes", "-y")),
        "below": Parameter("All projects below this directory, at once.", ("--below",), "DIR"),
        "no_install": Parameter("Make the environment, and install nothing.", ("--no-install",)),
        "import_direnv": Parameter("Take over what direnv trusts, wherever it lies.", ("--import-direnv",)),
    },
    "deny": {"directory": DIRECTORY},
    "revoke": {"directory": DIRECTORY},
}


def allow(
    directory: str = ".",
    *,
    once: bool = False,
    yes: bool = False,
    below: str | None = None,
    no_install: bool = False,
    import_direnv: bool = False,
) -> None:
    """Approve what a project brings, after showing it, and do the work that follows from it."""
    if import_direnv:
        if directory != "." or once:
            raise AutovenvError(
                "--import-direnv is about all that direnv trusts, for good: it takes no directory and no --once", NOT_TRUSTED
            )
        from autovenv.cli.import_direnv import take_over

        take_over(undo(os.environ))
        return
    if below is not None:
        if directory != "." or once:
            raise AutovenvError("--below is about a tree, for good: it takes no second directory and no --once", NOT_TRUSTED)
        from autovenv.cli.allow_below import approve_all

        approve_all(below, lambda project: approve(project, yes=yes, install=not no_install), yes=yes, install=not no_install)
        return
    approve(directory, once=once, yes=yes, install=not no_install)


def approve(
    directory: str, *, once: bool = False, yes: bool = False, install: bool = False, agree: Callable[[], None] | None = None
) -> None:
    """Show what the project brings and what it would get, record the consent, and set it up. `install`: its packages, too.

    `agree`, if given, is called after each file was shown and raises where the user does not agree; the consent is then to files
    alone, and not to an environment. Raises AutovenvError, and SystemExit(FAILED) where the project is not active afterwards.
    """
    findings = project_or_directory(directory, set_up=True)
    root = findings.facts.root
    real = os.path.realpath(root)
    session = session_of(os.environ) if once else ""
    approving = Approver(real, findings.state, session, findings.settings.trusted_paths)

    def with_approval(approves: Callable[[Source], bool]) -> Findings:
        return review(root, os.environ, session_of(os.environ), approves, say)

    row("project", root)
    if directory != "." and not same_directory(logical(directory), root):
        row("", f"{logical(directory)} is a part of it: it has no pin, no environment and no configuration of its own")
    findings, files = approve_files(findings, approving, with_approval, agree or _nothing_to_ask)
    show(findings, install=install)
    facts = findings.facts
    before = approving.consent(real)
    environments, tracked = before.environments, before.tracked
    if agree is None:
        if facts.tracked and not yes:
            _ask(facts.environment)
        environments = (findings.environment.real,) if facts.state == "healthy" or facts.copied else ()
        environments += (facts.program,) if facts.program else ()
        tracked = facts.tracked

    def record(environments: tuple[str, ...]) -> None:
        if once:
            order("once", os.environ, findings.state)
            consent.allow_once(real, session, findings.state, environments, tracked, files)
        else:
            consent.allow(real, findings.state, environments, tracked, files)

    record(environments)
    known = as_approved(findings, session)
    for line in findings.configuration.messages if findings.configuration and findings.configuration.ran and not once else ():
        say(line)
    if agree is None:
        result = set_up(
            root,
            os.environ,
            session,
            install=install,
            configuration=known,
            findings=findings,
            approve=lambda made: record((*environments, made)),
        )
        _tell(result)
    else:
        result = Result(settle(root, os.environ, session=session, root=root, say=say, configuration=known))
    _end(result, root, session)


def _tell(result: Result) -> None:
    if result.fetched:
        row("python", f"{result.fetched}, fetched by uv")
    if result.line:
        row("packages", result.line)


def _end(result: Result, root: str, session: str) -> None:
    """Let the shells have the plan, and tell what came of it. Raises what failed, and SystemExit(FAILED) where it is not active."""
    outcome = result.outcome
    inside = _shell_inside(root)
    environ = {**undo(os.environ), ONCE: session}
    decided = asking(outcome.plan, environ)
    publish_for_all(decided, outcome.state, time.time_ns(), *inside)
    if inside[1] and read_settings(os.environ).daemon:
        # The shell may never ask the helper about what is stored for it already.
        hand_over(decided, outcome.findings.configuration, environ, outcome.state)
    # Of what is in force the shell tells that it is typed in, at once; and what failed says more.
    if outcome.plan.message and not (inside[0] and outcome.plan.state == ACTIVE) and result.failure is None:
        print(visible(outcome.plan.message), file=sys.stderr)
    elif outcome.plan.state != ACTIVE and result.failure is None and outcome.plan.reasons and not outcome.findings.facts.reading_only:
        say(outcome.plan.reasons[-1].text)
    row("state", outcome.plan.state)
    if result.failure is not None:
        raise result.failure
    if outcome.plan.state != ACTIVE:
        raise SystemExit(FAILED)


def _shell_inside(root: str) -> tuple[str, str]:
    """Return the session of the shell that this command was typed in, "" if its next prompt is not in root, and that shell's kind."""
    session = session_of(os.environ)
    return session if is_inside(os.path.realpath("."), os.path.realpath(root)) else "", shell_of(session)


def deny(directory: str = ".") -> None:
    """Leave a project alone, and do not mention it again."""
    findings = project_or_directory(directory)
    consent.deny(os.path.realpath(findings.facts.root), findings.state)
    forget(findings.state, findings.facts.root)
    print(f"denied {visible(findings.facts.root)}; `autovenv revoke` or `autovenv allow` takes that back")


def revoke(directory: str = ".") -> None:
    """Take a decision back: the project is as if it were seen for the first time."""
    findings = project_or_directory(directory)
    if not consent.revoke(os.path.realpath(findings.facts.root), findings.state, session_of(os.environ)):
        raise AutovenvError(f"nothing was decided about {visible(findings.facts.root)}")
    forget(findings.state, findings.facts.root)
    print(f"revoked what was decided about {visible(findings.facts.root)}")


def _ask(path: str) -> None:
    unasked = f"{visible(path)} is committed to git: `autovenv allow --yes` approves it without asking"
    confirm("Use it?", "nothing was approved", unasked)


def _nothing_to_ask() -> None:
    """`allow` is the consent itself: what it approves was shown."""


COMMANDS = (allow, deny, revoke)
