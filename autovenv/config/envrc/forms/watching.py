"""watch_file, watch_dir: files whose change makes the directory be looked at again."""

from __future__ import annotations

import os

from autovenv.config.envrc.forms.lookup import expand_path
from autovenv.plan.inputs import Input

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.config.envrc.scope import Place, Scope

LIMIT = 1000  # files and directories; each is looked at before every prompt


def watch_file(scope: Scope, arguments: tuple[str, ...], _place: Place) -> int:
    """watch_file f…: files or directories, there or not; a link that is turned elsewhere is a change, too."""
    for name in arguments:
        path = expand_path(scope, name)
        real = os.path.realpath(path)
        if real != path and os.path.exists(path):
            scope.sources.inputs.append(Input("same", path, target=real))
        scope.sources.watch(path)
    return 0


def watch_dir(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
    """watch_dir d: all that is below d, up to LIMIT; links to directories are not followed."""
    top = expand_path(scope, arguments[0] if arguments else "")
    scope.sources.watch(top)
    if not os.path.isdir(top):
        scope.say(f"{place}: {top} is no directory")
        return 0
    count = 1
    for folder, directories, files in os.walk(top):
        directories.sort()
        for name in sorted([*directories, *files]):
            if count == LIMIT:
                scope.say(f"{place}: {top} holds more than {LIMIT} files; changes are seen in the first {LIMIT} only")
                return 0
            scope.sources.watch(os.path.join(folder, name))
            count += 1
    return 0
