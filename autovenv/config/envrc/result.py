"""The end of an evaluation: a scope as a value."""

from __future__ import annotations

from autovenv.base.errors import EvaluationError
from autovenv.base.variables import LONGEST
from autovenv.config.difference import beside, difference
from autovenv.config.envrc.scope import Scope
from autovenv.config.result import Evaluated
from autovenv.plan.plan import Reason

_HOME = "HOME stays as it is for the shell: what you approved, and your settings, lie below it"


def evaluated(scope: Scope, evaluator: str, path: str) -> Evaluated:
    """Return the result of scope, after the file at path. The layout's VIRTUAL_ENV and bin directory are the planner's to set.

    Raises EvaluationError for a variable that is too long to be handed down.
    """
    after = scope.result()
    if after.get("VIRTUAL_ENV") == "":
        del after["VIRTUAL_ENV"]  # `VIRTUAL_ENV=$(poetry env info --path)` before there is one: a shell in no environment has none
    for name, text in after.items():
        if scope.outside.get(name) != text and len(f"{name}={text}".encode(errors="replace")) > LONGEST:
            raise EvaluationError(path, f"{name} would be longer than {LONGEST + 1 >> 10} KiB: no program could be started with it")
    changes = difference(scope.outside, after)
    rest, ahead = beside(changes, scope.layout.path if scope.layout else "")
    stays = () if after.get("HOME") == scope.outside.get("HOME") else (f"{path}: {_HOME}",)
    needs = dict(scope.needs)
    # Every shell that comes here is told what is missing, not only the first one; what the file throws away is said to none.
    missing = scope.missing if scope.layout is None else None
    spoken = tuple(line for line in scope.messages if missing is None or line != missing.line)
    if changes.gone:
        needs.setdefault("PATH", scope.outside.get("PATH"))
    return Evaluated(
        evaluator=evaluator,
        set=rest.set,
        unset=rest.unset,
        front=rest.front,
        ahead=ahead,
        back=rest.back,
        gone=rest.gone,
        layout=scope.layout,
        missing=missing,
        muted=missing is not None and missing.line not in scope.messages,
        sources=tuple(scope.sources.sources),
        inputs=tuple(scope.sources.inputs),
        needs=tuple(sorted(needs.items())),
        messages=(*spoken, *stays),
        reasons=(Reason("configuration", f"read by the {evaluator} evaluator" if evaluator != "toml" else "read", path),),
    )
