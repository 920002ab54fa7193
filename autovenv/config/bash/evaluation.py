"""Evaluates an `.envrc` with bash: approved copies of files are run, and the environments before and after it are compared."""

from __future__ import annotations

import os
import sys

from autovenv.base.errors import EvaluationError
from autovenv.base.value import replace
from autovenv.base.variables import LETTERS, is_exported, is_name
from autovenv.config.envrc.forms.activation import settle_layout
from autovenv.config.envrc.result import evaluated
from autovenv.config.envrc.scope import Scope
from autovenv.plan.plan import Reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from autovenv.config.envrc.scope import Locator
    from autovenv.config.gate import Sources
    from autovenv.config.result import Evaluated
    from autovenv.env.layout import Layout

# How bash starts, and functions of the user's shell: nothing of that is to change the result of a file.
_WITHHELD = frozenset({
    "BASH_ENV", "ENV", "SHELLOPTS", "BASHOPTS", "POSIXLY_CORRECT", "BASH_XTRACEFD", "BASH_COMPAT", "GLOBIGNORE", "CDPATH",
    "DIRENV_DIR", "DIRENV_FILE", "DIRENV_DIFF", "DIRENV_WATCHES", "DIRENV_DUMP_FILE_PATH", "DIRENV_IN_ENVRC",
})  # fmt: skip
_WITHHELD_BEGINS = ("BASH_FUNC_", "AUTOVENV_", "__autovenv")
_LETTERS = "".join(LETTERS).encode()
_UNTRACKED = frozenset({"PATH", "HOME", "PWD"})


def run_bash(  # noqa: PLR0917 - what it needs, in the order of `evaluate`
    path: str,
    outside: Mapping[str, str],
    sources: Sources,
    locate: Locator,
    make: Callable[[Layout], str],
    say: Callable[[str], None],
    because: str = "",
) -> Evaluated:
    """Return what the `.envrc` at path (absolute) changes in the environment `outside`.

    `make` makes the environment of a layout that was located and returns its path; `say` shows a line to the user at once; `because`
    is the message of the BashNeededError, "file:line: what". Raises EvaluationError, WithheldError, whatever `make` raises, and
    KeyboardInterrupt; no process is left then.
    """
    where, _, reason = because.partition(": ") if because else (f"{path}:1", "", "")
    reason = reason or "this needs bash"
    if sys.platform == "win32":
        raise EvaluationError(where, f"{reason}, which is not used on Windows")
    from autovenv.config.bash.answers import Answers
    from autovenv.config.bash.approved_copies import Snapshots
    from autovenv.config.bash.process import find_bash
    from autovenv.config.bash.run import Evaluation

    bash = find_bash(outside, os.path.dirname(path))
    if not bash:
        raise EvaluationError(where, f"{reason}, which is not installed")
    scope = Scope(os.path.dirname(path), outside, sources, locate)
    snapshots = Snapshots(outside)
    try:
        evaluation = Evaluation(path, snapshots, Answers(path, scope, snapshots, make, say), say)
        after = evaluation.run(bash, {name: text for name, text in outside.items() if not _is_withheld(name)})
    finally:
        snapshots.remove()
        _need(scope, snapshots.texts)
    for name, text in outside.items():
        if _is_withheld(name):
            after.setdefault(name, text)
    result = _result(path, scope, after)
    return replace(result, reasons=(*result.reasons, Reason("configuration", reason, where)))


def _result(path: str, scope: Scope, after: dict[str, str]) -> Evaluated:
    scope.directory = os.path.dirname(path)
    scope.variables = dict(after)
    scope.exported = set(after)
    if scope.layout is not None and after.get("VIRTUAL_ENV") != scope.layout.path:
        scope.layout = None  # the file went on to another one, or to none
    settle_layout(scope, path)
    return evaluated(scope, "bash", path)


def _need(scope: Scope, texts: list[bytes]) -> None:
    """Note the variables from outside that the texts may have read."""
    for name in sorted(_words(texts) & set(scope.outside)):
        if name not in _UNTRACKED and is_exported(name):
            scope.need(name)
    for name in _defaulted(texts):
        if is_exported(name) and name not in scope.outside:
            scope.need(name)


def _words(texts: list[bytes]) -> set[str]:
    """Return what may be the name of a variable in the texts."""
    letters = bytes(byte if byte in _LETTERS else 0x20 for byte in range(256))
    return {word.decode() for text in texts for word in text.translate(letters).split()}


def _defaulted(texts: list[bytes]) -> set[str]:
    """Return the names in ${NAME:-…}, ${NAME-…} and their like: the result depends on whether these are set."""
    found = set()
    for text in texts:
        for part in text.split(b"${")[1:]:
            rest = part.lstrip(_LETTERS)
            name = part[: len(part) - len(rest)].decode("ascii")
            if is_name(name) and rest.removeprefix(b":")[:1] in (b"-", b"+", b"=", b"?"):
                found.add(name)
    return found


def _is_withheld(name: str) -> bool:
    return name in _WITHHELD or name.startswith(_WITHHELD_BEGINS)
