"""One file, through our evaluator and through bash: what each makes of the environment."""

from __future__ import annotations

import os
import shlex
import subprocess

from autovenv.base.variables import is_exported
from autovenv.config.envrc.evaluate import evaluate
from autovenv.config.gate import Sources
from autovenv.plan.variables import changed_path
from tests.patience import PATIENCE

# As direnv prepares bash. What the file returns is of no account, but under strict_env.
_HARNESS = """shopt -s nullglob extglob; strict_env() { set -euo pipefail; }; unstrict_env() { set +euo pipefail; }
export DIRENV_IN_ENVRC=1; exec 3>&1 >&2; trap '/usr/bin/env -0 >&3' EXIT; . %s; exit 0"""


def layout(found, scope):
    return found


def ours(path, outside, locate=layout):
    """Return (environment, Evaluated)."""
    found = evaluate(path, outside, Sources(lambda _: True), locate)
    after = {name: text for name, text in outside.items() if name not in found.unset and (is_exported(name) or name == "PATH")}
    after.update(found.set)
    if "PATH" in after or found.front or found.back:
        entries = changed_path(outside.get("PATH", "").split(":"), found.front, found.back, found.gone)
        after["PATH"] = ":".join(entries)
    return after, found


def bashs(path, outside):
    """Return the environment as bash leaves it, None where it fails, and whether it said anything."""
    command = ["/bin/bash", "--noprofile", "--norc", "-c", _HARNESS % shlex.quote(path)]
    done = subprocess.run(
        command, env=outside, cwd=os.path.dirname(path), capture_output=True, check=False, stdin=subprocess.DEVNULL, timeout=PATIENCE
    )
    if done.returncode:
        return None, True
    pairs = [one.partition(b"=") for one in done.stdout.split(b"\0") if one]
    after = {os.fsdecode(name): os.fsdecode(text) for name, _, text in pairs if is_exported(os.fsdecode(name)) or name == b"PATH"}
    return after, done.stderr != b""
