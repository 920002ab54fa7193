"""Steps that edit PATH: entries put in front, behind, and taken away; a PATH of before put back as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from tests.shells.model.model_shell import BASE, Shell, State
from tests.shells.model.step import Step


@dataclass(frozen=True)
class Prepend(Step):
    entry: str

    def ready(self, state: State) -> bool:
        return True

    def after(self, state: State) -> State:
        return state.put(state.shell.with_path((self.entry, *state.shell.path)))

    def typed(self, shell: Shell) -> str:
        # zsh has each entry once where `path` is assigned, not where PATH is.
        if shell.kind == "zsh" and (len(self.entry) % 2 or "unique" in shell.options):
            return f'path=({self.entry} "${{path[@]}}")'
        return {"fish": f"set -gx PATH {self.entry} $PATH", "pwsh": f"$env:PATH = '{self.entry}:' + $env:PATH"}.get(
            shell.kind, f"PATH={self.entry}:$PATH"
        )


@dataclass(frozen=True)
class Append(Step):
    entry: str

    def ready(self, state: State) -> bool:
        return True

    def after(self, state: State) -> State:
        return state.put(state.shell.with_path((*state.shell.path, self.entry)))

    def typed(self, shell: Shell) -> str:
        if shell.kind == "zsh" and "unique" in shell.options:
            return f'path=("${{path[@]}}" {self.entry})'
        return {"fish": f"set -gx PATH $PATH {self.entry}", "pwsh": f"$env:PATH += ':{self.entry}'"}.get(
            shell.kind, f"export PATH=$PATH:{self.entry}"
        )


@dataclass(frozen=True)
class FishAddPath(Step):
    """fish_add_path puts an entry in front once, and in front of all others."""

    entry: str

    def ready(self, state: State) -> bool:
        return state.shell.kind == "fish" and self.entry not in state.shell.path

    def after(self, state: State) -> State:
        return state.put(state.shell.with_path((self.entry, *state.shell.path)))

    def typed(self, shell: Shell) -> str:
        return f"fish_add_path -gP {self.entry}"


@dataclass(frozen=True)
class Drop(Step):
    """The user takes an entry of their own away again."""

    entry: str

    def ready(self, state: State) -> bool:
        return self.entry in state.shell.path

    def after(self, state: State) -> State:
        return state.put(state.shell.with_path(tuple(one for one in state.shell.path if one != self.entry)))

    def typed(self, shell: Shell) -> str:
        return {
            "bash": f'PATH=:$PATH:; PATH=${{PATH//":{self.entry}:"/:}}; PATH=${{PATH#:}}; PATH=${{PATH%:}}',
            "zsh": f'path=("${{(@)path[@]:#{self.entry}}}")',
            "fish": f"set -gx PATH (string match -v -- {self.entry} $PATH)",
            "pwsh": f"$env:PATH = ($env:PATH -split ':' -ne '{self.entry}') -join ':'",
        }[shell.kind]


@dataclass(frozen=True)
class SavePath(Step):
    def ready(self, state: State) -> bool:
        return not state.shell.hand  # what an `activate` put on PATH is the user's own: a PATH that was kept meanwhile brings it back

    def after(self, state: State) -> State:
        return state.with_shell(saved=state.shell.path)

    def typed(self, shell: Shell) -> str:
        return {"fish": "set -g saved $PATH", "pwsh": "$saved = $env:PATH"}.get(shell.kind, "saved=$PATH")


@dataclass(frozen=True)
class RestorePath(Step):
    """The whole PATH of before, as scripts put it back that keep it. It may be of before a project, or of within one."""

    def ready(self, state: State) -> bool:
        shell = state.shell
        if not shell.saved or shell.hand:
            return False
        # What stands before or behind a PATH that is as it was, is the user's (docs/design.md): so an entry of a project's that comes back
        # in this way stays.
        count = len(shell.path)
        return shell.saved[-count:] != shell.path and shell.saved[:count] != shell.path

    def after(self, state: State) -> State:
        return state.put(state.shell.with_path(state.shell.saved))

    def typed(self, shell: Shell) -> str:
        return {"fish": "set -gx PATH $saved", "pwsh": "$env:PATH = $saved"}.get(shell.kind, "PATH=$saved")


@dataclass(frozen=True)
class ResetPath(Step):
    def ready(self, state: State) -> bool:
        return len(state.shells) == 1 and state.shell.path != (BASE,)

    def after(self, state: State) -> State:
        return state.put(state.shell.with_path((BASE,)))

    def typed(self, shell: Shell) -> str:
        return {"fish": "set -gx PATH $base", "pwsh": "$env:PATH = $base"}.get(shell.kind, "PATH=$base")


# What a shell is told once, so that ResetPath can be typed.
KEEP_BASE = {"bash": "base=$PATH", "zsh": "base=$PATH", "fish": "set -g base $PATH", "pwsh": "$base = $env:PATH"}
