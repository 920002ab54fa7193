"""Names of variables: which are proper ones, which a project may set, and which undo data may carry."""

from __future__ import annotations

import os

LONGEST = (128 << 10) - 1
"""Bytes of NAME=value: Linux starts no program with a longer one."""

LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
"""What the name of a variable is made of."""

# The shell's own, and ours: whatever a file does to them stays in the file, and no shell is asked to set them.
_NEVER = frozenset({
    "PATH", "PWD", "OLDPWD", "SHLVL", "_", "PS1", "PS2", "PS3", "PS4", "SHELLOPTS", "BASHOPTS", "BASH", "COMP_WORDBREAKS", "IFS", "PPID",
    "LINENO", "RANDOM", "SECONDS", "PIPESTATUS", "FUNCNAME", "GROUPS", "HISTCMD", "DIRSTACK", "OPTIND", "OPTARG", "OPTERR",
    "SHELL",  # nix names the bash that its builds run in
    "HOME",  # a stranger's would have settings and state of autovenv's in it: nobody puts it back
})  # fmt: skip
_ALL_THE_SAME = frozenset({"DIRENV_EXTRA_VIMRC"})  # vim's plugin reads it
_NEVER_BEGINS = ("BASH_", "AUTOVENV_", "__autovenv", "DIRENV_", "__fish")


NOT_CARRIED = (
    *("PATH", "HOME", "IFS", "PS1", "PS4", "ENV", "BASH*", "SHELL*", "LD_*", "DYLD_*", "PROMPT*", "ZDOTDIR", "PWD", "OLDPWD", "AUTOVENV*"),
    *("__autovenv*", "PSModulePath", "PSExecutionPolicyPreference", "PATHEXT", "COMSPEC", "SYSTEMROOT", "WINDIR", "USERPROFILE"),
)
"""Variables that undo data never has: it is a variable itself, which anybody can set, and these change how programs load or where a shell
finds its files. Only the shell that entered takes them back. A `*` at the end stands for anything. The hooks get the list as it is here."""


def is_name(text: str) -> bool:
    """Tell whether text may name a variable: letters and digits of ASCII and `_`, no digit in front."""
    return text != "" and not text[0].isdigit() and LETTERS.issuperset(text)


def is_exported(name: str) -> bool:
    """Tell whether a project may set this variable for the shell: a proper name, and none that belongs to the shell itself."""
    return is_name(name) and name not in _NEVER and (not name.startswith(_NEVER_BEGINS) or name in _ALL_THE_SAME)


def is_carried(name: str) -> bool:
    """Tell whether undo data may have the old value of this variable: a proper name, and none of NOT_CARRIED."""
    return is_name(name) and not any(_matches(name, pattern) for pattern in NOT_CARRIED)


def _matches(name: str, pattern: str) -> bool:
    if os.name == "nt":  # Path and PATH are one there
        name, pattern = name.upper(), pattern.upper()
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern
