"""`[tool.autovenv]` in pyproject.toml and the same keys in autovenv.toml: what `.envrc` says, for people without bash.

    inherit = true                      # the configuration of the nearest directory above comes first
    unset = ["PYTHONPATH"]
    dotenv = true                       # ".env"; or a text, or a list: an error where one is missing
    dotenv_if_exists = ".env.local"
    layout = "python 3.12"              # the words of `.envrc`'s layout
    path = ["bin", "node_modules/.bin"] # for the front of PATH
    watch = ["schema.sql"]
    required = ["DATABASE_URL"]
    venv_path = ".venv"
    sync = "uv sync --all-extras"       # what installs the packages, without a shell; false: nothing does
    [env]
    SETTINGS = "shop.settings"
    DATA = "$PWD/data"

It takes effect in this order: unset, dotenv, dotenv_if_exists, layout, env, path; then what is required must be there. Texts are literal
but for `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME-default}`; `$$` is a dollar. Nothing is expanded in `sync`, which runs in the
project's directory. Paths are relative to the file. autovenv.schema.json beside this module says the same to editors.
"""

from __future__ import annotations

import os

from autovenv.base.errors import EvaluationError
from autovenv.base.escape import quoted
from autovenv.base.value import value
from autovenv.config import dotenv
from autovenv.config.expansion import Expander
from autovenv.config.result import BashNeededError
from autovenv.config.toml_keys import RefusedError, checked
from autovenv.config.toml_lines import Lines, table_in
from autovenv.project.marks import PYPROJECT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from autovenv.config.envrc.scope import Scope

_TABLE = ("tool", "autovenv")
_ESCAPES = {"$$": "$"}


@value
class Declared:
    """What a file declares, checked, nothing of it expanded yet."""

    env: tuple[tuple[str, str], ...] = ()
    path: tuple[str, ...] = ()
    dotenv: tuple[str, ...] = ()
    dotenv_if_exists: tuple[str, ...] = ()
    layout: str = ""
    watch: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()
    inherit: bool = False
    venv_path: str = ""  # a setting of the user's that a project may set; below the project
    sync: bool | tuple[str, ...] = True  # the words of a command; False: nothing is installed; True: what the project's tool installs
    lines: tuple[tuple[str, int], ...] = ()  # of each key that is there, and of "env.NAME"


def inherits(path: str, content: bytes) -> bool:
    """Tell whether the file wants the configuration of the directories above first. False for a broken one: `declare` says why."""
    try:
        return b"inherit" in content and declare(path, content).inherit
    except EvaluationError:
        return False


def says(key: str, path: str, content: bytes) -> bool:
    """Tell whether the file at path has the key, whatever it takes there. False for broken TOML: `declare` says why."""
    try:
        return key.encode() in content and key in (table_in(path, content, _top(path)) or {})
    except EvaluationError:
        return False


def declare(path: str, content: bytes) -> Declared:
    """Return what the file at path declares; a pyproject.toml in [tool.autovenv], every other one at its top.

    Raises EvaluationError, naming file and line, for broken TOML, an unknown key, and a value of the wrong type.
    """
    top = _top(path)
    table = table_in(path, content, top)
    if not table:
        return Declared()
    where = Lines(content.removeprefix(b"\xef\xbb\xbf").decode())
    lines: dict[str, int] = {}
    found: dict[str, Any] = {}
    for key, entry in table.items():
        lines[key] = where.of((*top, key))
        try:
            found[key] = checked(key, entry)
        except RefusedError as refused:
            line = where.of((*top, key, refused.name)) if refused.name else lines[key]
            raise EvaluationError(f"{path}:{line}", str(refused)) from None
        if key == "env":
            lines.update((f"env.{name}", where.of((*top, key, name))) for name, _ in found[key])
    return Declared(**found, lines=tuple(lines.items()))


def _top(path: str) -> tuple[str, ...]:
    return _TABLE if os.path.basename(path) == PYPROJECT else ()


def apply(given: Declared, path: str, scope: Scope) -> None:
    """Bring a scope, whose directory is the file's, to what the file at path declares.

    The configuration that it inherits is in the scope already. Raises EvaluationError, naming file and line, and WithheldError for a
    dotenv file that is not approved.
    """
    lines = dict(given.lines)
    expander = Expander({}, scope.get)

    def where(key: str) -> str:
        return f"{path}:{lines[key]}"

    def expanded(key: str, text: str) -> str:
        whole, odd = expander.expand(text, _ESCAPES, where(key))
        refused = [what for what in odd if what[0] == "$"]
        if refused:
            raise EvaluationError(where(key), f"{key}: {refused[0]} is not known here, and nothing is run; $$ is a dollar")
        if expander.lost:
            scope.say(f"{where(key)}: {key} refers to a variable that is not set, so a part of it is empty; $$ is a dollar")
        return whole

    def located(key: str, text: str) -> str:
        return os.path.normpath(os.path.join(os.path.dirname(path), os.path.expanduser(expanded(key, text))))

    for name in given.unset:
        scope.unset(name)
    for name in given.dotenv:
        _load(located("dotenv", name), where("dotenv"), scope)
    for name in given.dotenv_if_exists:
        file = located("dotenv_if_exists", name)
        if os.path.exists(file):
            _load(file, where("dotenv_if_exists"), scope)
        else:
            scope.sources.watch(file)
    if given.layout:
        _lay_out(expanded("layout", given.layout), path, lines["layout"], scope)
    for name, text in given.env:
        scope.assign(name, expanded(f"env.{name}", text))
        scope.export(name)
    _prepend([located("path", one) for one in given.path], where, scope)
    for name in given.watch:
        scope.sources.watch(located("watch", name))
    if given.required:
        from autovenv.config.envrc.forms import FORMS
        from autovenv.config.envrc.scope import Place

        FORMS["env_vars_required"](scope, given.required, Place(path, lines["required"]))


def _load(file: str, where: str, scope: Scope) -> None:
    dotenv.apply(scope.sources.read(file, "dotenv", where), file, scope)


def _lay_out(words: str, path: str, line: int, scope: Scope) -> None:
    from autovenv.config.envrc.forms import FORMS
    from autovenv.config.envrc.scope import Place

    try:
        FORMS["layout"](scope, tuple(words.split()), Place(path, line))
    except BashNeededError as problem:
        raise EvaluationError(problem.where, f"layout = {quoted(words)} is not known; one that bash knows belongs in .envrc") from None


def _prepend(directories: list[str], where: Callable[[str], str], scope: Scope) -> None:
    for directory in directories:
        if os.pathsep in directory:
            raise EvaluationError(
                where("path"), f"path: {quoted(directory)} holds a {os.pathsep!r}, which PATH can't carry: one directory each"
            )
    if directories:
        before = scope.get("PATH")
        scope.assign("PATH", os.pathsep.join([*directories, *([before] if before else [])]))
        scope.export("PATH")
