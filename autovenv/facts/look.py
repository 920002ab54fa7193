"""A look at a directory's project, for a command that shows it."""

from __future__ import annotations

from autovenv.facts.configuration import looked_at
from autovenv.facts.project import findings_of, project_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.facts.findings import Findings


def look(
    directory: str, environ: Mapping[str, str], session: str = "", root: str = "", *, thorough: bool = False, set_up: bool = False
) -> Findings:
    """Return what is known about the project that directory belongs to (facts.root is "" where it belongs to none).

    Nothing of the project is run and nothing is written: of a file that bash reads the last result counts, or it is unknown. `root`,
    `thorough` and `set_up` are those of facts.project. Raises AutovenvError for a state directory that is not the user's, and
    KeyboardInterrupt.
    """
    files, here = project_of(directory, environ, session, root, set_up=set_up)
    configuration = looked_at(files, here) if files.names else None
    if configuration is not None and configuration.interrupted:
        raise KeyboardInterrupt  # there is no shell that goes on
    return findings_of(files, here, configuration, thorough=thorough)
