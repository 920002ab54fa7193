"""A failing sequence without the steps that its failure does not need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.shells.model.real_shell import RealShell
from tests.shells.model.step import Step

_TRIES = 24


@dataclass(frozen=True)
class Failure:
    """What was typed, and what is wrong after it."""

    steps: tuple[Step, ...]
    typed: tuple[str, ...]
    problem: str

    def __str__(self) -> str:
        return "".join(f"    > {line}\n" for line in self.typed) + self.problem

    def is_like(self, other: Failure) -> bool:
        """Is it the same thing that is wrong?"""
        return self.problem.split(maxsplit=1)[0] == other.problem.split(maxsplit=1)[0]


def fails(open_shell: Callable[[], RealShell], steps: Sequence[Step]) -> Failure | None:
    """Do these steps in a new world, those that can be done there. Return what fails, None where all agrees."""
    shell = open_shell()
    done: list[Step] = []
    typed: list[str] = []
    for step in steps:
        if not step.ready(shell.state):
            continue
        done.append(step)
        typed.append(step.typed(shell.state.shell))
        try:
            shell.do(step)
        except AssertionError as problem:
            return Failure(tuple(done), tuple(typed), str(problem)[-2000:])
    return None


def shorten(open_shell: Callable[[], RealShell], failure: Failure) -> Failure:
    """Drop halves, quarters … of the steps as long as the same failure comes."""
    size, tries = len(failure.steps) // 2, 0
    while size and tries < _TRIES:
        start = 0
        while start < len(failure.steps) and tries < _TRIES:
            shorter = fails(open_shell, failure.steps[:start] + failure.steps[start + size :])
            tries += 1
            if shorter and shorter.is_like(failure):
                failure = shorter
            else:
                start += size
        size //= 2
    return failure
