"""What a project would get once it is allowed: its Python, its environment, its packages. Shown before any of it is done."""

from __future__ import annotations

import os

from autovenv.cli.review import row
from autovenv.cli.set_up import to_install, will_fetch
from autovenv.deps.programs import typed
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
    row("environment", environment(facts))
    if will_fetch(facts, findings.settings):
        row("", f"python {facts.fetch} is fetched by uv first")
    source = to_install(findings) if install else None
    if source is not None:
        row("packages", packages(source))
    if facts.tracked:
        row("careful", "files of this environment are committed to git: its programs are its author's code")


def environment(facts: Facts) -> str:
    """Return in one line the project's environment as it is, or as it would be made."""
    if facts.state == "absent":
        return to_be_made(facts)
    if facts.state == "broken":
        return f"{facts.environment}, broken: {facts.fault}"
    origin = "autovenv made it" if facts.owned else "autovenv did not make it"
    return f"{facts.environment} (python {facts.version}; {origin})"


def packages(source: Source) -> str:
    """Return in one line what is installed, and by which commands."""
    name = os.path.basename(source.file)
    if source.hint:
        return f"none: {source.hint}"
    if source.said:
        return f"by {source.name} ({source.said})"
    amount = f"{source.packages} from {name}" if source.packages else f"from {name}"
    return f"{amount}: {source.typed}"


def to_be_made(facts: Facts) -> str:
    """Return what becomes of an environment that is not there, once there is consent."""
    config = facts.configured
    if facts.reading_only:
        return f"none, and none is made here: {facts.reading_only}"
    if facts.command:
        return f"{facts.environment}, to be made by `{typed(facts.command)}`"
    makes = config.makes or facts.pin or facts.tool or not config.files
    none = not makes or config.missing is not None or facts.pin_error or facts.pin_kind == "system"
    # What the project asks for itself was looked for.
    none = none or ((facts.pin or config.makes or facts.tool) and not (facts.interpreter or facts.fetch)) or facts.unplaced
    version = facts.interpreter_version or facts.fetch
    return "none" if none else f"{facts.environment}, to be made" + (f" with python {version}" if version else "")
