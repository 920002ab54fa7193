"""Answers to bash while it evaluates a file: approved content, environments, the values of a `.env`."""

from __future__ import annotations

import os

from autovenv.base.errors import EvaluationError
from autovenv.base.escape import visible
from autovenv.base.value import replace
from autovenv.config.bash.approved_copies import Snapshots
from autovenv.config.bash.channel import Request
from autovenv.config.envrc.scope import Place, Scope
from autovenv.env.layout import AbsentError
from autovenv.env.paths import bin_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from autovenv.env.layout import Layout


class Answers:
    """Answers the requests of one evaluation; `scope` holds what is known of bash's variables since it last told them."""

    def __init__(self, path: str, scope: Scope, snapshots: Snapshots, make: Callable[[Layout], str], say: Callable[[str], None]) -> None:
        """`path` is that of the main file."""
        self._path = path
        self._scope = scope
        self._snapshots = snapshots
        self._make = make
        self._say = say
        self._layouts: tuple[str, ...] = ()
        self.problem = ""  # bash's last message about a file: file:line: text

    def prepare(self) -> None:
        """Import what bash is sure to ask for. Called while it starts: all tools take 3 ms."""
        from autovenv.config.envrc.forms.layouts import layout_words

        self._layouts = layout_words()

    def answer(self, request: Request) -> tuple[str, ...] | None:
        """Return the answer to a request, None for one that wants none. Raises what ends the evaluation: AutovenvError."""
        fields = request.fields
        if request.kind == "watch":
            from autovenv.config.envrc.forms.watching import watch_file

            watch_file(self._scope, fields, Place(self._path, 0))
            return None
        if request.kind in {"say", "say_first"}:
            self._say(visible(self._snapshots.where(fields[0])))
            return None if request.kind == "say" else ()
        if request.kind == "layouts":
            return self._layouts
        where = self._snapshots.where(fields[0]) or self._path
        if request.kind == "watch_dir":
            from autovenv.config.envrc.forms.watching import watch_dir

            watch_dir(self._scope, fields[1:], _place(where))
            self._speak()
            return None
        if request.kind == "read":
            return self._read(fields[1], fields[2], "" if where == self._path else where)
        if request.kind == "dotenv":
            return self._dotenv(fields[1], where, request)
        if request.kind == "form":
            return self._form(fields[1:], where, request)
        if request.kind == "located":
            return (self._located(fields[1], fields[2], where, request),)
        if request.kind == "fail":
            raise self._failure(fields[1], where)
        return self._download(request.kind, fields[1:], where)

    def _read(self, kind: str, path: str, where: str) -> tuple[str, ...]:
        content = self._scope.sources.read(path, kind, where)
        return () if kind == "require" else (self._snapshots.add(content, path),)

    def _dotenv(self, path: str, where: str, request: Request) -> tuple[str, ...]:
        from autovenv.config.dotenv import parse

        found = parse(self._scope.sources.read(path, "dotenv", where), path, dict(request.environment).get)
        for warning in found.warnings:
            self._say(visible(warning))
        return tuple(f"{name}={text}" for name, text in found.pairs)

    def _form(self, words: tuple[str, ...], where: str, request: Request) -> tuple[str, ...]:
        """Do `layout KIND …`, `use NAME …`, `activate DIRECTORY …` as the declarative evaluator does, and make the environment.

        The answer is empty where the environment is not there, and not for autovenv to make.
        """
        from autovenv.config.envrc.forms.activation import activate
        from autovenv.config.envrc.forms.layouts import USES, conda, layout_of

        scope, (directory, muted, environment, layout_dir, command, name, *rest) = self._scope, words
        before, above, said = self._enter(directory, request), scope.layout, len(scope.messages)
        # These count also where they are not exported.
        scope.variables.update({key: text for key, text in (("VIRTUAL_ENV", environment), ("direnv_layout_dir", layout_dir)) if text})
        place = _place(where)
        if command != "activate":
            form = layout_of(name) if command == "layout" else USES.get(name)
            assert form is not None  # bash was given their names
            status = form(scope, tuple(rest), place)
        elif os.path.isdir(os.path.join(name, "conda-meta")):
            # conda's own script: with the name of an environment, or for the one that it lies in.
            status = conda(scope, (rest[0] if rest else name,), place)
        else:
            status = activate(scope, name, (), place)
        if not status:
            assert scope.layout is not None
            try:
                path = self._make(scope.layout)
            except AbsentError as absent:
                scope.layout, status = above, scope.lack(absent.message)
        if muted:
            del scope.messages[said:]
        self._speak()
        if status:
            return ()
        assert scope.layout is not None
        if path != scope.layout.path:
            scope.layout = replace(scope.layout, path=path)
            scope.assign("VIRTUAL_ENV", path)
        changed = (f"{name}={text}" for name, text in scope.result().items() if before.get(name) != text and name != "PATH")
        return bin_directory(path), *changed

    def _located(self, directory: str, kind: str, where: str, request: Request) -> str:
        from autovenv.config.envrc.forms.activation import located

        self._enter(directory, request)
        path = located(self._scope, kind, _place(where))
        self._speak()
        return path

    def _enter(self, directory: str, request: Request) -> dict[str, str]:
        """Let the scope be as bash is at a request that tells its environment, and return that."""
        scope, environment = self._scope, dict(request.environment)
        scope.variables, scope.exported, scope.directory = dict(environment), set(environment), directory
        return environment

    def _download(self, kind: str, fields: tuple[str, ...], where: str) -> tuple[str, ...]:
        from autovenv.config.bash import downloads

        environ = self._scope.outside
        if kind == "fetched":
            return (downloads.known(fields[0], environ, where),)
        if kind == "keep":
            path, integrity = downloads.keep(fields[2], fields[0], fields[1], environ, where)
            if not fields[1]:
                self._say(f"{where}: the hash of {visible(fields[0])} is {integrity}")
            return (path,)
        if kind == "adopt":
            return (self._snapshots.add(downloads.content(fields[2], fields[1], fields[0], where), fields[0]),)
        raise EvaluationError(where, f"bash asks for {kind!r}")

    def _failure(self, text: str, where: str) -> EvaluationError:
        if text == "syntax error" and self.problem:
            where, _, text = self.problem.partition(": ")
        return EvaluationError(where, visible(text))

    def _speak(self) -> None:
        """Say what the scope has to say, but for the environment that is missing: each shell is told of that by the plan."""
        scope, kept = self._scope, []
        for line in scope.messages:
            if scope.missing is not None and line == scope.missing.line:
                kept = [line]
            else:
                self._say(visible(line))
        scope.messages = kept


def _place(where: str) -> Place:
    file, _, line = where.rpartition(":")
    return Place(file, int(line)) if file and line.isdigit() else Place(where, 1)
