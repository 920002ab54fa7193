"""The evaluation of a root's files with all that it needs: where environments are, how they are made, what direnv handles."""

from __future__ import annotations

import os

from autovenv.base.value import replace
from autovenv.config.configuration import Configuration
from autovenv.config.evaluation import Evaluator, configure
from autovenv.config.files import Files, without
from autovenv.env.layout import Layout
from autovenv.facts import memory
from autovenv.plan.plan import Reason
from autovenv.project.marks import ENVRC
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


def looked_at(files: Files, here: Context) -> Configuration:
    """Return the result of the files, and run nothing: of a file that bash reads it is the last result, or unknown."""
    files, note, seen = beside_direnv(files, here.environ)
    approving = _approver(files, here)
    earlier = memory.recall(files, here.state)
    if earlier is not None and _still_is(earlier, approving, here):
        return _noted(replace(earlier, messages=()), note, seen)
    return _noted(_evaluated(files, here, approving, earlier, None), note, seen)


def entered(files: Files, here: Context, say: Callable[[str], None]) -> Configuration:
    """Return the result of the files for a shell that enters, and remember it. `say` gets lines for the user."""
    files, note, seen = beside_direnv(files, here.environ)
    approving = _approver(files, here)
    earlier = memory.recall(files, here.state)
    # Who enters hears from the programs again, but for what failed.
    if earlier is not None and earlier.configured.error and _still_is(earlier, approving, here):
        return _noted(replace(earlier, messages=()), note, seen)
    configuration = _evaluated(files, here, approving, earlier, say)
    # What was allowed in one shell only is not remembered for another.
    if not here.session and not configuration.interrupted:
        memory.remember(configuration, here.state)
    return _noted(configuration, note, seen)


def reviewed(files: Files, here: Context, approves: Callable[[Source], bool], say: Callable[[str], None]) -> Configuration:
    """Return the result of the files as if those that `approves` approves had their user's consent. Nothing is remembered."""
    files, note, seen = beside_direnv(files, here.environ)
    return _noted(_configured_by(files, here, _approver(files, here), approves, say), note, seen)


def _approver(files: Files, here: Context) -> Approver:
    return Approver(os.path.realpath(files.root), here.state, here.session, here.settings.trusted_paths)


def _still_is(earlier: Configuration, approving: Approver, here: Context) -> bool:
    """Tell whether what bash made of the files last time is what it would make of them now."""
    if not earlier.ran or earlier.withheld is not None or not memory.still_holds(earlier, here.environ):
        return False
    # The user's settings may trust a path no more: what took part has to be approved today.
    return all(map(approving, earlier.sources))


def _evaluated(
    files: Files, here: Context, approving: Approver, earlier: Configuration | None, say: Callable[[str], None] | None
) -> Configuration:
    configuration = _configured_by(files, here, approving, approving, say)
    if configuration.withheld is not None and left_to_direnv(configuration.withheld.path, files, here.environ):
        # Both asking about one file would be one request too many.
        reason = Reason(
            "configuration", "left to direnv, which is hooked in this shell and asks for consent itself", configuration.withheld.path
        )
        configuration = _configured_by(without(files, ENVRC), here, approving, approving, say)
        configuration = replace(configuration, reasons=(*configuration.reasons, reason))
    return memory.watching(configuration, earlier) if earlier is not None and configuration.configured.error else configuration


def _noted(configuration: Configuration, note: str, inputs: tuple[Input, ...]) -> Configuration:
    error = configuration.configured.error
    if error and configuration.tries > 1:
        error = f"{error} (tried {configuration.tries} times)"
    configured = replace(configuration.configured, note=note, error=error)
    return replace(configuration, configured=configured, inputs=(*configuration.inputs, *inputs))


def _configured_by(
    files: Files, here: Context, approving: Approver, approves: Callable[[Source], bool], say: Callable[[str], None] | None
) -> Configuration:
    """Return the result of the files. `approving` knows the records, `approves` decides (they differ while `allow` asks).

    Without `say` bash isn't run.
    """
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
    """Return the result of the files while `allow` showed them, as far as the consent that was recorded since then allows it.

    None where it has to be found out again. It is remembered where the consent is for good (no `session`).
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
        memory.remember(found, state)
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
