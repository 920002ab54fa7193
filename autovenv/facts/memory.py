"""The last result of a root's files, kept beside its stored plan.

A file that bash reads is not run again because something else changed (git's index, the environment), nor for `why`; and a file with
an error goes on watching what it watched before.
"""

from __future__ import annotations

import marshal
import os

from autovenv.base.errors import AutovenvError
from autovenv.base.files import private_directory, read_small, remove_file, write_atomic
from autovenv.base.value import replace
from autovenv.config.configuration import Configuration, Sync
from autovenv.config.files import Files
from autovenv.env.layout import Layout
from autovenv.plan.facts import Configured, Missing
from autovenv.plan.inputs import Input, distinct, holds, watched
from autovenv.plan.plan import Reason
from autovenv.plan.store import folder
from autovenv.trust.source import Source
from autovenv.trust.store import trouble

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_NAME = "configuration"
_LARGEST = 16 << 20  # bytes
_KINDS = {kind.__name__: kind for kind in (Configuration, Configured, Files, Input, Layout, Missing, Reason, Source, Sync)}
# What another version wrote, whose values have other fields, is nothing that is known.
_FORMAT = tuple((name, *kind.__annotations__) for name, kind in _KINDS.items())


def remember(configuration: Configuration, state: str) -> None:
    """Keep the result of a root's files: names, and no value that a program may have printed. That it can't be kept is no failure."""
    if configuration.ran:
        names = tuple((name, "") for name, _ in configuration.configured.set)
        configuration = replace(configuration, configured=replace(configuration.configured, set=names))
    place = folder(state, configuration.files.root)
    try:
        private_directory(state)
        os.makedirs(place, 0o700, exist_ok=True)
        write_atomic(os.path.join(place, _NAME), marshal.dumps((_FORMAT, _plain(configuration))))
    except (AutovenvError, OSError, ValueError):
        pass


def recall(files: Files, state: str) -> Configuration | None:
    """Return the last result of the same files, whether or not it still holds; None where that is not known."""
    try:
        path = os.path.join(folder(state, files.root), _NAME)
        if trouble(path, os.lstat(path), directory=False):
            return None
        found = marshal.loads(read_small(path, _LARGEST))  # noqa: S302 - the user's own file, in a directory that is theirs alone
        form, kept = found
        if form != _FORMAT:
            return None
        configuration: Configuration = _valued(kept)
        if (configuration.files.own, configuration.files.inherited) != (files.own, files.inherited):
            return None
        return replace(configuration, configured=replace(configuration.configured, python=files.python))
    except (OSError, ValueError, TypeError, EOFError, LookupError, AttributeError):
        return None


def forget(root: str, state: str) -> None:
    """Let root's files be evaluated again next time, changed or not."""
    try:
        remove_file(os.path.join(folder(state, root), _NAME))
    except OSError:
        pass


def still_holds(configuration: Configuration, environ: Mapping[str, str]) -> bool:
    """Tell whether nothing that it was computed from has changed: no file, and no variable of the environment outside."""
    if any(environ.get(name) != text for name, text in configuration.configured.needs):
        return False
    return all(holds(given) for given in configuration.inputs)


def watching(configuration: Configuration, earlier: Configuration) -> Configuration:
    """Return configuration, which failed, with what the earlier one depended on watched as well.

    The same error after a change is another try: who mended a line and hears nothing would take it for mended.
    """
    known = {given.path for given in configuration.inputs}
    again = [watched(given.path) for given in earlier.inputs if given.path not in known and given.kind in ("unchanged", "absent")]
    inputs = distinct((*configuration.inputs, *again))
    tries = 1
    if configuration.configured.error == earlier.configured.error:
        before = {given.path: (given.kind, given.mtime_ns) for given in earlier.inputs}
        changed = any(before.get(given.path, (given.kind, given.mtime_ns)) != (given.kind, given.mtime_ns) for given in inputs)
        tries = earlier.tries + changed
    return replace(configuration, inputs=inputs, tries=tries)


def _plain(given: Any) -> Any:
    """Return given with each value as (name of its type, its fields), which marshal can write."""
    if isinstance(given, tuple):
        return tuple(_plain(one) for one in given)
    if type(given).__name__ in _KINDS:
        return [type(given).__name__, *(_plain(getattr(given, name)) for name in type(given).__annotations__)]
    return given


def _valued(given: Any) -> Any:
    if isinstance(given, tuple):
        return tuple(_valued(one) for one in given)
    if isinstance(given, list):
        return _KINDS[given[0]](*(_valued(one) for one in given[1:]))
    return given
