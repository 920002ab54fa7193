"""Names of variables: which are proper ones, and which a project's files may set."""

from __future__ import annotations

LONGEST = (128 << 10) - 1
"""Bytes of NAME=value: Linux starts no program with a longer one."""

LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
"""What the name of a variable is made of."""

# The shell's own, and ours: whatever a file does to them stays in the file.
_NEVER = frozenset({
    "PATH", "PWD", "OLDPWD", "SHLVL", "_", "PS1", "PS2", "PS3", "PS4", "SHELLOPTS", "BASHOPTS", "BASH", "COMP_WORDBREAKS", "IFS", "PPID",
    "LINENO", "RANDOM", "SECONDS", "PIPESTATUS", "FUNCNAME", "GROUPS", "HISTCMD", "DIRSTACK", "OPTIND", "OPTARG", "OPTERR",
    "SHELL",  # nix names the bash that its builds run in
    "HOME",  # a stranger's would have settings and state of autovenv's in it: nobody puts it back
})  # fmt: skip
_ALL_THE_SAME = frozenset({"DIRENV_EXTRA_VIMRC"})  # vim's plugin reads it
_NEVER_BEGINS = ("BASH_", "AUTOVENV_", "__autovenv", "DIRENV_", "__fish")


def is_name(text: str) -> bool:
    """Tell whether text may name a variable: letters and digits of ASCII and `_`, no digit in front."""
    return text != "" and not text[0].isdigit() and LETTERS.issuperset(text)


def is_exported(name: str) -> bool:
    """Tell whether a file may set this variable for the shell: a proper name, and none that belongs to the shell itself."""
    return is_name(name) and name not in _NEVER and (not name.startswith(_NEVER_BEGINS) or name in _ALL_THE_SAME)
