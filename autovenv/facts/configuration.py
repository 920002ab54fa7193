"""The evaluation of a root's files with all that it needs: where environments are, how they are made, what direnv handles."""

from __future__ import annotations

import os

from autovenv.base.value import replace
from autovenv.config.configuration import Configuration
from autovenv.config.evaluation import Evaluator, configure
from autovenv.config.files import ENVRC, Files, without
from autovenv.env.layout import Layout
from autovenv.facts.memory import remember
from autovenv.trust.approver import Approver
from autovenv.trust.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from autovenv.config.envrc.scope import Scope
    from autovenv.facts.context import Context
    from autovenv.facts.findings import Findings
    from autovenv.plan.inputs import Input

_LIMIT = 1 << 20  # bytes


def configured_by(
    files: Files, here: Context, approving: Approver, approves: Callable[[Source], bool], say: Callable[[str], None] | None
) -> Configuration:
    """Return what the files come to. `approving` knows the records, `approves` decides (they differ while `allow` asks)."""
    found: list[Input] = []
    needs: dict[str, str | None] = {}

    def place(layout: Layout, scope: Scope) -> Layout:
        from autovenv.env.kinds import locate, placed

        # As the tool would be called on that line: where, and with what the lines above have set.
        environ = scope.result()
        kept = scope.variables.get("direnv_layout_dir")  # direnv's own code reads it, which needs no export
        below = here.settings.own_place or here.settings.venv_path
        at = locate(layout, scope.directory, {**environ, "direnv_layout_dir": kept} if kept else environ, below)
        found.extend(at.inputs)
        needs.update((name, text) for name, text in at.needs if text == here.environ.get(name))
        return placed(layout, at)

    def make(layout: Layout) -> str:
        from autovenv.facts.layout import realised

        return realised(layout, files.root, here, say or _silent)

    evaluator = Evaluator(here.environ, approves, place, make, say)
    result = configure(files, evaluator, lambda source: bool(approving.known(source)))
    needs.update(result.configured.needs)
    configured = replace(result.configured, needs=tuple(sorted(needs.items())))
    return replace(result, files=files, configured=configured, inputs=(*approving.inputs, *result.inputs, *found))


def as_approved(findings: Findings, session: str) -> Configuration | None:
    """Return what the files came to while `allow` showed them, as what the consent that was recorded since then lets them come to.

    None where it has to be found out anew. It is remembered where the consent is for good (no `session`).
    """
    configuration, settings, state = findings.configuration, findings.settings, findings.state
    if configuration is None or configuration.withheld is not None:
        return None
    approving = Approver(os.path.realpath(findings.facts.root), state, session, settings.trusted_paths)
    if not all(approving(source) for source in configuration.sources):
        return None
    decided_on = os.path.join(state, "")
    others = tuple(given for given in configuration.inputs if not given.path.startswith(decided_on))
    found = replace(configuration, inputs=(*approving.inputs, *others))
    if not session:
        remember(found, state)
    return found


def beside_direnv(files: Files, environ: Mapping[str, str]) -> tuple[Files, str, tuple[Input, ...]]:
    """Return the files without .envrc where direnv is hooked in this shell and will load it, and a line that says so."""
    path = os.path.join(files.root, ENVRC)
    if not left_to_direnv(path, files, environ):
        return files, "", ()
    from autovenv.base.files import read_small
    from autovenv.trust.direnv import direnv_allows

    try:
        handles, given = direnv_allows(path, read_small(path, _LIMIT), environ)
    except OSError:
        return files, "", ()
    if not handles:
        return files, "", (given,)
    return without(files, ENVRC), f"autovenv: {path} is left to direnv, which is hooked in this shell", (given,)


def left_to_direnv(path: str, files: Files, environ: Mapping[str, str]) -> bool:
    """Tell whether path is a file of the root's that direnv, hooked in the same shell, looks after as well."""
    # The hook knows whether its shell has direnv's; a command goes by what direnv exports.
    hooked = environ.get("AUTOVENV_DIRENV", "") or ("1" if environ.get("DIRENV_DIR") else "")
    return bool(hooked) and path == os.path.join(files.root, ENVRC) and (path, "envrc") in files.own


def _silent(_line: str) -> None:
    return
