"""The command that a backend is: the variables it is run with, the prompt it may be given, what its log says went wrong."""

from __future__ import annotations

from autovenv.base.escape import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

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
    return visible(line)[:_LONGEST]
