"""Steps that change the disk: pins, `.envrc`, directories that are renamed, copied and removed, packages that are installed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.shells.model.model_disk import HOME
from tests.shells.model.model_shell import Shell, State
from tests.shells.model.step import Step


@dataclass(frozen=True)
class EditPin(Step):
    """Another version, or the old one again: what was installed lives on in the parked environment."""

    path: str
    version: str

    def ready(self, state: State) -> bool:
        found = state.world.projects.get(self.path)
        return bool(found and found.pin and found.pin != self.version and not found.strange)

    def after(self, state: State) -> State:
        found = state.world.projects[self.path]
        return replace(state, world=state.world.with_project(replace(found, pin=self.version, edits=found.edits + 1)))

    def typed(self, shell: Shell) -> str:
        return f"put {self.version} {self.path}/.python-version"


@dataclass(frozen=True)
class EditColour(Step):
    """Edit an `.envrc`. Until it is approved it is as if it were not there; what was approved once stays approved."""

    path: str
    colour: str

    def ready(self, state: State) -> bool:
        found = state.world.projects.get(self.path)
        return bool(found and found.colour and found.colour != self.colour)

    def after(self, state: State) -> State:
        found = state.world.projects[self.path]
        return replace(state, world=state.world.with_project(replace(found, colour=self.colour, edits=found.edits + 1)))

    def typed(self, shell: Shell) -> str:
        return f"put '{envrc(self.colour)}' {self.path}/.envrc"


def envrc(colour: str) -> str:
    return f"export COLOUR={colour}; PATH_add scripts"


@dataclass(frozen=True)
class Allow(Step):
    """`autovenv allow` where something waits for it: an `.envrc`, or an environment of another project's."""

    talks = True

    def ready(self, state: State) -> bool:
        found = state.world.projects.get(state.shell.cwd)
        if not found or found.path not in state.world.projects or state.shell.place != state.shell.cwd:
            return False
        unread = bool(found.colour) and (found.path, found.colour) not in state.world.approved
        return unread or bool(found.env and found.env.copied)

    def after(self, state: State) -> State:
        world = state.world
        found = world.projects[state.shell.cwd]
        env = found.env
        if env and env.copied:
            env = replace(env, copied=False, made_for=found.path, number=world.made)
            world = replace(world, made=world.made + 1)
        if found.colour:
            world = replace(world, approved=world.approved | {(found.path, found.colour)})
        return replace(state, world=world.with_project(replace(found, env=env, edits=found.edits + 1)))

    def typed(self, shell: Shell) -> str:
        return "autovenv allow --yes"


@dataclass(frozen=True)
class Install(Step):
    """A package comes into an environment. It is never to vanish."""

    path: str
    name: str

    def ready(self, state: State) -> bool:
        found = state.world.projects.get(self.path)
        return bool(found and found.env)

    def after(self, state: State) -> State:
        found = state.world.projects[self.path]
        assert found.env
        env = replace(found.env, planted=found.env.planted | {self.name})
        return replace(state, world=state.world.with_project(replace(found, env=env)))

    def typed(self, shell: Shell) -> str:
        return f"plant {self.name} {self.path}/.venv"


@dataclass(frozen=True)
class Rename(Step):
    """`mv`, from outside or from inside: then $PWD is a directory that is not there any more."""

    path: str
    name: str

    def ready(self, state: State) -> bool:
        return self.path in state.world.projects and self.name not in state.world.places and alone(state, self.path)

    def after(self, state: State) -> State:
        shell = state.shell
        place = self.name + shell.place[len(self.path) :] if within(shell.place, self.path) else shell.place
        world = state.world.moved(self.path, self.name)
        return replace(state, world=replace(world, names=world.names + 1)).with_shell(place=place)

    def typed(self, shell: Shell) -> str:
        return f"mv {self.path} {self.name}"


@dataclass(frozen=True)
class Copy(Step):
    path: str
    name: str

    def ready(self, state: State) -> bool:
        found = state.world.projects.get(self.path)
        return bool(found and not found.parked and not found.strange) and self.name not in state.world.places

    def after(self, state: State) -> State:
        world = state.world.copied(self.path, self.name)
        return replace(state, world=replace(world, names=world.names + 1))

    def typed(self, shell: Shell) -> str:
        return f"cp -a {self.path} {self.name}"


@dataclass(frozen=True)
class Remove(Step):
    """`rm -rf`, also of the directory that the shell is in."""

    path: str

    def ready(self, state: State) -> bool:
        return self.path in state.world.projects and len(state.world.projects) > 4 and alone(state, self.path)

    def after(self, state: State) -> State:
        place = "" if within(state.shell.place, self.path) else state.shell.place
        return replace(state, world=state.world.removed(self.path)).with_shell(place=place)

    def typed(self, shell: Shell) -> str:
        return f"rm -rf {self.path}"


def within(place: str, path: str) -> bool:
    return place == path or place.startswith(path + "/")


def alone(state: State, path: str) -> bool:
    """No outer shell stands in this directory: what it finds when it is back would be another story."""
    return path != HOME and not any(within(shell.place, path) for shell in state.shells[:-1])
