"""The proposal of `allow`: the Python, the environment and the packages that a project would get. It is shown before any of it is done."""

from __future__ import annotations

import os

from autovenv.cli.review import row
from autovenv.cli.set_up import takes_interpreter, to_install, will_fetch
from autovenv.deps.programs import typed
from autovenv.deps.sources import Source
from autovenv.env.kinds import tool_of
from autovenv.facts.findings import Findings
from autovenv.plan.facts import Facts
from autovenv.project.recognition import PLAIN


def show(findings: Findings, *, install: bool) -> None:
    """Show the Python, the environment and the packages that the project would get."""
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
    """Return in one line the packages that are installed, and the commands that do it."""
    if source.hint and not source.tool:
        return f"as {os.path.basename(source.file)} says"
    if source.hint:
        return f"none: {source.hint}"
    if source.said:
        return f"by {source.name} ({source.said})"
    tool = tool_of(source.tool) if source.tool not in {"", PLAIN} else None
    by = f"{tool.name} installs them (`{source.typed}`)" if tool and tool.installs_first else source.typed
    return f"{_amount(source)}: {by}"


def _amount(source: Source) -> str:
    name = os.path.basename(source.file)
    return f"{source.packages} from {name}" if source.packages else f"from {name}"


def to_be_made(facts: Facts, *, fetch: bool) -> str:
    """Return in one line the environment that is made once there is consent; "none" where none is. `fetch`: its Python is fetched."""
    config = facts.configured
    if facts.reading_only:
        return f"none, and none is made here: {facts.reading_only}"
    version = facts.interpreter_version or (facts.fetch if fetch else "")
    if facts.command:
        told = f" with python {version}" if version and takes_interpreter(facts) else ""
        return f"{facts.environment}, to be made by `{typed(facts.command)}`{told}"
    makes = config.makes or facts.pin or facts.tool or not config.files
    none = not makes or config.missing is not None or facts.pin_error or facts.pin_kind == "system"
    # What the project asks for itself was looked for.
    none = none or ((facts.pin or config.makes or facts.tool) and not (facts.interpreter or fetch)) or facts.unplaced
    return "none" if none else f"{facts.environment}, to be made" + (f" with python {version}" if version else "")
