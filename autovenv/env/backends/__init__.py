"""Programs that create environments: one a module, all with the same functions.

NAME is the backend as the configuration and messages call it. `available(make)` returns "" or why it can't be used for this at all.
`create(target, make, environ, log)` makes the environment at `target`, with pip, and returns "" or why it failed; what it printed is
in the file `log`. `target` does not exist; after a failure anything may be there.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from autovenv.plan.plan import Make

DEFAULT_ORDER = ("uv", "virtualenv", "venv")

_MEANING = ("PYTHON", "VIRTUAL_ENV", "VIRTUALENV_", "CONDA_", "PIP_", "UV_", "__PYVENV_LAUNCHER__")
"""Variables that begin so can make a backend do something else than it was asked for: other interpreters, other places, no pip."""

_LONGEST = 160  # characters of what failed, on a prompt: the log has all of it

_TRANSPORT = (
    "UV_CACHE_DIR",
    "UV_CONCURRENT_",
    "UV_CONFIG_FILE",
    "UV_DEFAULT_INDEX",
    "UV_EXTRA_INDEX_URL",
    "UV_FIND_LINKS",
    "UV_HTTP_",
    "UV_INDEX",  # UV_INDEX_URL, UV_INDEX_STRATEGY and the credentials UV_INDEX_<name>_PASSWORD, too
    "UV_INSECURE_",
    "UV_KEYRING_",
    "UV_LINK_MODE",
    "UV_NATIVE_TLS",
    "UV_NO_CACHE",
    "UV_NO_INDEX",
    "UV_OFFLINE",
    "UV_SYSTEM_CERTS",
)
"""Where packages come from, and how: the user's business, which a network behind a company's mirror depends on."""


def environ_for(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that a backend gets."""
    return {name: text for name, text in environ.items() if name.startswith(_TRANSPORT) or not name.startswith(_MEANING)}


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


def plain(prompt: str) -> str:
    """Return prompt if it may stand in an activate script, else "".

    uv 0.13 and venv before 3.13 write it there between double quotes, as it is: a directory called $(…) would be run by whoever
    sources bin/activate. pyvenv.cfg gets the raw name in any case, and there nothing is run.
    """
    harmless = all(character.isalnum() or character in "._- " for character in prompt)
    return prompt if harmless and prompt.strip(" .") else ""


def last_words(log: str) -> str:
    """Return what a log says went wrong, in one line: uv's last "error:" with the cause below it, else the last line."""
    from autovenv.base.files import read_small

    try:
        lines = [line.strip() for line in read_small(log, 1 << 20).decode(errors="replace").splitlines()]
    except OSError:
        return ""
    spoken = [line for line in lines if line]
    errors = [number for number, line in enumerate(spoken) if line.startswith("error:")]
    said = spoken[errors[-1] : errors[-1] + 2] if errors else spoken[-1:]
    line = ": ".join(one.removeprefix("error:").removeprefix("cause:").strip() for one in said)
    return "".join(character if character.isprintable() else "?" for character in line)[:_LONGEST]
