"""`hook`, `export` and `exec`: the commands that a shell or a script waits for. Their options are read here, without typer."""

from __future__ import annotations

import os
import sys

from autovenv.base.errors import DONE, INTERRUPTED, NOT_TRUSTED, AutovenvError, say
from autovenv.facts.directory import logical
from autovenv.plan.plan import ACTIVE, NOTHING, Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FILES = ("dotenv", "gha", "systemd", "docker")  # exports that other programs read
USAGE = {
    "hook": "autovenv hook bash|zsh|fish|pwsh [--cd]",
    "export": "autovenv export bash|zsh|fish|pwsh|json|dotenv|gha|systemd|docker [DIR]",
    "exec": "autovenv exec [DIR] -- COMMAND …",
}


def run(arguments: Sequence[str]) -> int:
    """Run one of the commands and return its exit code; `exec` returns only if the command can't be started."""
    command, rest = arguments[0], list(arguments[1:])
    try:
        return {"hook": _hook, "export": _export, "exec": _exec}[command](rest)
    except AutovenvError as problem:
        say(problem.message)
        return problem.code
    except BrokenPipeError:
        return INTERRUPTED
    except KeyboardInterrupt:
        return INTERRUPTED


def _wrong(command: str) -> AutovenvError:
    return AutovenvError(f"usage: {USAGE[command]}", NOT_TRUSTED)


def _write(text: str) -> None:
    if sys.stdout is None:
        raise AutovenvError("can't write to standard output: it is closed")
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise AutovenvError(f"can't write to standard output: {problem.strerror}") from problem


def _hook(rest: list[str]) -> int:
    from autovenv.facts.outside import undo
    from autovenv.hook.script import hook

    cd = "--cd" in rest
    names = [word for word in rest if word != "--cd"]
    if len(names) != 1:
        raise _wrong("hook")
    # A shell that is started in a project has its own state from outside of it.
    _write(hook(names[0], undo(os.environ), cd=cd))
    return DONE


def _settled(directory: str) -> Plan:
    from autovenv.facts.settle import settle_upward

    return settle_upward(logical(directory), os.environ, say=say).plan


def _export(rest: list[str]) -> int:
    if not rest or len(rest) > 2:
        raise _wrong("export")
    plan = _settled(rest[1] if len(rest) == 2 else ".")
    if rest[0] == "json":
        from autovenv.plan.render.json import document

        _write(document(plan))
        return DONE
    if rest[0] in FILES:
        _write(_file(rest[0], plan))
        return DONE
    from autovenv.plan.store import RENDERERS

    if rest[0] not in RENDERERS:
        raise AutovenvError(f"no export for {rest[0]!r}: it knows {', '.join((*RENDERERS, 'json', *FILES))}", NOT_TRUSTED)
    if plan.message:
        sys.stderr.write(f"{plan.message}\n")
    _write(RENDERERS[rest[0]].statements(plan))
    return DONE


def _file(form: str, plan: Plan) -> str:
    """Return the file of variables that a program without autovenv starts from: none for a plan that is not in force."""
    from autovenv.facts.outside import undo
    from autovenv.plan.render import docker, dotenv, gha, systemd

    _insist(plan)
    statements = {"dotenv": dotenv.statements, "gha": gha.statements, "systemd": systemd.statements, "docker": docker.statements}[form]
    return statements(plan, undo(os.environ))


def _insist(plan: Plan) -> None:
    """Raise AutovenvError where the plan is not in force: a script must not run on some other Python than the project's.

    What a shell would say on entering is said.
    """
    if plan.state not in {ACTIVE, NOTHING} or plan.withheld or plan.missing:
        code = NOT_TRUSTED if plan.state == "blocked" or plan.withheld else 1
        raise AutovenvError(plan.missing or plan.message.removeprefix("autovenv: ") or f"{plan.root} is {plan.state}", code)
    if plan.message:
        sys.stderr.write(f"{plan.message}\n")


def _is_program(name: str) -> bool:
    """Tell whether a shell here would run something by that name."""
    from autovenv.base.programs import is_executable
    from autovenv.facts.outside import undo
    from autovenv.plan.variables import applied

    path = applied(_settled("."), undo(os.environ)).get("PATH", "")
    return any(is_executable(os.path.join(entry, name)) for entry in path.split(os.pathsep) if entry)


def _exec(rest: list[str]) -> int:
    # A `--` is ours where it comes first or behind a directory; one further on is the command's own.
    at = rest[:2].index("--") if "--" in rest[:2] else -1
    if at == 1 and os.sep not in rest[0] and not os.path.isdir(rest[0]) and _is_program(rest[0]):
        at = -1
    before, command = (rest[:at], rest[at + 1 :]) if at >= 0 else ([], rest)
    if not command:
        raise _wrong("exec")
    directory = before[0] if before else "."
    plan = _settled(directory)
    _insist(plan)
    from autovenv.facts.outside import handed_down, undo
    from autovenv.plan.variables import applied

    outside = undo(os.environ)
    # Another autovenv below takes this project back first, as in a shell below a shell.
    environ = applied(plan, outside) | handed_down(plan, outside)
    if before:
        os.chdir(directory)
        environ["PWD"] = logical(".")
    try:
        os.execvpe(command[0], command, environ)
    except OSError as problem:
        # `direnv exec` takes its directory without a `--`.
        hint = f"; usage: {USAGE['exec']}" if not before and os.path.isdir(command[0]) else ""
        say(f"can't run {command[0]}: {problem.strerror}{hint}")
        return 127 if isinstance(problem, FileNotFoundError) else 126
