"""The helper's first lines. Run by path as `python -I -S <this file>`: of this file itself nothing is cached, so it is short."""

import gc
import marshal
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from autovenv.hook.cache import Finder

gc.disable()  # it ends sooner than it could fill memory: 1 ms
here = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.dirname(os.path.dirname(here)))


def begin() -> "Finder":
    """Put the cache of modules in front of the ordinary import, by cache.py as the cache itself begins with it; return its finder."""
    path = f"{here}/__pycache__/lean.{sys.implementation.cache_tag}.marshal"
    try:
        # Not buffered: marshal.load would ask the file for every few bytes. It stays open, for what is read later.
        file = open(path, "rb", buffering=0)  # noqa: SIM115
        code = marshal.loads(file.read(int.from_bytes(file.read(4), "little")))  # noqa: S302 - in the package's own directory
        if type(code) is type(begin.__code__):
            names: dict[str, Any] = {"__name__": "autovenv.hook.cache"}
            exec(code, names)  # noqa: S102
            found: Finder = names["start"](path, file)
            return found
    except (OSError, ValueError, EOFError, TypeError, MemoryError):
        pass
    from autovenv.hook.cache import start

    return start(path, None)


finder = begin()

if sys.argv[1:2] == ["plan-apart"]:
    from autovenv.base.worker import apart

    apart()  # what follows is done by the worker

replanning = sys.argv[1:2] == ["replan"]
if replanning:
    from autovenv.hook.replan import main
else:
    from autovenv.hook.helper import main

finder.first = len(finder.done)
code = main(sys.argv[1:])
if code == 0 and finder.missed and not replanning and not {"autovenv.env.create", "autovenv.python.choose"} & sys.modules.keys():
    finder.save()  # of what every look needs, and no more
sys.stderr.flush()
os._exit(code)  # what an orderly end would tidy up is nobody's any more: 2 ms
