"""The files that each shell reads when it starts, and autovenv's block in them.

Standard library only, like all that it imports: install.sh runs this module from its source tree, before anything is
installed (`--dry-run`) and after an installation has lost its Python (`--uninstall`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from autovenv.base.errors import DONE, FAILED, NOT_TRUSTED, AutovenvError
from autovenv.base.files import read_small, remove_file, write_atomic
from autovenv.base.paths import directory_from, home_directory
from autovenv.base.programs import find_program
from autovenv.cli.ask_shell import ask_shell
from autovenv.cli.rc_block import OPENING, ByHandError, remove_block, write_block
from autovenv.cli.system import system_line, system_rc_file, system_rc_files
from autovenv.hook.script import is_system
from autovenv.plan.render import fish, posix, pwsh

SHELLS = {"bash": "autovenv.bash", "zsh": "autovenv.zsh", "fish": "autovenv.fish", "pwsh": "autovenv.ps1"}
"""The shells that there is a hook for, and the hook's file name."""

_LIMIT = 2**20  # bytes


def shells_here(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the shells that are found on PATH."""
    return tuple(shell for shell in SHELLS if find_program(shell, environ))


def named_shells(names: Sequence[str], environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the shells named, or all that are found on PATH if none is. Raises AutovenvError for a name that is no shell of ours."""
    chosen = tuple(dict.fromkeys({"powershell": "pwsh"}.get(name, name) for name in names)) or shells_here(environ)
    for name in chosen:
        if name not in SHELLS:
            raise AutovenvError(f"no hook for the shell {name!r}: there is one for {', '.join(SHELLS)}", NOT_TRUSTED)
    return chosen


def line_for(shell: str, hook: str) -> str:
    """Return the one line that sources the hook's file if it is there. An alias of the user's does not stand in its way."""
    if shell == "fish":
        return f"builtin test -r {fish.quote(hook)}; and builtin source {fish.quote(hook)}"
    if shell == "pwsh":
        # Test-Path would load a module: 50 ms and more in each new shell.
        return f"if ([IO.File]::Exists({pwsh.quote(hook)})) {{ . {pwsh.quote(hook)} }}"
    readable = f"[ -r {posix.quote(hook)} ]"
    if shell == "bash":  # dash, too, reads ~/.profile
        readable = f'[ -n "${{BASH_VERSION-}}" ] && {readable}'
    return f"if {readable}; then \\. {posix.quote(hook)}; fi"


def rc_files(shell: str, environ: Mapping[str, str]) -> list[str]:
    """Return the files that the block of shell belongs into; the first is the one that the shell cannot do without."""
    home = home_directory(environ)
    config = directory_from(environ, "XDG_CONFIG_HOME", ".config")
    if shell == "zsh":
        return [os.path.join(_zsh_directory(environ) or home, ".zshrc")]
    if shell == "fish":
        return [os.path.join(config, "fish", "conf.d", "autovenv.fish")]
    if shell == "pwsh":
        return [_profile(environ) or os.path.join(config, "powershell", "Microsoft.PowerShell_profile.ps1")]
    return [os.path.join(home, ".bashrc"), *_login_file(home)]


def _login_file(home: str) -> list[str]:
    """Return the file that a login bash reads, unless that reads ~/.bashrc itself.

    macOS' terminals start login shells, so there one is made if there is none. Elsewhere a new ~/.bash_profile would hide
    a ~/.profile that comes later, for the sake of ssh sessions alone.
    """
    for name in (".bash_profile", ".bash_login", ".profile"):
        path = os.path.join(home, name)
        if os.path.lexists(path):
            try:
                lines = read_small(path, _LIMIT).splitlines()
            except OSError:
                return []
            return [] if any(b"bashrc" in line and not line.lstrip().startswith(b"#") for line in lines) else [path]
    return [os.path.join(home, ".bash_profile")] if sys.platform == "darwin" else []


def _zsh_directory(environ: Mapping[str, str]) -> str:
    """Return ZDOTDIR as zsh itself sees it: people set it in ~/.zshenv, and need not export it."""
    said = ask_shell(["zsh", "-c", 'printf "\\n%s" "${ZDOTDIR-}"'], environ)
    return environ.get("ZDOTDIR", "") if said is None else said


def _profile(environ: Mapping[str, str]) -> str:
    """Return the profile of PowerShell where it may lie anywhere: "Documents" can be moved, and often is (OneDrive)."""
    if sys.platform != "win32":
        return ""
    said = ask_shell(["pwsh", "-NoProfile", "-Command", '[Console]::Write("`n$($PROFILE.CurrentUserCurrentHost)")'], environ)
    documents = os.path.join(home_directory(environ), "Documents")
    return said or os.path.join(documents, "PowerShell", "Microsoft.PowerShell_profile.ps1")


def set_up(
    shells: Sequence[str], hooks: str, environ: Mapping[str, str], *, dry_run: bool = False, modify: bool = True, system: bool = False
) -> int:
    """Put the block into the files of each shell, say so, and return the exit code: 1 if no shell at all was left set up.

    `hooks` is the directory of the hook files. Without `modify` the lines are printed and no file is touched. `system`: every user's.
    """
    done = 0
    for shell in shells:
        files, line = block_of(shell, hooks, environ, system=system)
        if not files:
            print(f"{shell}: this system has no file that it reads for every user: not set up", file=sys.stderr)
            continue
        if not modify:
            print(f"{shell}: at the end of {files[0]}:\n    {line}")
            done += 1
            continue
        refused = False
        for path in files:
            try:
                changed = write_block(path, os.fsencode(line), dry_run=dry_run, directory_mode=0o755 if system else 0o700)
            except ByHandError as problem:
                refused = True
                print(f"{shell}: {path} is left alone ({problem.message}): add this line to it by hand\n    {line}", file=sys.stderr)
                continue
            wording = ("would get the block" if dry_run else "has the block now") if changed else "has the block already"
            print(f"{shell}: {path} {wording}")
            _tell_of_return(shell, path, environ)
            if not dry_run:
                _remember(hooks, path, system=system)
        done += not refused
    return DONE if done or not shells else FAILED


def block_of(shell: str, hooks: str, environ: Mapping[str, str], *, system: bool = False) -> tuple[list[str], str]:
    """Return the files that the block of shell belongs into, and the line in it. `system`: the one file that is every user's, or none."""
    hook = os.path.join(hooks, SHELLS[shell])
    if not system:
        return rc_files(shell, environ), line_for(shell, hook)
    found = system_rc_file(shell, environ)
    return [found] if found else [], system_line(shell, hook)


# Prints the line of the first `return` or `exit` outside of all braces, as PowerShell's own parser finds it.
_RETURN = """\
$file = [System.Management.Automation.Language.Parser]::ParseFile($env:AUTOVENV_PROFILE, [ref]$null, [ref]$null)
foreach ($one in $file.EndBlock.Statements) {
    if ($one.GetType().Name -in 'ReturnStatementAst', 'ExitStatementAst') { [Console]::Write("`n$($one.Extent.StartLineNumber)"); break }
}"""


def _tell_of_return(shell: str, path: str, environ: Mapping[str, str]) -> None:
    """Say it where PowerShell does not get as far as the block, if there is one that can tell."""
    if shell != "pwsh":
        return
    try:
        content = read_small(path, _LIMIT)
    except OSError:
        return
    words = content.lower()
    if b"return" not in words and b"exit" not in words:
        return
    said = ask_shell(["pwsh", "-NoProfile", "-NonInteractive", "-Command", _RETURN], {**environ, "AUTOVENV_PROFILE": path}) or ""
    if said.isdigit() and int(said) <= len(content.partition(OPENING)[0].splitlines()):
        print(f"{shell}: {path}:{said} ends the profile before autovenv's block: move that line below it", file=sys.stderr)


def take_down(shells: Sequence[str], hooks: str, environ: Mapping[str, str], *, dry_run: bool = False, system: bool = False) -> int:
    """Take the block out of the files of each shell, say so, and return the exit code: 1 if one had to be left."""
    record = _record(hooks, system=system)
    # ZDOTDIR and XDG_CONFIG_HOME may have been others then; PowerShell may have another directory by now.
    known = _remembered(record) if set(shells) == set(SHELLS) else []
    if system:
        usual = [path for shell in shells for path in system_rc_files(shell, environ)]
    else:
        home = home_directory(environ)
        login = [os.path.join(home, name) for name in (".bash_profile", ".bash_login", ".profile")]
        usual = [path for shell in shells for path in [*rc_files(shell, environ), *(login if shell == "bash" else [])]]
    # The last one first: the directory that one file was made in may have been made for another one before it.
    paths = reversed(dict.fromkeys([*known, *usual]))
    left = DONE
    for path in paths:
        try:
            if remove_block(path, dry_run=dry_run):
                print(f"{path}: {'the block would be taken out' if dry_run else 'the block is out'}")
        except ByHandError as problem:
            left = FAILED
            print(f"{path} is left alone ({problem.message}): remove autovenv's block from it by hand", file=sys.stderr)
    if record and not dry_run and left == DONE and set(shells) == set(SHELLS):
        remove_file(record)
    return left


def _record(hooks: str, *, system: bool) -> str:
    """Return where it is kept which files were written; "" for a user's own blocks that source the hooks of a system installation."""
    return "" if is_system(os.path.dirname(hooks)) and not system else os.path.join(hooks, "rc-files")


def _remembered(record: str) -> list[str]:
    if not record:
        return []
    try:
        return [os.fsdecode(path) for path in read_small(record, _LIMIT).split(b"\0") if path]
    except OSError:
        return []


def _remember(hooks: str, path: str, *, system: bool) -> None:
    record = _record(hooks, system=system)
    known = _remembered(record)
    if record and path not in known and os.path.isdir(hooks):
        write_atomic(record, b"\0".join(os.fsencode(each) for each in [*known, path]), 0o644 if system else 0o600)
