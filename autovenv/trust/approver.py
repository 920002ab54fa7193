"""The decision whether a configuration file may take effect for one project: its user's consent, and who can write to its place."""

from __future__ import annotations

import os

from autovenv.trust.consent import Consent, consent_for
from autovenv.trust.file_consent import entries, place_of
from autovenv.trust.paths import trusted_by_path
from autovenv.trust.record import ALLOW, DENY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from autovenv.plan.inputs import Input
    from autovenv.trust.source import Source


class Approver:
    """Tells of each source whether it may take effect for one project. It remembers which records it asked: they are inputs."""

    def __init__(self, real_root: str, state: str, session: str = "", trusted_paths: Sequence[str] = ()) -> None:
        """`real_root` is the project's directory, links followed; `session` that of the shell ("" for none)."""
        self.real_root = real_root
        self._state = state
        self._session = session
        self._trusted_paths = trusted_paths
        self._asked: dict[str, Consent] = {}
        self.consent(real_root)

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What the answers so far depend on, beside the user's settings."""
        return tuple(dict.fromkeys(one for consent in self._asked.values() for one in consent.inputs))

    def consent(self, directory: str) -> Consent:
        """Return what the user decided about directory, a real path."""
        if directory not in self._asked:
            self._asked[directory] = consent_for(directory, self._state, self._session)
        return self._asked[directory]

    def known(self, source: Source) -> str:
        """Return the hash of the content of source's place that was approved last; "" where none was."""
        place = place_of(source)
        for directory in (self.real_root, os.path.dirname(place)):
            consent = self.consent(directory)
            if consent.decision == ALLOW:
                for path, digest in consent.files:
                    if path == place:
                        return digest
        return ""

    def denied(self, source: Source) -> str:
        """Return the directory because of which source is refused whatever else was approved; "" where there is none."""
        directories = (self.real_root, os.path.dirname(place_of(source)), os.path.dirname(source.real))
        return next((one for one in directories if self.consent(one).decision == DENY), "")

    def __call__(self, source: Source) -> bool:
        """Tell whether the content of source may take effect.

        It may where the project's record approves it, or that of the directory that the file lies in, or where the file and what it
        links to lie below trusted paths; nowhere where one of these directories was denied.
        """
        if self.denied(source):
            return False
        place = place_of(source)
        if approves(self.consent(self.real_root), source) or approves(self.consent(os.path.dirname(place)), source):
            return True
        return all(trusted_by_path(os.path.dirname(path), self._trusted_paths) for path in {place, source.real})


def approves(consent: Consent, source: Source) -> bool:
    """Tell whether consent is to this very content at this very place."""
    return consent.decision == ALLOW and all(entry in consent.files for entry in entries((source,)))
