"""An installation for every user: which rc files shells read for everybody, and which places everybody can rely on.

Standard library only: install.sh runs this from its source tree.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Mapping

from autovenv.base.parents import upward
from autovenv.base.programs import find_program
from autovenv.cli.ask_shell import ask_shell
from autovenv.plan.render import fish, posix, pwsh

BASH = ("/etc/bash.bashrc", "/etc/bashrc", "/etc/bash/bashrc")  # Debian, SUSE, Arch; Fedora, macOS; Alpine, Gentoo
ZSH = ("/etc/zsh/zshrc", "/etc/zshrc")  # Debian, Arch, Alpine; Fedora, macOS
_FISH = "/etc/fish"


def system_rc_file(shell: str, environ: Mapping[str, str]) -> str | None:
    """Return the file that shell reads for every user, or None if this system has none.

    It has to be there for bash, which was maybe built without one. Of zsh's the directory is enough; a fish or PowerShell on PATH
    says itself where its own is.
    """
    if shell == "bash":
        return next(filter(os.path.isfile, BASH), None)
    if shell == "zsh":
        return next(filter(os.path.isfile, ZSH), ZSH[0] if os.path.isdir(os.path.dirname(ZSH[0])) else None)
    if shell == "fish":
        top = _ask(["fish", "--no-config", "-c", 'printf "\\n%s" $__fish_sysconf_dir'], environ)
        top = top or (_FISH if os.path.isdir(_FISH) else None)
        return os.path.join(top, "conf.d", "autovenv.fish") if top else None  # a user's own file of this name stands in its place
    said = _ask(["pwsh", "-NoProfile", "-Command", '[Console]::Write("`n$($PROFILE.AllUsersCurrentHost)")'], environ)
    return said or _beside_pwsh(environ)


def system_rc_files(shell: str, environ: Mapping[str, str]) -> list[str]:
    """Return all the files in which a block may stand."""
    usual = {"bash": BASH, "zsh": ZSH}.get(shell, ())
    found = system_rc_file(shell, environ)
    return [*usual, *([found] if found and found not in usual else [])]


def _beside_pwsh(environ: Mapping[str, str]) -> str | None:
    program = find_program("pwsh", environ)
    return os.path.join(os.path.dirname(os.path.realpath(program)), "Microsoft.PowerShell_profile.ps1") if program else None


def _ask(command: list[str], environ: Mapping[str, str]) -> str | None:
    """Return the last line that command prints, if it is an absolute path. What a shell makes in its home is not to be made in root's."""
    with tempfile.TemporaryDirectory(prefix="autovenv-", ignore_cleanup_errors=True) as home:
        kept = {name: text for name, text in environ.items() if not name.startswith("XDG_")}
        said = ask_shell(command, {**kept, "HOME": home, "TMPDIR": home})
    return said if said and os.path.isabs(said) else None


def system_line(shell: str, hook: str) -> str:
    """Return the line that sources the hook's file for every user, unless the shell has a hook by then: the user's own counts."""
    if shell == "fish":
        return f"not set -qg __autovenv_loaded; and builtin test -r {fish.quote(hook)}; and builtin source {fish.quote(hook)}"
    if shell == "pwsh":
        loaded = "$ExecutionContext.SessionState.PSVariable.GetValue('global:__autovenv_loaded')"
        return f"if (-not {loaded} -and [IO.File]::Exists({pwsh.quote(hook)})) {{ . {pwsh.quote(hook)} }}"
    here = '[ -z "${__autovenv_loaded-}" ]'
    if shell == "bash":  # a child that was given all variables has not loaded it; other shells read these files, too
        here = '[ -n "${BASH_VERSION-}" ] && [ "${__autovenv_loaded-}" != "$$" ]'
    return f"if {here} && [ -r {posix.quote(hook)} ]; then \\. {posix.quote(hook)}; fi"


def unfit(path: str) -> str | None:
    """Return why what is at path can't serve every user, or None: somebody else may change it, or not everybody may read it.

    Links are followed: both what leads to the path and where it leads has to be so.
    """
    for top in dict.fromkeys((os.path.abspath(path), os.path.realpath(path))):
        for at in filter(os.path.lexists, upward(top)):
            seen = os.stat(at)
            open_to_all = stat.S_IMODE(seen.st_mode) & 0o002 and not seen.st_mode & stat.S_ISVTX
            if seen.st_uid != 0 or open_to_all:
                return f"{at} is not root's alone: whoever may write there would run programs as every user"
            if not seen.st_mode & (0o001 if stat.S_ISDIR(seen.st_mode) else 0o004):
                return f"{at} can't be read by every user"
    return None
