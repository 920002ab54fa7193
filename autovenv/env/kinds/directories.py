"""The directories of a user's data, configuration and cache where tools keep theirs, as platformdirs gives them to the tools.

`platform` is a sys.platform, so that each system's directories are tested anywhere.
"""

from __future__ import annotations

import ntpath
import posixpath
import sys

from autovenv.base.paths import home_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def _home(environ: Mapping[str, str], platform: str) -> str:
    return home_directory(environ) if platform == sys.platform else environ.get("USERPROFILE" if platform == "win32" else "HOME", "")


def _xdg(environ: Mapping[str, str], variable: str) -> str:
    given = environ.get(variable, "").strip()
    return given if posixpath.isabs(given) else ""


def _windows(environ: Mapping[str, str], *, roaming: bool) -> str:
    variable, name = ("APPDATA", "Roaming") if roaming else ("LOCALAPPDATA", "Local")
    return environ.get(variable, "") or ntpath.join(_home(environ, "win32"), "AppData", name)


def data(application: str, environ: Mapping[str, str], platform: str = sys.platform, *, author: bool = False, roaming: bool = False) -> str:
    """Return the directory of application's data. With `author`, Windows has the name twice."""
    if platform == "win32":
        return ntpath.join(_windows(environ, roaming=roaming), *([application] * (2 if author else 1)))
    default = ("Library", "Application Support") if platform == "darwin" else (".local", "share")
    return posixpath.join(_xdg(environ, "XDG_DATA_HOME") or posixpath.join(_home(environ, platform), *default), application)


def configuration(
    application: str, environ: Mapping[str, str], platform: str = sys.platform, *, author: bool = False, roaming: bool = False
) -> str:
    """Return the directory of application's configuration."""
    if platform == "win32":
        return data(application, environ, platform, author=author, roaming=roaming)
    default = ("Library", "Application Support") if platform == "darwin" else (".config",)
    return posixpath.join(_xdg(environ, "XDG_CONFIG_HOME") or posixpath.join(_home(environ, platform), *default), application)


def cache(application: str, environ: Mapping[str, str], platform: str = sys.platform) -> str:
    """Return the directory of what application can make again."""
    if platform == "win32":
        return ntpath.join(_windows(environ, roaming=False), application, "Cache")
    default = ("Library", "Caches") if platform == "darwin" else (".cache",)
    return posixpath.join(_xdg(environ, "XDG_CACHE_HOME") or posixpath.join(_home(environ, platform), *default), application)
