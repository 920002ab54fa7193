"""A file of a project's configuration: what consent is given to."""

from __future__ import annotations

from autovenv.base.value import value


@value
class Source:
    """A file that took part, as it was read."""

    path: str  # absolute, as it was named; links not followed
    real: str  # links followed
    digest: str  # sha256 of the content, in hex
    kind: str  # "envrc", "source", "dotenv", "toml", "require" (only its content counts: require_allowed)
