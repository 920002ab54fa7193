"""The distributions of an environment before and after an installation (the core metadata specifications): nothing is run or read."""

from __future__ import annotations

from autovenv.env import contents


def names_of(environment: str) -> tuple[str, ...]:
    """Return what is installed, sorted: "name-version", as the directories have it."""
    return contents.distributions(environment, (".dist-info",))


def difference(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[int, int, int]:
    """Return how many packages were installed, updated, removed."""
    old, new = set(before) - set(after), set(after) - set(before)
    gone, come = {_project(one) for one in old}, {_project(one) for one in new}
    return len(come - gone), len(come & gone), len(gone - come)


def _project(name: str) -> str:
    return name.partition("-")[0]
