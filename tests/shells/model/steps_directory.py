"""Steps that go somewhere: `cd`, also into a directory that is removed at once, into a child shell, and back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.shells.model.model_shell import Shell, State
from tests.shells.model.step import Step


@dataclass(frozen=True)
class Go(Step):
    path: str

    def ready(self, state: State) -> bool:
        return self.path in state.world.places

    def after(self, state: State) -> State:
        return state.with_shell(cwd=self.path, place=self.path)

    def typed(self, shell: Shell) -> str:
        return f"cd {self.path}"


@dataclass(frozen=True)
class GoAndRemove(Step):
    """The shell stands in a directory that was removed under its feet."""

    path: str

    def ready(self, state: State) -> bool:
        return self.path in state.world.places

    def after(self, state: State) -> State:
        return state.with_shell(cwd=f"{self.path}/gone", place="")

    def typed(self, shell: Shell) -> str:
        return f"mkdir {self.path}/gone; cd {self.path}/gone; /bin/rmdir {self.path}/gone"


@dataclass(frozen=True)
class Child(Step):
    kind: str
    talks = True

    def ready(self, state: State) -> bool:
        shell = state.shell
        if len(state.shells) > 2 or shell.place not in state.world.places:
            return False
        # Another kind of shell may have no plan for this place: then it enters as if anew, and does not know what the user changed since
        # (docs/design.md: it doesn't know the value).
        as_entered = not shell.active or (not shell.stranger and shell.colour in {shell.active.plan.colour, ""})
        return self.kind == shell.kind or as_entered

    def after(self, state: State) -> State:
        return replace(state, shells=(*state.shells, state.shell.child(self.kind)))

    def typed(self, shell: Shell) -> str:
        return f"in-{self.kind}"


@dataclass(frozen=True)
class Exit(Step):
    talks = True

    def ready(self, state: State) -> bool:
        return len(state.shells) > 1

    def after(self, state: State) -> State:
        return replace(state, shells=state.shells[:-1])

    def typed(self, shell: Shell) -> str:
        return "exit"
