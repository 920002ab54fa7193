"""Steps that set what a user sets: a variable that a project sets, too, the options of each shell, the prompt."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.shells.model.model_shell import Shell, State
from tests.shells.model.step import Step


@dataclass(frozen=True)
class Colour(Step):
    """A variable that a project sets, too; "" unsets it."""

    value: str

    def ready(self, state: State) -> bool:
        return state.shell.colour != self.value

    def after(self, state: State) -> State:
        return state.with_shell(colour=self.value)

    def typed(self, shell: Shell) -> str:
        if self.value:
            return {"fish": f"set -gx COLOUR {self.value}", "pwsh": f"$env:COLOUR = '{self.value}'"}.get(
                shell.kind, f"export COLOUR={self.value}"
            )
        return {"fish": "set -e COLOUR", "pwsh": "Remove-Item Env:COLOUR"}.get(shell.kind, "unset COLOUR")


OPTIONS = {
    "bash": {
        "unset": ("set -u", "set +u"),
        "errors": ("set -e", "set +e"),
        "clobber": ("set -C", "set +C"),
        "exported": ("set -a", "set +a"),
        "glob": ("set -f", "set +f"),
        "posix": ("set -o posix", "set +o posix"),
        "null": ("shopt -s nullglob", "shopt -u nullglob"),
        "case": ("shopt -s nocasematch", "shopt -u nocasematch"),
    },
    "zsh": {
        "unset": ("setopt nounset", "unsetopt nounset"),
        "unique": ("typeset -U path", "typeset +U path"),
        "arrays": ("setopt ksh_arrays", "unsetopt ksh_arrays"),
        "split": ("setopt sh_word_split", "unsetopt sh_word_split"),
        "clobber": ("setopt noclobber", "unsetopt noclobber"),
        "glob": ("setopt glob_subst", "unsetopt glob_subst"),
        "null": ("setopt null_glob", "unsetopt null_glob"),
        "names": ("setopt auto_name_dirs", "unsetopt auto_name_dirs"),
        "subst": ("setopt prompt_subst", "unsetopt prompt_subst"),
        "errors": ("setopt err_return", "unsetopt err_return"),
    },
    "fish": {},
    "pwsh": {
        "unset": ("Set-StrictMode -Version Latest", "Set-StrictMode -Off"),
        "errors": ("$ErrorActionPreference = 'Stop'", "$ErrorActionPreference = 'Continue'"),
    },
}


@dataclass(frozen=True)
class Option(Step):
    name: str

    def ready(self, state: State) -> bool:
        return self.name in OPTIONS[state.shell.kind]

    def after(self, state: State) -> State:
        return state.put(replace(state.shell, options=state.shell.options ^ {self.name}).with_path(state.shell.path))

    def typed(self, shell: Shell) -> str:
        return OPTIONS[shell.kind][self.name][self.name in shell.options]


@dataclass(frozen=True)
class PromptAnew(Step):
    """A prompt is assigned while a project is active, as `source ~/.zshrc` does."""

    def ready(self, state: State) -> bool:
        return not state.shell.hand  # what an `activate` wrote into the prompt is lost: that is between it and the user

    def after(self, state: State) -> State:
        return state

    def typed(self, shell: Shell) -> str:
        return {
            "bash": "PS1='@> '",
            "zsh": "PROMPT='@> '",
            "fish": "function fish_prompt; printf '@> '; end",
            "pwsh": "function prompt { '@> ' }",
        }[shell.kind]
