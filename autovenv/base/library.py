"""Libraries from the package index, on the lean path: the rare case that needs one loads it."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType


def load(name: str) -> ModuleType:
    """Return the module of that dotted name. Raises ImportError."""
    try:
        return __import__(name, fromlist=["x"])
    except ImportError:
        # The helper runs under `-S`: if autovenv itself is not in site-packages (a checkout), they are not on sys.path.
        prefix = os.path.dirname(os.path.dirname(sys.executable))
        minor = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        below = ("Lib", "site-packages") if sys.platform == "win32" else ("lib", minor, "site-packages")
        place = os.path.join(prefix, *below)
        if place in sys.path:
            raise
        sys.path.append(place)
        return __import__(name, fromlist=["x"])
