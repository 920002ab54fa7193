"""Environments that a pin calls by name: pyenv-virtualenv's, virtualenvwrapper's, conda's. To use one needs the user's consent."""

from __future__ import annotations

import os

from autovenv.base.parents import is_inside
from autovenv.base.paths import pyenv_root, workon_home
from autovenv.env.kinds import conda
from autovenv.plan.inputs import Input

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def environments_named(name: str, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the environments of that name which exist: pyenv's first, then `$WORKON_HOME/name`, then conda's.

    pyenv's may be called `3.12.1/envs/foo`, and must really lie inside `$PYENV_ROOT/versions`.
    """
    versions = os.path.join(pyenv_root(environ), "versions")

    def counts(path: str) -> bool:
        if not _is_environment(path):
            return False
        return not is_inside(path, versions) or is_inside(os.path.realpath(path), os.path.realpath(versions))

    return tuple(path for path in places_named(name, environ) if counts(path))


def places_named(name: str, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return where an environment of that name is looked for, existing or not."""
    parts = name.split("/")
    if not all(parts) or any(part in (".", "..") for part in parts):
        return ()
    places = [os.path.join(pyenv_root(environ), "versions", *parts)]
    if len(parts) == 1:
        places += [os.path.join(workon_home(environ), name), *conda.places_named(name, environ)[0]]
    return tuple(dict.fromkeys(path for path in places if os.path.isabs(path)))


def inputs_of(name: str, environ: Mapping[str, str]) -> tuple[Input, ...]:
    """Return what says that there is no environment of that name: made later, in any of these places, it is seen at the next prompt."""
    absent = tuple(Input("absent", place) for place in places_named(name, environ))
    return absent + (() if "/" in name else conda.places_named(name, environ)[1])


def _is_environment(path: str) -> bool:
    return os.path.isfile(os.path.join(path, "pyvenv.cfg")) or os.path.isdir(os.path.join(path, "conda-meta"))
