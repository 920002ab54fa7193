"""Steps that activate and deactivate: scripts sourced by hand, `deactivate`, `autovenv off`, VIRTUAL_ENV unset."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.shells.by_hand import SCRIPT
from tests.shells.model.model_disk import HAND
from tests.shells.model.model_shell import Hand, Shell, State
from tests.shells.model.step import Step


@dataclass(frozen=True)
class Activate(Step):
    """`source bin/activate` of the one that is active, of another project's, or of one that was made by hand."""

    env: str

    def ready(self, state: State) -> bool:
        found = state.world.projects.get(self.env.rpartition("/")[0])
        stands = self.env == HAND or bool(found and found.env and found.env.made_for == found.path and not found.env.copied)
        # What a program handed down has no `deactivate` that an `activate` could call: it would stay on PATH.
        return stands and not (state.shell.hand and state.shell.hand.inherited) and "errors" not in state.shell.options

    def after(self, state: State) -> State:
        shell = state.shell
        if shell.hand:  # the script takes its like away first
            shell = replace(shell, hand=None).with_path(shell.hand.old)
        elif shell.kept and shell.kind != "pwsh":  # … and takes a PATH that a parent kept for its like's
            shell = replace(shell, kept=()).with_path(shell.kept)
        if shell.active and shell.active.over and shell.active.plan.env != self.env:
            shell = replace(shell, active=replace(shell.active, over=False))
        if shell.active and not shell.active.over and shell.active.plan.env == self.env:
            return state.put(shell)  # the very one that autovenv made active: nothing is added
        name = self.env.split("/")[-2 if self.env != HAND else -1]
        hand = Hand(self.env, name, shell.path, exported=shell.kind == "fish" or "exported" in shell.options)
        return state.put(replace(shell, hand=hand).with_path((f"{self.env}/bin", *shell.path)))

    def typed(self, shell: Shell) -> str:
        return f". {self.env}/bin/{SCRIPT[shell.kind]}"


@dataclass(frozen=True)
class Deactivate(Step):
    def ready(self, state: State) -> bool:
        # What others wrote does not bear `set -e`.
        return state.shell.seen().deactivate and not (state.shell.hand and "errors" in state.shell.options)

    def after(self, state: State) -> State:
        return state.put(state.shell.deactivated())

    def typed(self, shell: Shell) -> str:
        return "deactivate"


@dataclass(frozen=True)
class Order(Step):
    """`autovenv off`, `on`, `reload`."""

    word: str

    def ready(self, state: State) -> bool:
        return True

    def after(self, state: State) -> State:
        found = state.world.around(state.shell.cwd)
        if self.word == "reload":
            # All is asked anew: what is found is another plan, and is entered as such.
            edited = found and state.world.with_project(replace(found, edits=found.edits + 1))
            return replace(state, world=edited or state.world)
        return state.with_shell(off=found.path if found and self.word == "off" else "")

    def typed(self, shell: Shell) -> str:
        return f"autovenv {self.word}"


@dataclass(frozen=True)
class UnsetVirtualEnv(Step):
    """Somebody takes the environment away who doesn't know of us: that means the project, too. An inherited one goes so."""

    def ready(self, state: State) -> bool:
        shell = state.shell
        if shell.hand:
            # Its entry stays on PATH, as the user's own: which one of a project's does not always.
            return shell.hand.inherited and not shell.active and shell.hand.env == HAND
        return bool(shell.seen().virtual)

    def after(self, state: State) -> State:
        if state.shell.hand:
            return state.with_shell(hand=None)
        return state.put(state.shell.deactivated())

    def typed(self, shell: Shell) -> str:
        return {"fish": "set -e VIRTUAL_ENV", "pwsh": "Remove-Item Env:VIRTUAL_ENV"}.get(shell.kind, "unset VIRTUAL_ENV")
