"""The refusal of an unknown request."""

from __future__ import annotations

from autovenv.base.errors import AutovenvError


class RequestError(AutovenvError):
    """A text that asks for no Python that autovenv knows. The message is one printable line and quotes the text."""
