"""The end of an evaluation: a scope as a value."""

from __future__ import annotations

from autovenv.env.layout import bin_directory
from autovenv.plan.plan import Reason
from autovenv.project.difference import difference
from autovenv.project.envrc.scope import Scope
from autovenv.project.evaluated import Evaluated


def evaluated(scope: Scope, evaluator: str, path: str) -> Evaluated:
    """Return what scope came to, after the file at path. The layout's VIRTUAL_ENV and bin directory are the planner's to set."""
    changes = difference(scope.outside, scope.result())
    layout = scope.layout
    environment = layout.path if layout else ""
    entry = bin_directory(environment) if layout else ""
    needs = dict(scope.needs)
    if changes.gone:
        needs.setdefault("PATH", scope.outside.get("PATH"))
    return Evaluated(
        evaluator=evaluator,
        set=tuple((name, text) for name, text in changes.set if (name, text) != ("VIRTUAL_ENV", environment)),
        unset=changes.unset,
        front=tuple(one for one in changes.front if one != entry),
        ahead=changes.front.index(entry) if entry in changes.front else 0,
        back=changes.back,
        gone=changes.gone,
        layout=layout,
        sources=tuple(scope.sources.sources),
        inputs=tuple(scope.sources.inputs),
        needs=tuple(sorted(needs.items())),
        messages=tuple(scope.messages),
        reasons=(Reason("configuration", f"read by the {evaluator} evaluator" if evaluator != "toml" else "read", path),),
    )
