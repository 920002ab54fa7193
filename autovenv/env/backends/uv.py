"""uv: tens of milliseconds, with pip from its cache."""

from __future__ import annotations

import os
import sys

from autovenv.base.files import remove_tree
from autovenv.base.paths import can_be_made, directory_from
from autovenv.base.programs import find_program, is_executable
from autovenv.env import paths, process, pyvenv
from autovenv.env.backends.command import last_words, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from autovenv.plan.plan import Make

NAME = "uv"
_SITE_PACKAGES = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))  # that hold autovenv
_PROGRAM = "uv.exe" if sys.platform == "win32" else "uv"


def available(make: Make) -> str:
    """Return "" or why uv can't make it."""
    version, _ = pyvenv.split_version(make.version.lstrip("abcdefghijklmnopqrstuvwxyz"))
    if version and version < (3, 6):
        return f"uv makes no environment for Python {make.version}"
    return "" if find(os.environ, os.path.dirname(make.path)) else "uv is not installed"


def create(target: str, make: Make, environ: Mapping[str, str], log: str) -> str:
    """Make the environment; return "" or why it failed.

    From its cache and virtualenv's wheels first: that takes no network even where one is there, and is decided in 20 ms. Then over
    it, with little patience: what uv does by default without a network, four attempts, takes 7 s, and there are other backends.
    """
    program = find(environ, os.path.dirname(make.path))
    command = [program, "venv", "--seed", "--no-project", "--no-python-downloads", f"--python={make.python}"]
    if plain(make.prompt):
        command.append(f"--prompt={make.prompt}")
    if not can_be_made(_cache(environ)):
        command.append("--no-cache")  # one among temporary files: uv gives up without any
    hurried = {"UV_HTTP_RETRIES": "0", "UV_HTTP_CONNECT_TIMEOUT": "3", "UV_HTTP_TIMEOUT": "10", **environ}
    for options in sources():
        code = process.run([*command, *options, "--", target], hurried, log)
        if code == 0:
            return ""
        remove_tree(target)
    return last_words(log) or f"uv ended with {code}"


def _cache(environ: Mapping[str, str]) -> str:
    """Return uv's cache directory (docs.astral.sh/uv/concepts/cache), in so far as environment variables tell."""
    if environ.get("UV_CACHE_DIR"):
        return os.path.join(os.sep, environ["UV_CACHE_DIR"])  # it is started in `/`
    return os.path.join(directory_from(environ, "XDG_CACHE_HOME", ".cache"), "uv")


def sources() -> tuple[list[str], ...]:
    """Return the options that uv gets pip with, in the order in which they are tried."""
    return (["--offline", *_bundled()], [])


def _bundled() -> list[str]:
    """Return the option that offers uv the wheels of pip which virtualenv brings along; none where they are not to be found."""
    prefix = os.path.dirname(os.path.dirname(sys.executable))
    for site_packages in (_SITE_PACKAGES, os.path.join(paths.library_directory(prefix, sys.version_info[:2], "cpython"), "site-packages")):
        wheels = os.path.join(site_packages, "virtualenv", "seed", "wheels", "embed")
        if os.path.isdir(wheels):
            return [f"--find-links={wheels}"]
    return []


def find(environ: Mapping[str, str], project: str) -> str:
    """Return the path of uv: the one that was installed with autovenv, else one on PATH that the project did not bring; "" if none."""
    return next(filter(is_executable, _installed_along()), "") or find_program("uv", environ, project)


def _installed_along() -> Iterator[str]:
    """Yield where the uv may be that was installed with autovenv."""
    yield os.path.join(os.path.dirname(sys.executable), _PROGRAM)
    # After `pip install --user` or `--target` the scripts lie in another prefix than the interpreter does.
    if os.path.isdir(os.path.join(_SITE_PACKAGES, "uv")):
        yield os.path.join(_SITE_PACKAGES, "bin", _PROGRAM)
        levels = ("..", "..", "Scripts") if sys.platform == "win32" else ("..", "..", "..", "bin")
        yield os.path.normpath(os.path.join(_SITE_PACKAGES, *levels, _PROGRAM))
