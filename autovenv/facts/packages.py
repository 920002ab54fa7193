"""The packages of a project: their source, and their number for a line as long as nothing is installed. No parser counts them."""

from __future__ import annotations

import os

from autovenv.base.value import replace
from autovenv.plan.facts import Facts
from autovenv.plan.inputs import watched
from autovenv.project.recognition import PLAIN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.config.configuration import Configuration
    from autovenv.deps.sources import Source
    from autovenv.env.environment import Environment

_LIMIT = 1 << 20  # bytes of a configuration file


def source_for(facts: Facts, configuration: Configuration | None) -> Source | None:
    """Return what the project installs: what its own `sync` says, else what its tool would; None where that is nothing."""
    from autovenv.deps.sources import Source

    source = _of_its_files(facts, configuration)
    if configuration is None:
        return source
    unapproved = _unapproved(configuration)
    if unapproved:
        name = os.path.basename(unapproved)
        return Source("", unapproved, (unapproved,), (), hint=f"{name} says what is installed, and is not in force: `autovenv allow`")
    given = configuration.sync
    if given is None or given.command is True:
        return source
    if given.command is False:
        return None
    files, packages = (source.files, source.packages) if source else ((), 0)
    said = f"sync in {given.where(facts.root)}"
    return Source("", given.path, tuple(dict.fromkeys((given.path, *files))), (given.command,), packages, said=said)


def _of_its_files(facts: Facts, configuration: Configuration | None) -> Source | None:
    from autovenv.deps.sources import source_of
    from autovenv.env.kinds import tool_of

    layout = configuration.layout if configuration else None
    name = layout.kind if layout else facts.tool
    if not name and not facts.pin:
        return None
    # Before there is consent nothing that a file of the project names is looked at, but for what came with the project.
    within = "" if facts.consent == "allow" or facts.trusted else facts.top or facts.root
    return source_of(facts.root, tool_of(name) if name not in {"", PLAIN} else None, within)


def _unapproved(configuration: Configuration) -> str:
    """Return the file that says what is installed, where one of the project's files awaits consent; "" where none says it.

    Such a file gives nothing. That a project wants nothing installed, or something else, is no reason to install what its tool would.
    """
    if configuration.withheld is None:
        return ""
    from autovenv.base.files import read_small
    from autovenv.config.toml import says

    files = configuration.files
    for path, kind in files.inherited + files.own:
        try:
            if kind == "toml" and says("sync", path, read_small(path, _LIMIT)):
                return path
        except OSError:
            continue
    return ""


def with_packages(facts: Facts, environment: Environment, configuration: Configuration | None, state: str) -> Facts:
    """Return facts with what there is to install, where the environment is missing, or is autovenv's and nothing was installed in it."""
    if not facts.tool:
        return facts
    bare: tuple[str, ...] = ()
    if facts.state != "absent":
        from autovenv.env.contents import package_directories, packages

        if not facts.owned or facts.state != "healthy" or packages(environment.path):
            return facts
        from autovenv.deps import record

        # Of a workspace's lock nothing may be for its root: what was done is known by its record.
        done = record.read(record.path_of(record.SYNC, environment.path, facts.root, state))
        if done is not None and done.identity == record.identity_of(environment.path):
            return facts
        bare = package_directories(environment.path)
    source = source_for(facts, configuration)
    if source is None:
        return facts
    return replace(
        facts,
        packages=source.packages,
        packages_from=os.path.basename(source.file),
        packages_lack=source.hint if source.tool else "",
        packages_by=source.name if source.said else "",
        # Whoever installs something by hand shall not be told any more that nothing is installed.
        inputs=(*facts.inputs, *map(watched, (*bare, *source.files, *_lock_to_come(source)))),
    )


def _lock_to_come(source: Source) -> tuple[str, ...]:
    """Return the lock that its tool has yet to write, before which nothing can be installed."""
    from autovenv.env.kinds import tool_of

    tool = tool_of(source.tool) if source.hint and source.tool not in {"", PLAIN} else None
    return (os.path.join(os.path.dirname(source.file), tool.lock),) if tool and tool.lock else ()
