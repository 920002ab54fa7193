"""Random sequences in one kind of shell, one after the other: what one leaves behind on the disk the next one finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from tests.shells.model.draw import draw, tidying
from tests.shells.model.real_shell import RealShell
from tests.shells.model.shorten import fails, shorten
from tests.shells.model.step import Step

_STEPS = 10  # of a sequence, before it tidies up


def check(open_shell: Callable[[], RealShell], seeds: Sequence[int], versions: Sequence[str], children: Sequence[str]) -> None:
    """Play the sequences of these seeds in one shell. Raises AssertionError with the seed and the steps that fail."""
    shell = open_shell()
    before: list[list[Step]] = []
    for seed in seeds:
        done: list[Step] = []
        try:
            play(shell, seed, versions, children, done)
        except AssertionError as problem:
            raise AssertionError(
                f"seed {seed}; --seeds {seeds[0]}-{seed} repeats it\n{_told(open_shell, before, done, str(problem))}"
            ) from None
        before.append(done)


def play(shell: RealShell, seed: int, versions: Sequence[str], children: Sequence[str], done: list[Step]) -> None:
    """Draw and do the steps of one sequence, and go back to where it began; `done` gets them. Raises AssertionError."""
    random = Random(seed)
    for number in range(_STEPS):
        step = draw(random, shell.state, versions, children, f"{seed}_{number}")
        done.append(step)
        shell.do(step)
    while step := tidying(shell.state):
        done.append(step)
        shell.do(step)


def _told(open_shell: Callable[[], RealShell], before: list[list[Step]], done: list[Step], problem: str) -> str:
    """Say what was typed. Mostly the sequence fails by itself, sometimes with those that went before it."""
    for count in (0, 1, 4):
        steps = [step for sequence in before[len(before) - min(count, len(before)) :] for step in sequence] + done
        failure = fails(open_shell, steps)
        if failure:
            return str(shorten(open_shell, failure))
    typed = "".join(f"    {step}\n" for step in done)
    return f"{typed}    (only together with what went before in the same world)\n{problem}"
