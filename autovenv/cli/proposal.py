"""What a project would get once it is allowed: its Python, its environment, its packages. Shown before any of it is done."""

from __future__ import annotations

import os

from autovenv.cli.review import row
from autovenv.cli.set_up import takes_interpreter, to_install, will_fetch
from autovenv.deps.sources import Source
from autovenv.facts.findings import Findings
from autovenv.plan.facts import Facts


def show(findings: Findings, *, install: bool) -> None:
    """Show what the project is, and what it would get: its Python, its environment, its packages."""
    facts = findings.facts
    if facts.pin:
        program = f" -> {facts.program}" if facts.program not in {"", facts.pin} else ""
        row("python", f"{facts.pin}{program} ({facts.pin_where})")
    if not (facts.configured.python or facts.configured.layout):
        return  # variables alone
    row("environment", environment(findings))
    if will_fetch(facts, findings.settings):
        row("", f"python {facts.fetch} is fetched by uv first")
    source = to_install(findings) if install and not facts.unplaced else None
    if source is not None:
        apart = facts.state != "absent" or not facts.command or source.hint or source.said
        row("packages", packages(source) if apart else f"{_amount(source)}, by the same command")
    if facts.tracked:
        row("careful", "files of this environment are committed to git: its programs are its author's code")


def environment(findings: Findings) -> str:
    """Return in one line the project's environment as it is, or as it would be made."""
    facts = findings.facts
    if facts.state == "absent":
        return to_be_made(facts, fetch=will_fetch(facts, findings.settings))
    if facts.state == "broken":
        return f"{facts.environment}, broken: {facts.fault}"
    origin = "autovenv made it" if facts.owned else "autovenv did not make it"
    return f"{facts.environment} (python {facts.version}; {origin})"


def packages(source: Source) -> str:
    """Return in one line what is installed, and by which commands."""
    if source.hint and not source.tool:
        return f"as {os.path.basename(source.file)} says"
    if source.hint:
        return f"none: {source.hint}"
    if source.said:
        return f"by {source.name} ({source.said})"
    return f"{_amount(source)}: {', '.join(map(' '.join, source.commands))}"


def _amount(source: Source) -> str:
    name = os.path.basename(source.file)
    return f"{source.packages} from {name}" if source.packages else f"from {name}"


def to_be_made(facts: Facts, *, fetch: bool) -> str:
    """Return what becomes of an environment that is not there, once there is consent. `fetch`: a missing Python is fetched before."""
    config = facts.configured
    if facts.reading_only:
        return f"none, and none is made here: {facts.reading_only}"
    version = facts.interpreter_version or (facts.fetch if fetch else "")
    if facts.command:
        told = f" with python {version}" if version and takes_interpreter(facts) else ""
        return f"{facts.environment}, to be made by `{' '.join(facts.command)}`{told}"
    makes = config.makes or facts.pin or facts.tool or not config.files
    none = not makes or config.missing is not None or facts.pin_error or facts.pin_kind == "system"
    # What the project asks for itself was looked for.
    none = none or ((facts.pin or config.makes or facts.tool) and not (facts.interpreter or fetch)) or facts.unplaced
    return "none" if none else f"{facts.environment}, to be made" + (f" with python {version}" if version else "")
