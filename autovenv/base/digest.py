"""sha256 without hashlib, whose import (OpenSSL) costs a shell that waits 4 ms."""

from __future__ import annotations

import sys


def digest(content: bytes) -> str:
    """Return the sha256 of content, in hex."""
    # Here and not above: many looks need none, and wait for the import.
    if sys.version_info >= (3, 12):
        from _sha2 import sha256
    else:
        from _sha256 import sha256
    return str(sha256(content).hexdigest())
