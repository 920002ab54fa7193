"""A plan for programs: the contract for editors and scripts."""

from __future__ import annotations

from autovenv.plan.plan import Plan

VERSION = 1


def document(plan: Plan, **beside: object) -> str:
    """Return the plan as a JSON object and a newline. `beside`: further keys.

    Keys: version, root (null outside any project), state, set (name to value), unset (names), path (entries for the front of
    PATH), path_back (for its end), path_gone (entries that it shall not have), watched (kind, path and, where it counts, mtime_ns),
    withheld (files that await consent), messages (lines), reasons (topic, text, where). A
    path that is not valid UTF-8 has its bytes as lone surrogates (PEP 383).
    """
    import json

    watched = [
        {"kind": given.kind, "path": given.path} | ({"mtime_ns": given.mtime_ns} if given.kind == "unchanged" else {})
        for given in plan.inputs
    ]
    return (
        json.dumps(
            {
                "version": VERSION,
                "root": plan.root or None,
                "state": plan.state,
                "set": dict(plan.set),
                "unset": list(plan.unset),
                "path": list(plan.path),
                "path_back": list(plan.path_back),
                "path_gone": list(plan.path_gone),
                "watched": watched,
                "withheld": list(plan.withheld),
                "messages": [plan.message] if plan.message else [],
                "reasons": [{"topic": one.topic, "text": one.text, "where": one.where} for one in plan.reasons],
                **beside,
            }
        )
        + "\n"
    )
