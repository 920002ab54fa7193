"""The drift of an environment from what was installed into it, told without the network; nothing is changed."""

from __future__ import annotations

from autovenv.base.errors import AutovenvError
from autovenv.base.files import remove_file
from autovenv.deps import distributions, programs, record
from autovenv.deps.current import changed
from autovenv.deps.last_word import last_word, text_of
from autovenv.env import process

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.deps.sources import Source

_NAMED = 3  # packages in a line


def drift(source: Source, environment: str, root: str, environ: Mapping[str, str], state: str) -> str:
    """Return in one line what is not as source says; "" where the environment is current. Raises AutovenvError.

    What somebody took out by hand is seen, too. What somebody put in is their own business.
    """
    line = changed(source, environment, root, state)
    if line:
        return line
    path = record.path_of(record.SYNC, environment, root, state)
    found = record.read(path)
    gone = set(found.distributions if found else ()) - set(distributions.names_of(environment))
    if gone:
        return _missing([one.replace("-", " ", 1) for one in sorted(gone)])
    return _of_uv(source, environment, root, environ, record.log_of(path, "check", state)) if source.tool == "uv" else ""


def _of_uv(source: Source, environment: str, root: str, environ: Mapping[str, str], log: str) -> str:
    """Ask uv itself, which also sees an editable project whose metadata changed."""
    given = programs.environ_for(environment, environ)
    remove_file(log)
    for command in source.commands:
        line = programs.translated((*command, "--check", "--offline"), environment, root, given)
        if process.run(line, given, log, root) == 0:
            continue
        lines = text_of(log).splitlines()
        named = [line[3:].replace("==", " ", 1) for line in lines if line.startswith(" + ")]
        if not named and not any("outdated" in line for line in lines):
            raise AutovenvError(f"{programs.typed(command)} can't be checked: {last_word(log)} (log: {log})")
        return _missing(named) if named else last_word(log)
    return ""


def _missing(named: list[str]) -> str:
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return f"{', '.join(named[:_NAMED])}{more} {'is' if len(named) == 1 else 'are'} not installed"
