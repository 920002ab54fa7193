"""A directory's configuration files, evaluated as far as they are approved: from trust to what the planner is told."""

from __future__ import annotations

import os

from autovenv.base.errors import AutovenvError, EvaluationError
from autovenv.base.settings import OWN_PLACE
from autovenv.base.value import replace
from autovenv.config.configuration import Configuration, Sync
from autovenv.config.difference import beside, difference
from autovenv.config.files import Files
from autovenv.config.gate import Sources
from autovenv.config.result import BashNeededError, Evaluated, WithheldError
from autovenv.env.layout import Layout
from autovenv.env.paths import bin_directory
from autovenv.plan.facts import Configured
from autovenv.plan.inputs import distinct
from autovenv.plan.plan import Reason
from autovenv.plan.variables import changed_path
from autovenv.trust.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from autovenv.config.envrc.scope import Locator, Scope
    from autovenv.config.toml import Declared

    Make = Callable[[Layout], str]


class NotKnownError(AutovenvError):
    """A file has to be run to know its result, and a look runs nothing."""


class Evaluator:
    """Evaluates configuration files against one environment from outside; `approves` is asked about each file's content."""

    def __init__(
        self, outside: Mapping[str, str], approves: Callable[[Source], bool], locate: Locator, make: Make, say: Callable[[str], None] | None
    ) -> None:
        """`locate` finds a layout's environment, `make` makes one that was located (bash uses it at once); both raise AutovenvError.

        Without `say` it only looks: what bash would have to run is not known then.
        """
        self.outside = outside
        self.locate = locate
        self.make = make
        self.say = say
        self.sources = Sources(approves)
        self.ran = False
        self.needs: set[str] = set()  # variables from outside that took part, also in what failed
        self.venv_path = ""  # absolute; where one of the files wants the environment

    def files(self, files: Files) -> Evaluated:
        """Return the result of all of a root's files, the later ones on top. Raises EvaluationError and WithheldError."""
        parts: list[Evaluated] = []
        environ = dict(self.outside)
        layout: Layout | None = None
        given: set[str] = set()
        for path, kind in files.inherited + files.own:
            try:
                part = self._one(path, kind, environ)
            finally:
                self.needs |= self.sources.needs - given
            self.venv_path = os.path.join(files.root, part.venv_path) if part.venv_path else self.venv_path
            parts.append(part)
            if part.layout is not None and layout is not None:
                environ = _without(layout, environ)
            layout = part.layout or layout
            environ = _after(part, environ)
            given |= {name for name, _ in part.set} | ({"VIRTUAL_ENV"} if layout else set())
        changes, ahead = beside(difference(self.outside, environ), layout.path if layout else "")
        if changes.gone:
            self.needs.add("PATH")
        return Evaluated(
            set=changes.set,
            unset=changes.unset,
            front=changes.front,
            ahead=ahead,
            back=changes.back,
            gone=changes.gone,
            venv_path=next((part.venv_path for part in reversed(parts) if part.venv_path), ""),
            sync=next((part.sync for part in reversed(parts) if part.sync), None),
            about_environment=bool(parts) and all(part.about_environment for part in parts),
            layout=layout,
            missing=next((part.missing for part in parts if part.missing), None) if layout is None else None,
            muted=any(part.muted for part in parts),
            messages=tuple(one for part in parts for one in part.messages),
            reasons=tuple(one for part in parts for one in part.reasons),
        )

    def _one(self, path: str, kind: str, environ: Mapping[str, str]) -> Evaluated:
        if kind != "envrc":
            return _plain(path, kind, environ, self.sources, self._locate)
        from autovenv.config.envrc.evaluate import evaluate

        try:
            return evaluate(path, environ, self.sources, self._locate)
        except BashNeededError as needed:
            if self.say is None:
                raise NotKnownError(f"{needed.message}: it is run when a shell enters, and not for a look") from needed
            from autovenv.config.bash.evaluation import run_bash

            self.ran = True
            return run_bash(path, self._as_user(environ), self.sources, self._locate, self.make, self.say, needed.message)

    def _as_user(self, environ: Mapping[str, str]) -> Mapping[str, str]:
        """Return environ such that bash reads the user's own direnvrc, whatever directory an earlier file has named."""
        if environ.get("XDG_CONFIG_HOME") == self.outside.get("XDG_CONFIG_HOME"):
            return environ
        base = self.outside.get("XDG_CONFIG_HOME") or os.path.join(self.outside.get("HOME", ""), ".config")
        return {**environ, "DIRENV_CONFIG": self.outside.get("DIRENV_CONFIG") or os.path.join(base, "direnv")}

    def _locate(self, layout: Layout, scope: Scope) -> Layout:
        if self.venv_path:
            layout = _at(layout, self.venv_path)
        return self.locate(layout, scope)


def _plain(path: str, kind: str, outside: Mapping[str, str], sources: Sources, locate: Locator) -> Evaluated:
    """Return the result of the file at path; `kind` is "toml" or "dotenv". Raises EvaluationError and WithheldError."""
    from autovenv.config.envrc.result import evaluated
    from autovenv.config.envrc.scope import Place, Scope

    directory = os.path.dirname(path)
    if kind == "toml":
        from autovenv.config.toml import apply, declare

        declared = declare(path, sources.read(path, kind))
        # A machine that shares the project with others may have a place of its own.
        place = "" if outside.get(OWN_PLACE) else declared.venv_path
        scope = Scope(
            directory, outside, sources, lambda layout, scope: locate(_at(layout, place and os.path.join(directory, place)), scope)
        )
        apply(declared, path, scope)
        return _about_environment(replace(evaluated(scope, kind, path), venv_path=place), declared, path)
    scope = Scope(directory, outside, sources, locate)
    from autovenv.config.envrc.forms import FORMS

    FORMS["dotenv"](scope, (path,), Place(path, 1))
    return evaluated(scope, kind, path)


def _about_environment(part: Evaluated, declared: Declared, path: str) -> Evaluated:
    """Return what a file came to with what it says about the packages of the environment."""
    lines = dict(declared.lines)
    part = replace(part, about_environment=bool(lines) and lines.keys() <= {"venv_path", "sync", "inherit"})
    if "sync" not in lines:
        return part
    sync = Sync(declared.sync, path, lines["sync"])
    said = "nothing is installed" if sync.command is False else "installed by a command of the project's own"
    reasons = () if sync.command is True else (Reason("packages", said, f"{path}:{sync.line}"),)
    return replace(part, sync=sync, reasons=(*part.reasons, *reasons))


def _at(layout: Layout, place: str) -> Layout:
    """Return layout with its environment at place (absolute, or ""), where the layout is of a kind that has no place of its own."""
    return replace(layout, path=place) if place and not layout.path and layout.kind in ("python", "virtualenv") else layout


def _after(part: Evaluated, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment after part, as the files that follow see it: with part's layout active."""
    after = {name: text for name, text in environ.items() if name not in part.unset}
    after.update(part.set)
    front = part.front
    if part.layout is not None:
        after["VIRTUAL_ENV"] = part.layout.path
        front = (*front[: part.ahead], bin_directory(part.layout.path), *front[part.ahead :])
    entries = environ.get("PATH", "").split(os.pathsep) if environ.get("PATH") else []
    after["PATH"] = os.pathsep.join(changed_path(entries, front, part.back, part.gone))
    return after


def _without(layout: Layout, environ: Mapping[str, str]) -> dict[str, str]:
    """Return environ without the bin directory of a layout that another one takes the place of."""
    entries = environ.get("PATH", "").split(os.pathsep)
    return {**environ, "PATH": os.pathsep.join(changed_path(entries, (), (), (bin_directory(layout.path),)))}


def configure(files: Files, evaluator: Evaluator, known: Callable[[Source], bool]) -> Configuration:
    """Return the result of the files. `known` tells whether another content of a file was approved earlier. Raises nothing for bad files.

    Nor at ^C: a shell goes on watching what the file has read until then.
    """
    base = Configured(files=files.names, python=files.python)
    sources = evaluator.sources
    read = set() if files.error else {path for path, _ in files.inherited + files.own}
    for path in files.looked_for:
        if path not in read:
            sources.watch(path)
    result = _evaluated(files, evaluator, base, known)
    needs = tuple((name, evaluator.outside.get(name)) for name in sorted(evaluator.needs))
    return replace(
        result,
        configured=replace(result.configured, needs=needs, fleeting=evaluator.ran),
        sources=tuple(sources.sources),
        inputs=distinct(sources.inputs),
        ran=evaluator.ran,
    )


def _evaluated(files: Files, evaluator: Evaluator, base: Configured, known: Callable[[Source], bool]) -> Configuration:
    if files.error:
        return Configuration(replace(base, error=files.error))
    try:
        found = evaluator.files(files)
    except WithheldError as held:
        name = _shown(held.source.path, files.root)
        return Configuration(replace(base, withheld=name, changed=known(held.source)), withheld=held.source)
    except NotKnownError as unknown:
        return Configuration(replace(base, unknown=unknown.message))
    except EvaluationError as problem:
        return Configuration(replace(base, error=problem.message))
    except AutovenvError as problem:
        return Configuration(replace(base, error=f"{os.path.join(files.root, files.names[-1])}: {problem.message}"))
    except KeyboardInterrupt:
        text = "reading it was interrupted: `autovenv reload` tries again"
        return Configuration(replace(base, error=f"{os.path.join(files.root, files.names[-1])}: {text}"), interrupted=True)
    configured = replace(
        base,
        set=found.set,
        unset=found.unset,
        front=found.front,
        ahead=found.ahead,
        back=found.back,
        gone=found.gone,
        layout=(found.layout.where or found.layout.path) if found.layout else "",
        makes=found.layout is not None and found.layout.create,
        missing=found.missing,
        muted=found.muted,
        about_environment=found.about_environment,
    )
    return Configuration(
        configured, found.layout, reasons=found.reasons, messages=found.messages, venv_path=found.venv_path, sync=found.sync
    )


def _shown(path: str, root: str) -> str:
    inside = root.rstrip("/") + "/"
    return path.removeprefix(inside)
