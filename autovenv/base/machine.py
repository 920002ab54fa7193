"""The kind of the machine."""

from __future__ import annotations

import sys


def kind_of_machine() -> str:
    """Return what an environment's programs depend on: operating system, architecture, C library ("x86_64-linux-gnu", "darwin", "win").

    An environment of one kind can't be used on another. macOS runs both of its architectures on one machine, so it is one kind.
    """
    return str(getattr(sys.implementation, "_multiarch", "")) or sys.platform.rstrip("0123456789")
