"""What shells ask of a terminal and tell it that pyte does not know: fish 4 turns on kitty's keyboard protocol, and asks before it does.

The protocol (sw.kovidgoyal.net/kitty/keyboard-protocol): a shell asks with `CSI ? u`, sets flags with `CSI = flags u` or pushes them with
`CSI > flags u`; from then on a key that was a control character arrives as `CSI code ; 5 u`. Enter, Tab and Backspace stay what they were.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# Strings for the terminal itself (DCS, APC, PM), and control sequences whose parameters begin with `<`, `=` or `>`, or that end in `u`.
_STRING = rb"\x1b[P_^](?s:.*?)(?:\x1b\\|\x07)"
_SEQUENCE = rb"\x1b\[(?P<mark>[<=>])(?P<numbers>[0-9;]*)[ ]?(?P<verb>[a-zA-Z])|\x1b\[\?(?P<asked>u)"
_WHOLE = re.compile(_STRING + b"|" + _SEQUENCE)
_BEGUN = re.compile(rb"\x1b(?:\[(?:[<=>][0-9;]*[ ]?|\?)?|[P_^](?s:(?!.*(?:\x1b\\|\x07)).*))?\Z")

_LEGACY = b"\t\r\b"


class Keyboard:
    """The flags that are in force, what they make of a key, and what is left of the output for the screen."""

    def __init__(self, answer: Callable[[bytes], object]) -> None:
        self._answer = answer
        self._flags = [0]
        self._begun = b""

    def screened(self, output: bytes) -> bytes:
        """Return output without what is not for the screen. A sequence that is not whole yet waits for the next call."""
        output = self._begun + output
        begun = _BEGUN.search(output)
        self._begun = begun.group() if begun else b""
        whole = output[: len(output) - len(self._begun)]
        return _WHOLE.sub(self._heard, whole)

    def _heard(self, sequence: re.Match[bytes]) -> bytes:
        if sequence["asked"]:
            self._answer(b"\x1b[?%du" % self._flags[-1])
        elif sequence["verb"] == b"u":
            flags = int(sequence["numbers"].partition(b";")[0] or 0)
            if sequence["mark"] == b"=":
                self._flags[-1] = flags
            elif sequence["mark"] == b">":
                self._flags.append(flags)
            else:
                del self._flags[max(len(self._flags) - max(flags, 1), 1) :]
        return b""

    def keys(self, typed: bytes) -> bytes:
        """Return typed as the terminal sends it now."""
        if not self._flags[-1] & 1:
            return typed
        return b"".join(b"\x1b[%d;5u" % (byte + 0x60) if byte < 0x1B and byte not in _LEGACY and byte else bytes([byte]) for byte in typed)
