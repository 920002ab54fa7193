"""The lean path's modules in one file: one read instead of up to a hundred imports, 6 ms off every look.

A cache beside the .pyc files, and checked as they are: each module's source must have the mtime and size that it had. What is missing
or does not fit, a place that can't be written, another Python: the ordinary import does the work, and the next look finds it here.

The modules lie in groups that are read when the first of one is asked for: what every look needs, what one with configuration
files needs beside, what later looks were the first to need.
"""

from __future__ import annotations

import marshal
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from io import FileIO
    from types import CodeType, ModuleType

    Entry = tuple[str, int, int, bool, int]  # source, its mtime in nanoseconds, its size in bytes, package or module, group

PATH = os.path.join(os.path.dirname(__file__), "__pycache__", f"lean.{sys.implementation.cache_tag}.marshal")
_DIVIDER = "autovenv.hook.remembered"  # the first module that is imported for the sake of configuration files
_HEAD = 4  # bytes: the size of the index


class Finder:
    """Finds and loads the modules of a cache; a finder and loader of importlib's (sys.meta_path)."""

    def __init__(self, entries: dict[str, Entry], sizes: tuple[int, ...], file: FileIO | None) -> None:
        """Take what `save` wrote: the index, the sizes of the groups, and the file, which is at the first of them."""
        self.entries, self.sizes = entries, sizes
        self.missed: list[str] = []  # modules of ours that were asked for in vain
        self.stale = False  # one of these is in the cache, and is another one on the disk
        self._file = file
        self._begin = file.tell() if file else 0
        self._codes: dict[str, CodeType] = {}

    def find_spec(self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None) -> object:
        """Return the module's spec, or None for one that is not in the cache as it is on the disk."""
        entry = self.entries.get(name)
        if entry is None or not self._is_there(name, entry):
            if name.startswith("autovenv."):
                self.missed.append(name)
                self.stale = self.stale or entry is not None
            return None
        spec = type(__spec__)(name, self, origin=entry[0], is_package=entry[3])  # type: ignore[arg-type]
        spec.has_location = True  # the module gets its __file__
        spec.cached = PATH  # or importlib works out where a .pyc of its own would lie
        if entry[3]:
            spec.submodule_search_locations = [os.path.dirname(entry[0])]
        return spec

    def _is_there(self, name: str, entry: Entry) -> bool:
        source, mtime_ns, size, _, group = entry
        try:
            found = os.stat(source)
            if found.st_mtime_ns != mtime_ns or found.st_size != size:
                return False
            if name not in self._codes:
                self._codes.update(marshal.loads(self.group(group)))  # noqa: S302 - written by `save`, in the package's own directory
        except (OSError, ValueError, EOFError, TypeError, IndexError):
            return False
        return name in self._codes

    def group(self, number: int) -> bytes:
        """Return a group as it was written: a dictionary of code, by the module's name. Raises OSError."""
        if self._file is None:
            return b""
        self._file.seek(self._begin + sum(self.sizes[:number]))
        return self._file.read(self.sizes[number])

    def close(self) -> None:
        """Let go of the file: Windows replaces none that is open."""
        if self._file is not None:
            self._file.close()

    def create_module(self, _spec: object) -> None:
        """Leave that to the import system."""

    def get_code(self, name: str) -> CodeType:
        """Return the code of a module that was found here."""
        return self._codes[name]

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's code."""
        exec(self._codes[module.__name__], module.__dict__)  # noqa: S102 - as every import does


def load() -> Finder:
    """Put the cache in front of the ordinary import, and return it; it is empty if there is none, or none that can be read."""
    try:
        # Not buffered: marshal.load would ask the file for every few bytes. It stays open, for the groups.
        file = open(PATH, "rb", buffering=0)  # noqa: SIM115
        entries, sizes = marshal.loads(file.read(int.from_bytes(file.read(_HEAD), "little")))  # noqa: S302 - as above
        finder = Finder(dict(entries), tuple(sizes), file)
    except (OSError, ValueError, EOFError, TypeError, MemoryError):
        finder = Finder({}, (), None)
    sys.meta_path.insert(0, finder)  # type: ignore[arg-type]
    return finder


def save(finder: Finder) -> None:
    """Write the cache again with the modules that were missed, anew if one in it was stale. Failing to is no failure."""
    from autovenv.base.files import write_atomic

    entries: dict[str, Entry] = {}
    groups: list[bytes] = []
    wanted = finder.missed
    try:
        if finder.stale:
            wanted = list(dict.fromkeys((*finder.entries, *finder.missed)))
        else:
            entries.update(finder.entries)
            groups += [finder.group(number) for number in range(len(finder.sizes))]
        at = wanted.index(_DIVIDER) if _DIVIDER in wanted else len(wanted)
        for names in (wanted[:at], wanted[at:]):
            codes: dict[str, CodeType] = {}
            for name in names:
                module = sys.modules.get(name)
                if module is not None and module.__spec__ is not None and module.__file__ is not None:
                    found = os.stat(module.__file__)
                    codes[name] = module.__spec__.loader.get_code(name)  # type: ignore[union-attr]
                    entries[name] = (module.__file__, found.st_mtime_ns, found.st_size, hasattr(module, "__path__"), len(groups))
            if codes:
                groups.append(marshal.dumps(codes))
        index = marshal.dumps((entries, [len(group) for group in groups]))
        finder.close()
        write_atomic(PATH, b"".join((len(index).to_bytes(_HEAD, "little"), index, *groups)), 0o644)
    except (OSError, AttributeError, OverflowError):
        return
