"""What there is to install in a project, as long as nothing is: it is said in one line, and counted without a parser."""

from __future__ import annotations

import os

from autovenv.base.value import replace
from autovenv.plan.facts import Facts
from autovenv.plan.inputs import watched
from autovenv.project.recognition import PLAIN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.env.environment import Environment


def with_packages(facts: Facts, environment: Environment) -> Facts:
    """Return facts with what there is to install, where the environment is missing, or is autovenv's and nothing was installed in it."""
    if not facts.tool:
        return facts
    bare: tuple[str, ...] = ()
    if facts.state != "absent":
        from autovenv.env.contents import package_directories, packages

        if not facts.owned or facts.state != "healthy" or packages(environment):
            return facts
        bare = package_directories(environment)
    from autovenv.deps.sources import source_of
    from autovenv.env.kinds import tool_of

    source = source_of(facts.root, None if facts.tool == PLAIN else tool_of(facts.tool))
    if source is None:
        return facts
    return replace(
        facts,
        packages=source.packages,
        packages_from=os.path.basename(source.file),
        # Whoever installs something by hand shall not be told any more that nothing is installed.
        inputs=(*facts.inputs, *map(watched, bare), *map(watched, source.files)),
    )
