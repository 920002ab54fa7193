"""An environment as it was before an installation, kept in it until that has succeeded: hard links, which cost no room.

What changes files in place would change both: those are copied. Of a bare environment the names do: what is not one of them is taken
away again. Each step is a rename, or can be done twice, so that a process that is killed leaves a state that the next one can tell.
"""

from __future__ import annotations

import os

from autovenv.base.errors import AutovenvError
from autovenv.base.files import names_in, read_small, remove_file, remove_tree, write_atomic
from autovenv.env import contents, paths

_OURS = ".autovenv-"  # what names of ours begin with
_BEFORE = f"{_OURS}before"  # whole: what the environment is to be again
_RETURNING = f"{_OURS}returning"  # whole at first: what is in it has yet to be put back
_LITTER = f"{_OURS}litter"  # to be taken away
_BARE = f"{_OURS}bare"  # a file with the names of all that was there
_LOCK = ".lock"  # uv's own, which it holds open
_EDITED = (".pth", ".egg-link")  # setuptools adds lines to them
_LARGEST_LIST = 16 << 20  # bytes
_LARGEST_SCRIPT = 64 * 1024  # bytes; what is larger is a program, and nobody writes into one


def take(environment: str) -> None:
    """Keep the environment as it is. Raises AutovenvError where that can't be done; then it is as it was."""
    litter = os.path.join(environment, _LITTER)
    try:
        if _is_bare(environment):
            write_atomic(os.path.join(environment, _BARE), os.fsencode("\0".join(_all_names(environment))))
            return
        os.mkdir(litter)
        for name in _names(environment):
            _link(os.path.join(environment, name), os.path.join(litter, name))
        os.rename(litter, os.path.join(environment, _BEFORE))
    except OSError as problem:
        _clear(environment)
        raise AutovenvError(f"can't keep {environment} as it is before it is changed: {problem.strerror}") from problem
    except BaseException:
        _clear(environment)
        raise


def drop(environment: str) -> None:
    """Take away what was kept: the installation has succeeded."""
    remove_file(os.path.join(environment, _BARE))
    if os.path.isdir(os.path.join(environment, _BEFORE)):
        os.rename(os.path.join(environment, _BEFORE), os.path.join(environment, _LITTER))
    _clear(environment)


def is_left_over(environment: str) -> bool:
    """Tell whether an installation was cut off."""
    return any(os.path.exists(os.path.join(environment, name)) for name in (_BEFORE, _RETURNING, _BARE))


def put_back(environment: str, *, tidy: bool = True) -> None:
    """Make the environment what it was when it was kept, if it was; also after a process that did so was killed. Raises OSError.

    Without `tidy` it is a few renames, and what is to be taken away lies in the environment until the next one.
    """
    if tidy:
        _clear(environment)
    kept, returning, litter, bare = (os.path.join(environment, name) for name in (_BEFORE, _RETURNING, _LITTER, _BARE))
    if os.path.isfile(bare):
        known = os.fsdecode(read_small(bare, _LARGEST_LIST)).split("\0")
        for name in set(_all_names(environment)) - set(known):
            remove_tree(os.path.join(environment, name))
        remove_file(bare)
    if os.path.isdir(kept):
        for name in set(_names(environment)) - set(os.listdir(kept)):
            remove_tree(os.path.join(environment, name))
        os.rename(kept, returning)
    if os.path.isdir(returning):
        _clear(environment)
        os.mkdir(litter)
        for name in os.listdir(returning):
            path = os.path.join(environment, name)
            if os.path.lexists(path):
                os.rename(path, os.path.join(litter, name))
            os.rename(os.path.join(returning, name), path)
        os.rmdir(returning)
        if tidy:
            _clear(environment)


def _names(environment: str) -> list[str]:
    return [name for name in names_in(environment) if name != _LOCK and not name.startswith(_OURS)]


def _is_bare(environment: str) -> bool:
    """Tell whether nothing is installed but seeds. What these bring with them is in many locks, and would not come back by its name."""
    return all(name.partition("-")[0] in contents.SEEDS for name in contents.distributions(environment))


def _all_names(environment: str) -> list[str]:
    """Return what is in the directories that packages are installed into, relative to the environment."""
    places = (paths.bin_directory(environment), *contents.package_directories(environment))
    below = [os.path.relpath(os.path.join(place, name), environment) for place in places for name in names_in(place)]
    return [*_names(environment), *below]


def _clear(environment: str) -> None:
    litter = os.path.join(environment, _LITTER)
    if os.path.isdir(litter):
        import shutil  # 10 ms, and of a bare environment nothing is kept that way

        shutil.rmtree(litter, ignore_errors=True)
    for name in names_in(environment):
        if name.startswith(f"{_BARE}."):  # it was being written
            remove_file(os.path.join(environment, name))


def _link(path: str, to: str) -> None:
    """Make a twin of a file, a link, or a directory with all below it."""
    import shutil

    if os.path.islink(path):
        os.symlink(os.readlink(path), to)
    elif os.path.isdir(path):
        os.mkdir(to)
        scripts = os.path.basename(path) in ("bin", "Scripts")
        with os.scandir(path) as entries:
            for entry in entries:
                beside = os.path.join(to, entry.name)
                if entry.is_symlink() or entry.is_dir(follow_symlinks=False):
                    _link(entry.path, beside)
                elif entry.name.endswith(_EDITED) or (scripts and entry.stat().st_size < _LARGEST_SCRIPT):
                    shutil.copy2(entry.path, beside)
                else:
                    _twin(entry.path, beside)
        shutil.copystat(path, to)
    else:
        _twin(path, to)


def _twin(path: str, to: str) -> None:
    try:
        os.link(path, to)
    except OSError:
        # A file system without hard links, or too many of one file. A full disk fails here as well.
        import shutil

        shutil.copy2(path, to)
