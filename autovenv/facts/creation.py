"""Making the environment that a plan asks for, and saying so in one line."""

from __future__ import annotations

import time

from autovenv.base.errors import AutovenvError
from autovenv.facts.findings import Findings
from autovenv.plan.plan import Make

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def made(wanted: Make, findings: Findings, environ: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Make the environment; `environ` is the one outside of any project. Raises AutovenvError and KeyboardInterrupt."""
    from autovenv.env.create import make

    quiet = findings.settings.quiet
    began = time.monotonic()
    if wanted.retire == "mend":
        from autovenv.deps.sync import put_back

        put_back(wanted.path, findings.state)  # it may have been moved while something was installed into it
    created = make(wanted, findings.state, findings.settings.backend, environ)
    finish(findings.facts.tool, wanted.path, findings.facts.root, environ)
    shown = _shown(wanted.path, findings.facts.root)
    if created.kept and created.was:
        # An error in a quiet configuration, too: somebody has to know where it is.
        say(f"{shown} is kept as {_shown(created.kept, findings.facts.root)}: {created.was}")
    if created.backend and not quiet:
        verb = {"parked": "brought back", "mended": "mended"}.get(created.backend) or ("changed" if wanted.retire == "park" else "created")
        because = f": {created.was}" if created.backend == "mended" else ""
        say(f"{verb} {shown} (python {wanted.version}) in {(time.monotonic() - began) * 1000:.0f} ms{because}")


def _shown(path: str, root: str) -> str:
    return path[len(root.rstrip("/")) + 1 :] if path.startswith(root.rstrip("/") + "/") else path


def finish(tool: str, path: str, root: str, environ: Mapping[str, str]) -> None:
    """Have the project's tool, "" for none, take the environment that was made. Raises AutovenvError."""
    if not tool:
        return
    from autovenv.env import kinds

    try:
        kinds.finish(tool, path, root, environ)
    except OSError as problem:
        raise AutovenvError(f"can't have {tool} use {path}: {problem.strerror}: {problem.filename}") from problem
