"""The lean path's modules in one file: one read instead of up to a hundred imports, 11 ms off every look.

A cache beside the .pyc files, and checked as they are: each module's source must have the mtime and size that it had. What is missing
or does not fit, a place that can't be written, another Python: the ordinary import does the work, and the next look finds it here.

The file begins with the code of this very module, so that nothing at all is imported before it. Then come an index and the modules, in
groups: what every look needs, which is run at once, in the order in which it was ready when it was imported, without the import system's
care for each module, which takes longer than most of them do; what a look without configuration files needed beside; what one with such
files needed; what later looks were the first to need. Of these groups each module is found when it is asked for: some import a lot.
"""

# Not `from __future__ import annotations`: to find that module takes longer than all that is done here.

import marshal
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from io import FileIO
    from types import CodeType, ModuleType
    from typing import Any

    Entry = tuple[str, int, int, bool, int]  # source, its mtime in nanoseconds, its size in bytes, package or module, group

_BEFORE = ("autovenv", "autovenv.hook")  # imported before this module, where it is imported
_DIVIDER = "autovenv.facts.memory"  # the first module that is imported for the sake of configuration files
_CACHED = ("autovenv", "__future__")  # ours, and the one of Python's that nearly all of ours name
_EXTENSIONS = ("_sha2", "_sha256", "fcntl")  # of these only the place is kept, in no group: to look for it takes longer than to load it
_NO_GROUP = -1
_SIZE = 4  # bytes: the number before the code of this module and before the index


class Finder:
    """Finds and loads the modules of a cache; a finder and loader of importlib's (sys.meta_path)."""

    def __init__(self, path: str, entries: "dict[str, Entry]", sizes: "tuple[int, ...]", file: "FileIO | None") -> None:
        """Take what `save` wrote to `path`: the index, the sizes of the groups, and the file, which is at the first of them."""
        self.path, self.entries, self.sizes = path, entries, sizes
        self.missed = False  # a module of ours was asked for in vain
        self.stale = False  # one of these is in the cache, and is another one on the disk
        self.done = list(_BEFORE) if file is None else []  # the modules in the order in which they were ready
        self.first = 0  # so many of them every look needs
        self.plain = 0  # and so many one without configuration files, if there are any
        self._file = file
        self._begin = file.tell() if file else 0
        self._codes: dict[str, CodeType] = {}

    def run_first(self) -> None:
        """Run the modules of the first group in the order in which they were ready once, if each is as it was."""
        names = [name for name, entry in self.entries.items() if entry[4] == 0]
        if not all(self._is_there(name, self.entries[name]) for name in names):
            return
        for name in names:
            source, _, _, package, _ = self.entries[name]
            module = type(sys)(name)
            parent, _, child = name.rpartition(".")
            module.__file__ = source
            module.__package__ = name if package else parent
            if package:
                module.__path__ = [os.path.dirname(source)]
            sys.modules[name] = module
            self.exec_module(module)
            if parent:
                setattr(sys.modules[parent], child, module)

    def find_spec(self, name: str, path: "Sequence[str] | None" = None, target: "ModuleType | None" = None) -> "ModuleSpec | None":
        """Return the module's spec; for a module that is not in the cache as it is on the disk the one that the next finder has."""
        if name.partition(".")[0] not in _CACHED and name not in _EXTENSIONS:
            return None
        if name == _DIVIDER:
            self.plain = len(self.done)
        entry = self.entries.get(name)
        if entry is None or not self._is_there(name, entry):
            self.stale = self.stale or entry is not None
            return self._elsewhere(name, path, target)
        loader: Any = self
        if entry[4] == _NO_GROUP:
            loader = sys.modules["_frozen_importlib_external"].ExtensionFileLoader(name, entry[0])
        spec = type(sys.__spec__)(name, loader, origin=entry[0], is_package=entry[3])
        spec.has_location = True  # the module gets its __file__
        spec.cached = self.path  # or importlib works out where a .pyc of its own would lie
        if entry[3]:
            spec.submodule_search_locations = [os.path.dirname(entry[0])]
        return spec

    def _elsewhere(self, name: str, path: "Sequence[str] | None", target: "ModuleType | None") -> "ModuleSpec | None":
        for other in sys.meta_path:
            spec = other.find_spec(name, path, target) if other is not self else None
            if spec is not None and spec.has_location:
                self.missed = True
                spec.loader = _Noting(spec.loader, self.done)  # type: ignore[assignment]
            if spec is not None:
                return spec
        return None

    def _is_there(self, name: str, entry: "Entry") -> bool:
        source, mtime_ns, size, _, group = entry
        try:
            found = os.stat(source)
            if found.st_mtime_ns != mtime_ns or found.st_size != size:
                return False
            if group != _NO_GROUP and name not in self._codes:
                self._codes.update(marshal.loads(self._group(group)))  # noqa: S302 - written by `save`, in the package's own directory
        except (OSError, ValueError, EOFError, TypeError, IndexError):
            return False
        return group == _NO_GROUP or name in self._codes

    def _group(self, number: int) -> bytes:
        """Return a group as it was written: a dictionary of code, by the module's name. Raises OSError."""
        return self._read(self._begin + sum(self.sizes[:number]), self.sizes[number])

    def _read(self, begin: int, size: int) -> bytes:
        if self._file is None:
            return b""
        self._file.seek(begin)
        return self._file.read(size)

    def create_module(self, _spec: object) -> None:
        """Leave that to the import system."""

    def get_code(self, name: str) -> "CodeType":
        """Return the code of a module that was found here."""
        return self._codes[name]

    def exec_module(self, module: "ModuleType") -> None:
        """Run the module's code."""
        exec(self._codes[module.__name__], module.__dict__)  # noqa: S102 - as every import does
        self.done.append(module.__name__)

    def save(self) -> None:
        """Write the cache again with the modules that were missed, and without the old ones if one was stale. Failing to is no failure."""
        from autovenv.base.files import write_atomic

        entries: dict[str, Entry] = {}
        groups: list[bytes] = []
        try:
            source = os.path.join(os.path.dirname(os.path.dirname(self.path)), "cache.py")
            own = _entry(source, False, _NO_GROUP)
            with open(source, "rb") as file:
                head = marshal.dumps(compile(file.read(), source, "exec", dont_inherit=True))
            if self.stale or not self.entries:
                plain = self.plain or len(self.done)
                parts = [self.done[: self.first], self.done[self.first : plain], self.done[plain:]]
            else:
                entries.update(self.entries)
                groups += [self._group(number) for number in range(len(self.sizes))]
                parts = [[name for name in self.done if name not in entries]]
            for names in parts:
                codes: dict[str, CodeType] = {}
                for name in names:
                    module = sys.modules[name]
                    loader = self if module.__spec__ is None else module.__spec__.loader
                    code = loader.get_code(name)  # type: ignore[union-attr]
                    entries[name] = _entry(str(module.__file__), hasattr(module, "__path__"), len(groups) if code else _NO_GROUP)
                    if code:
                        codes[name] = code
                if codes:
                    groups.append(marshal.dumps(codes))
            index = marshal.dumps((own, entries, [len(group) for group in groups]))
            if self._file is not None:
                self._file.close()  # Windows replaces no file that is open
            write_atomic(
                self.path,
                b"".join((len(head).to_bytes(_SIZE, "little"), head, len(index).to_bytes(_SIZE, "little"), index, *groups)),
                0o644,
            )
        except (OSError, AttributeError, KeyError, OverflowError):
            return


class _Noting:
    """Another loader, and a note of each module that it has loaded."""

    def __init__(self, loader: object, done: "list[str]") -> None:
        self.loader, self.done = loader, done
        self.create_module = loader.create_module  # type: ignore[attr-defined]
        self.get_code = loader.get_code  # type: ignore[attr-defined]

    def exec_module(self, module: "ModuleType") -> None:
        self.loader.exec_module(module)  # type: ignore[attr-defined]
        self.done.append(module.__name__)


def start(path: str, file: "FileIO | None") -> Finder:
    """Put the cache at `path` in front of the ordinary import, and return it.

    `file` is open, behind the code of this module; with None the cache is empty. Raises what a file raises that can't be read, and
    ValueError for one that another version of this module wrote.
    """
    finder = Finder(path, {}, (), None)
    if file is not None:
        own, entries, sizes = marshal.loads(file.read(int.from_bytes(file.read(_SIZE), "little")))  # noqa: S302 - as above
        if own != _entry(own[0], False, _NO_GROUP):
            raise ValueError("another version")
        finder = Finder(path, dict(entries), tuple(sizes), file)
    sys.meta_path.insert(0, finder)
    finder.run_first()
    return finder


def _entry(source: str, package: bool, group: int) -> "Entry":
    found = os.stat(source)
    return source, found.st_mtime_ns, found.st_size, package, group
