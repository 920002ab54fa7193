"""`why`: the whole chain of decisions, with file and line, and what was passed over."""

from __future__ import annotations

import os

from autovenv.base.escape import visible
from autovenv.cli.daemon_state import daemon_says
from autovenv.cli.shell_state import shell_says
from autovenv.cli.status import of_job
from autovenv.cli.subject import in_force
from autovenv.cli.target import AsJson, Directory
from autovenv.plan.plan import Reason
from autovenv.plan.planner import plan
from autovenv.plan.render.json import document


def why(directory: Directory = ".", as_json: AsJson = False) -> None:
    """Tell how the directory's plan came about, step by step."""
    findings, decided, passed = in_force(directory, thorough=True)
    if as_json:
        print(document(decided, **of_job(findings)), end="")
        return
    if not decided.root:
        print("project       none: no directory from here upwards has a mark of one")
    for one in passed:
        for reason in plan(one.facts).reasons:
            _line(reason)
        _line(Reason("passed by", "the project around it is what a shell has here", one.facts.root))
    for reason in decided.reasons if decided.root else ():
        _line(reason)
    _line(Reason("state", decided.state if decided.root else "nothing"))
    _line(Reason("shell", shell_says(decided, os.environ)))
    if decided.root:
        _line(Reason("daemon", daemon_says(decided.root, findings.state, findings.settings)))
    print(f"watched       {len(decided.inputs)} files; `--json` lists them")


def _line(reason: Reason) -> None:
    where = f"  [{reason.where}]" if reason.where else ""
    print(f"{reason.topic:<12}  {visible(reason.text + where)}")


COMMANDS = (why,)
