"""The commands of a declarative `.envrc`, by name. The module of each is imported when a file uses one of it: most files use few."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from autovenv.config.envrc.scope import Place, Scope

    # (scope, expanded arguments without the command's name, where) -> exit status
    Form = Callable[[Scope, tuple[str, ...], Place], int]

# bash's own.
_BUILTINS = frozenset({
    ".", ":", "[", "alias", "bg", "bind", "break", "builtin", "caller", "cd", "command", "compgen", "complete", "compopt", "continue",
    "declare", "dirs", "disown", "echo", "enable", "eval", "exec", "exit", "export", "false", "fc", "fg", "getopts", "hash", "help",
    "history", "jobs", "kill", "let", "local", "logout", "mapfile", "popd", "printf", "pushd", "pwd", "read", "readarray", "readonly",
    "return", "set", "shift", "shopt", "source", "suspend", "test", "times", "trap", "true", "type", "typeset", "ulimit", "umask",
    "unalias", "unset", "wait", "if", "then", "else", "elif", "fi", "case", "esac", "for", "select", "while", "until", "do", "done", "in",
    "function", "time", "coproc", "{", "}", "!", "[[", "]]",
})  # fmt: skip
# direnv's functions that only bash has.
_OF_BASH = frozenset({
    "direnv", "direnv_apply_dump", "direnv_layout_dir", "direnv_load", "expand_path", "export_alias", "export_function", "fetchurl",
    "find_up", "join_args", "on_git_branch", "rvm", "semver_search", "source_url", "user_rel_path",
})  # fmt: skip
_LAYOUTS = (
    "python", "python2", "python3", "pyenv", "uv", "virtualenv", "virtualenvwrapper", "conda", "anaconda", "miniconda", "micromamba",
    "mamba", "pipenv", "poetry", "pdm", "hatch", "pixi",
)  # fmt: skip
_USES = ("python", "pyenv", "venv", "uv")


def _module(name: str) -> Any:
    return __import__(f"{__name__}.{name}", fromlist=["*"])  # importlib costs 1 ms to import


def _in(module: str, function: str) -> Form:
    def form(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
        status: int = getattr(_module(module), function)(scope, arguments, place)
        return status

    return form


def _of(table: str, name: str) -> Form:
    def form(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
        status: int = getattr(_module("layouts"), table)[name](scope, arguments, place)
        return status

    return form


def _python(name: str) -> Form:
    def form(scope: Scope, arguments: tuple[str, ...], place: Place) -> int:
        status: int = _module("creation").Python(name)(scope, arguments, place)
        return status

    return form


# Commands that are programs, not functions: whether they are there is another question.
PROGRAMS: dict[str, Form] = {
    **{name: _python(name) for name in ("python", "python3", *(f"python3.{minor}" for minor in range(6, 20)))},
    **dict.fromkeys(("pip", "pip3"), _in("creation", "pip")),
    **{name: _in("creation", name) for name in ("uv", "virtualenv", "poetry", "pipenv", "pdm")},
}

FORMS: dict[str, Form] = {
    "PATH_add": _in("paths", "add_to_path"), "path_add": _in("paths", "add"), "PATH_rm": _in("paths", "remove_from_path"),
    "path_rm": _in("paths", "remove"), "MANPATH_add": _in("paths", "add_to_manpath"), "load_prefix": _in("paths", "load_prefix"),
    "source": _in("files", "source"), ".": _in("files", "source"),
    **{
        name: _in("files", name)
        for name in (
            "source_env", "source_env_if_exists", "source_up", "source_up_if_exists", "dotenv", "dotenv_if_exists", "require_allowed",
        )
    },
    "watch_file": _in("watching", "watch_file"), "watch_dir": _in("watching", "watch_dir"),
    **{name: _in("checks", name) for name in ("has", "env_vars_required", "strict_env", "unstrict_env", "direnv_version")},
    "log_status": _in("messages", "log"), "log_error": _in("messages", "log"), "echo": _in("messages", "echo"),
    "layout": _in("layouts", "layout"), "use": _in("layouts", "use"),
    **{f"layout_{name}": _of("LAYOUTS", name) for name in _LAYOUTS},
    **{f"use_{name}": _of("USES", name) for name in _USES},
    **PROGRAMS,
}  # fmt: skip


def is_of_the_shell(name: str) -> bool:
    """Tell whether name is a builtin of bash's, or a function that a `.envrc` has: what `command -v` answers with the bare name."""
    return name in _BUILTINS or name in _OF_BASH or (name in FORMS and name not in PROGRAMS)
