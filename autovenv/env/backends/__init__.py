"""Programs that create environments: one a module, all with the same functions.

NAME is the backend as the configuration and messages call it. `available(make)` returns "" or why it can't be used for this at all.
`create(target, make, environ, log)` makes the environment at `target`, with pip, and returns "" or why it failed; what it printed is
in the file `log`. `target` does not exist; after a failure anything may be there.
"""

from __future__ import annotations

from autovenv.env.backends.command import environ_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from autovenv.plan.plan import Make

DEFAULT_ORDER = ("uv", "virtualenv", "venv")


def order(wanted: str) -> Iterator[str]:
    """Yield the names of the backends to try: the wanted one, then the others. Raises AutovenvError for a name that is none."""
    if wanted not in DEFAULT_ORDER:
        from autovenv.base.errors import AutovenvError

        raise AutovenvError(f"there is no backend {wanted!r}: it is one of {', '.join(DEFAULT_ORDER)}")
    yield wanted
    yield from (name for name in DEFAULT_ORDER if name != wanted)


def unusable(name: str, make: Make) -> str:
    """Return "" or why the backend of this name can't be used for that environment at all."""
    problem: str = _module(name).available(make)
    return problem


def create(name: str, target: str, make: Make, environ: Mapping[str, str], log: str) -> str:
    """Make the environment at target with the backend of this name; return "" or why it failed."""
    problem: str = _module(name).create(target, make, environ_for(environ), log)
    return problem


def _module(name: str) -> Any:
    return __import__(f"{__name__}.{'stdlib' if name == 'venv' else name}", fromlist=["create"])
