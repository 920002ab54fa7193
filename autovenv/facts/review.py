"""A project while its user is asked about it: with an approval that is not recorded yet."""

from __future__ import annotations

from autovenv.facts.configuration import reviewed
from autovenv.facts.project import findings_of, project_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from autovenv.facts.findings import Findings
    from autovenv.trust.source import Source


def review(root: str, environ: Mapping[str, str], session: str, approves: Callable[[Source], bool], say: Callable[[str], None]) -> Findings:
    """Return what is known about the project in root as if the files that `approves` approves had their user's consent.

    What is shown is what an environment for it would be. The files are evaluated, by bash where that is needed, and nothing is remembered
    of it. `say` gets lines for the user. Raises AutovenvError for a state directory that is not the user's, and KeyboardInterrupt.
    """
    files, here = project_of(root, environ, session, root, set_up=True)
    configuration = reviewed(files, here, approves, say) if files.names else None
    if configuration is not None and configuration.interrupted:
        raise KeyboardInterrupt  # there is no shell that goes on
    return findings_of(files, here, configuration)
