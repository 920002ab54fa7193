"""The result of a pin: an environment that satisfies it, an interpreter that would, or an environment that it names."""

from __future__ import annotations

import os

from autovenv.base.value import replace, value
from autovenv.env.paths import bin_directory
from autovenv.facts.findings import Findings
from autovenv.plan.facts import Facts
from autovenv.plan.inputs import Input
from autovenv.plan.plan import Reason
from autovenv.plan.planner import asks
from autovenv.project.pin import Pin, PinSearch
from autovenv.project.requires_python import contradiction, find_requires
from autovenv.project.specifiers import meet
from autovenv.python.match import answers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.project.requires_python import Requires
    from autovenv.python.choose import Choice
    from autovenv.python.interpreter import Interpreter


def with_pin(findings: Findings, search: PinSearch, environ: Mapping[str, str], *, thorough: bool, program: str = "") -> Findings:
    """Return findings with what the project's pin and requires-python say, and the interpreter for an environment that is to be made.

    `program` on PATH is that interpreter where nothing pins another, and it is of a version that the project takes.
    """
    facts, environment = findings.facts, findings.environment
    pin, error = search.pin, search.error
    requires = find_requires(facts.root)
    inputs = search.inputs + requires.inputs
    reasons = search.reasons + requires.reasons
    if not error and pin is not None and requires.requires is not None:
        error = contradiction(pin, requires.requires)
    facts = replace(
        facts,
        pin=pin.request.text if pin else "",
        pin_kind=pin.request.kind if pin else "",
        pin_where=pin.source if pin else "",
        program=program_named(pin, facts.root),
        pin_variable=bool(pin and pin.kind == "variable"),
        range=requires.requires.specifier if requires.requires else "",
        pin_error=facts.pin_error or error or (requires.error if not pin else ""),
        inputs=facts.inputs + inputs,
        reasons=facts.reasons + reasons,
    )
    # An environment that the pin itself names answers it; one that a file called .venv names has to.
    if pin and environment.version and pin.request.kind != "environment":
        facts = replace(
            facts,
            answers=answers(pin.request, environment.implementation, environment.version, environment.pre, environment.freethreaded),
        )
    # As for a pin: one of the right minor line stays.
    elif requires.requires is not None and facts.owned and not meet((requires.requires.specifier,), environment.version[:2]):
        facts = replace(facts, answers="no")
    findings = replace(findings, facts=facts, others=tuple(other.text for other in pin.others) if pin else ())
    needed = _needs_interpreter(facts)
    if facts.pin_error or not (thorough or needed):
        return findings
    found = _with_interpreter(findings, pin, environ, program)
    # Where none is needed they are there to be told of: the plan is the one that a shell gets.
    return found if needed else replace(findings, facts=replace(facts, reasons=found.facts.reasons), choice=found.choice)


def _needs_interpreter(facts: Facts) -> bool:
    """Is an environment to be made, as far as the planner will see? Only then are interpreters looked for."""
    if facts.pin_error or facts.pin_kind == "system" or facts.consent == "deny" or facts.reading_only:
        return False
    if facts.state == "absent":
        return bool(facts.pin) or facts.configured.makes or facts.set_up or asks(facts)
    if facts.state == "broken":
        return facts.owned or facts.derived or (facts.copied and facts.approved)
    return facts.owned and facts.answers == "no"


def _with_interpreter(findings: Findings, pin: Pin | None, environ: Mapping[str, str], program: str) -> Findings:
    from autovenv.project.requires_python import find_global_pin, find_requires
    from autovenv.python.choose import Choice, choose, fits
    from autovenv.python.install_hint import wanted_from_uv
    from autovenv.python.installed import find_interpreters
    from autovenv.python.interpreter import display

    facts = findings.facts
    installed = find_interpreters(environ, facts.root)
    requires = find_requires(facts.root).requires
    inputs, error = facts.inputs, ""
    named = _on_path(program, environ, facts.root) if program and pin is None else None
    named = fits(named, requires, findings.state) if named else None
    if pin is None and requires is None and named is None:
        general = find_global_pin(environ)
        pin, error, inputs = general.pin, general.error, facts.inputs + general.inputs
    if error:
        return replace(findings, facts=replace(facts, pin_error=error, inputs=inputs))
    request = pin.request if pin else None
    choice = Choice(named, (), "", "") if named else choose(request, requires, installed, environ, findings.state)
    if facts.state == "broken" and facts.version and facts.answers != "no":
        # One of the very line that its packages were installed for can be linked in.
        from autovenv.project.request import parse_request

        same = choose(parse_request(_line_of(facts.version)), requires, installed, environ, findings.state)
        choice = same if same.interpreter or not pin else choice
    reasons = facts.reasons + tuple(Reason("passed over", why, path) for path, why in choice.passed_over)
    if choice.interpreter is not None:
        reasons += (Reason("interpreter", f"python {display(choice.interpreter)} ({choice.interpreter.source})", choice.interpreter.path),)
    if facts.pattern and choice.interpreter:
        line = ".".join(map(str, choice.interpreter.version[:2]))
        path = facts.pattern.replace("{version}", line)
        facts = replace(facts, environment=path, executables=bin_directory(path))
    fetch = "" if choice.interpreter else wanted_from_uv(pin.request if pin else None, requires)
    facts = replace(
        facts,
        fetch=fetch,
        interpreter=choice.interpreter.path if choice.interpreter else "",
        interpreter_version=display(choice.interpreter) if choice.interpreter else "",
        requires=_deciding(requires, pin, choice),
        nearest=choice.nearest,
        hint=f"uv python install {fetch}" if fetch and facts.tool == "uv" else choice.hint,
        # Only a missing interpreter is waited for: once the environment is there, a new Python changes nothing.
        inputs=inputs if choice.interpreter else inputs + installed.inputs,
        reasons=reasons,
    )
    return replace(findings, facts=facts, choice=choice)


def _deciding(requires: Requires | None, pin: Pin | None, choice: Choice) -> str:
    """Return the project's range, and where it stands, if it is why there is no interpreter; "" if the pin alone is."""
    if requires is None or not (pin is None or any(why.endswith(f"({requires.source})") for _, why in choice.passed_over)):
        return ""
    return f"{requires.specifier} ({requires.source})"


def _on_path(program: str, environ: Mapping[str, str], root: str) -> Interpreter | None:
    from autovenv.python.search_path import program_on_path

    # Many systems have no `python` at all.
    return program_on_path(program, environ, root) or program_on_path("python3", environ, root)


def _line_of(version: str) -> str:
    """Return `3.12t` of `3.12.1t`, `pypy3.10` of `pypy3.10.14`."""
    first, _, rest = version.partition(".")
    second = rest.partition(".")[0]
    return f"{first}.{second}" + ("t" if version.endswith("t") and not second.endswith("t") else "")


def program_named(pin: Pin | None, root: str) -> str:
    """Return the real path of the program that a pin names by its path; "" for every other pin."""
    if pin is None or pin.request.kind != "path":
        return ""
    return os.path.realpath(os.path.join(root, os.path.expanduser(pin.request.name)))


@value
class Named:
    """A pin that may name an environment (pyenv-virtualenv, virtualenvwrapper, conda), and what came of looking for that."""

    pin: Pin | None
    environment: str = ""
    error: str = ""
    warning: str = ""
    inputs: tuple[Input, ...] = ()


def named_environment(pin: Pin | None, environ: Mapping[str, str]) -> Named:
    """Look for the environment that a pin names. Of `3.12.1/envs/foo` the version remains where there is no such environment."""
    if pin is None or pin.request.kind != "environment":
        return Named(pin)
    from autovenv.python.environments import environments_named, inputs_of

    name = pin.request.name
    found = next(iter(environments_named(name, environ)), "")
    if found:
        return Named(pin, found)
    inputs = inputs_of(name, environ)
    if pin.request.version:
        dotted = ".".join(str(part) for part in pin.request.version)
        warning = f"{pin.source}: there is no environment {name}; python {dotted} is used"
        return Named(replace(pin, request=replace(pin.request, kind="version", name="")), warning=warning, inputs=inputs)
    error = f"{pin.source}: there is no environment called {name} (pyenv, virtualenvwrapper, conda): make it, or pin a version"
    return Named(pin, error=error, inputs=inputs)
