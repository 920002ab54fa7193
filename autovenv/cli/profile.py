"""What a PowerShell profile does before its last line."""

from __future__ import annotations

import re

# What may hold a brace or a word that means nothing: comments, here-strings, strings, and a quoted character.
_ASIDE = re.compile(
    r"<#.*?#>|#[^\n]*"
    r"|@'[ \t]*\n.*?\n'@|@\"[ \t]*\n.*?\n\"@"
    r"|'(?:[^']|'')*'|\"(?:[^\"`]|`.|\"\")*\""
    r"|`.",
    re.DOTALL,
)
_WORD = re.compile(r"[{(]|[})]|(?:^|(?<=[;\n]))[ \t]*(?:return|exit)\b", re.IGNORECASE)


def last_line(content: bytes) -> int:
    """Return the number of the line with the first `return` or `exit` outside of all braces, behind which nothing is run; 0 without one."""
    text = content.decode("utf-8", "replace").replace("\r\n", "\n")
    # As long as before, so that positions stay.
    plain = _ASIDE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    depth = 0
    for word in _WORD.finditer(plain):
        if word[0] in "{(":
            depth += 1
        elif word[0] in "})":
            depth -= 1
        elif depth == 0:
            return plain.count("\n", 0, word.end()) + 1
    return 0
