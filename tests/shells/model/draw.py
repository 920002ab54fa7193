"""Sequences of steps, drawn from a seed: each step that can be done where the model stands is as likely as its weight says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from tests.shells.model.model_disk import HAND, HOME
from tests.shells.model.model_shell import BASE, State
from tests.shells.model.step import Step
from tests.shells.model.steps_activation import Activate, Deactivate, Order, UnsetVirtualEnv
from tests.shells.model.steps_directory import Child, Exit, Go, GoAndRemove
from tests.shells.model.steps_disk import Allow, Copy, EditColour, EditPin, Install, Remove, Rename
from tests.shells.model.steps_path import Append, Drop, FishAddPath, Prepend, ResetPath, RestorePath, SavePath
from tests.shells.model.steps_settings import OPTIONS, Colour, Option, PromptAnew

ENTRIES = ("~/bin/a", "~/bin/bb", "~/bin/ccc")
COLOURS = ("red", "teal", "blue")


def draw(random: Random, state: State, versions: Sequence[str], children: Sequence[str], label: str) -> Step:
    """Return a step that can be done in this state. `label` makes names that nothing has yet."""
    world = state.world
    roots = sorted(world.projects)
    here = world.around(state.shell.cwd)

    def root() -> str:
        return here.path if here and random.random() < 0.7 else random.choice(roots)

    def place() -> str:
        return random.choice(roots if random.random() < 0.6 else world.places)

    def fresh(path: str) -> str:
        return f"{path.rstrip('0123456789').rstrip('-')}-{world.names}"

    def environment() -> str:
        return random.choice([HAND, f"{root()}/.venv"])

    def renamed() -> Step:
        path = root()
        return Rename(path, fresh(path))

    def copied() -> Step:
        path = root()
        return Copy(path, fresh(path))

    choices: list[tuple[int, Callable[[], Step]]] = [
        (24, lambda: Go(place())),
        (4, lambda: Go(HOME)),
        (3, lambda: GoAndRemove(place())),
        (8, lambda: EditPin(root(), random.choice(versions))),
        (4, lambda: EditColour(root(), random.choice(COLOURS))),
        (4, Allow),
        (5, lambda: Install(root(), f"planted_{label}")),
        (4, renamed),
        (3, copied),
        (2, lambda: Remove(root())),
        (10, lambda: Activate(environment())),
        (10, Deactivate),
        (6, lambda: Order(random.choice(("off", "on", "reload")))),
        (3, UnsetVirtualEnv),
        (5, lambda: Prepend(random.choice(ENTRIES))),
        (4, lambda: Append(random.choice(ENTRIES))),
        (2, lambda: FishAddPath(random.choice(ENTRIES))),
        (3, lambda: Drop(random.choice(ENTRIES))),
        (4, SavePath),
        (5, RestorePath),
        (4, lambda: Colour(random.choice((*COLOURS, "")))),
        (5, lambda: Option(random.choice([*OPTIONS[state.shell.kind], "none"]))),
        (4, PromptAnew),
        (5, lambda: Child(random.choice(children))),
        (4, Exit),
    ]
    weights = [weight for weight, _ in choices]
    while True:
        step = random.choices(choices, weights)[0][1]()
        if step.ready(state):
            return step


def tidying(state: State) -> Step | None:
    """Return what brings the shells back, one by one, to where a sequence begins, None where they are there. It is checked as all are."""
    shell = state.shell
    if len(state.shells) > 1:
        return Exit()
    if shell.options:
        return Option(min(shell.options))
    if shell.hand:
        return Deactivate()
    if shell.cwd != HOME:
        return Go(HOME)
    if shell.colour:
        return Colour("")
    return ResetPath() if shell.path != (BASE,) else None
