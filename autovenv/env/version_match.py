"""The comparison of an environment's version with the wanted one."""

from __future__ import annotations

import os

from autovenv.base.value import value
from autovenv.env import paths, pyvenv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.env.environment import Environment
    from autovenv.plan.plan import Make


@value
class Wanted:
    """What a version as people write it ("3.12.1", "3.13t", "pypy3.10") asks of an environment: patch releases are all the same."""

    implementation: str
    minor: tuple[int, ...]
    freethreaded: bool


def wanted(version: str) -> Wanted:
    """Return what `version` asks for."""
    numbered = version.lstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-")
    name = version[: len(version) - len(numbered)].rstrip("-").lower()
    numbers, _ = pyvenv.split_version(numbered)
    release = numbered.split("-")[0].split("+")
    return Wanted(
        "cpython" if name in ("", "python") else name,
        numbers[:2],
        release[0].endswith("t") or release[1:2] == ["freethreaded"],
    )


def matches(environment: Environment, make: Make) -> bool:
    """Tell whether environment is what `make` is to bring about."""
    asked = wanted(make.version)
    if of(environment) == asked:
        return True
    return os.path.realpath(paths.python_path(environment.path)) == os.path.realpath(make.python)


def of(environment: Environment) -> Wanted:
    """Return what environment answers to."""
    return Wanted(environment.implementation, environment.version[:2], environment.freethreaded)


def parked_path(path: str, asked: Wanted) -> str:
    """Return where an environment of that kind waits while another one stands at path: .venv.cpython3.12; "" for a kind without a minor."""
    if len(asked.minor) < 2:
        return ""
    return f"{path}.{asked.implementation}{'.'.join(str(number) for number in asked.minor)}{'t' if asked.freethreaded else ''}"
