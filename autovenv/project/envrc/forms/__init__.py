"""The commands of a declarative `.envrc`, by name."""

from __future__ import annotations

from autovenv.project.envrc.forms import checks, creation, files, layouts, paths, speech, watching
from autovenv.project.envrc.forms.activation import settle_layout
from autovenv.project.evaluated import BashNeededError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from autovenv.project.envrc.scope import Place, Scope

    # (scope, expanded arguments without the command's name, where) -> exit status
    Form = Callable[[Scope, tuple[str, ...], Place], int]

__all__ = ["FORMS", "PROGRAMS", "settle_layout"]


def _only_bash(name: str) -> Form:
    def form(_scope: Scope, _arguments: tuple[str, ...], place: Place) -> int:
        raise BashNeededError(str(place), f"{name} needs bash")

    return form


# Commands that are programs, not functions: whether they are there is another question.
PROGRAMS: dict[str, Form] = {
    **{name: creation.Python(name) for name in ("python", "python3", *(f"python3.{minor}" for minor in range(6, 20)))},
    **dict.fromkeys(("pip", "pip3"), creation.pip),
    "uv": creation.uv, "virtualenv": creation.virtualenv, "poetry": creation.poetry, "pipenv": creation.pipenv, "pdm": creation.pdm,
}  # fmt: skip

FORMS: dict[str, Form] = {
    "PATH_add": paths.add_to_path, "path_add": paths.add, "PATH_rm": paths.remove_from_path, "path_rm": paths.remove,
    "MANPATH_add": paths.add_to_manpath, "load_prefix": paths.load_prefix,
    "source": files.source, ".": files.source, "source_env": files.source_env, "source_env_if_exists": files.source_env_if_exists,
    "source_up": files.source_up, "source_up_if_exists": files.source_up_if_exists, "dotenv": files.dotenv,
    "dotenv_if_exists": files.dotenv_if_exists, "require_allowed": files.require_allowed,
    "watch_file": watching.watch_file, "watch_dir": watching.watch_dir,
    "has": checks.has, "env_vars_required": checks.env_vars_required, "strict_env": checks.strict_env,
    "unstrict_env": checks.unstrict_env, "direnv_version": checks.direnv_version, "on_git_branch": checks.on_git_branch,
    "log_status": speech.log, "log_error": speech.log, "echo": speech.echo, "direnv_layout_dir": speech.print_layout_dir,
    "expand_path": speech.print_expanded, "find_up": speech.print_found,
    "layout": layouts.layout, "use": layouts.use,
    **{f"layout_{name}": form for name, form in layouts.LAYOUTS.items()},
    **{f"use_{name}": form for name, form in layouts.USES.items()},
    **{
        name: _only_bash(name)
        for name in (
            "source_url", "fetchurl", "direnv_load", "direnv_apply_dump", "user_rel_path", "export_alias", "export_function", "join_args",
            "semver_search", "rvm",
        )
    },
    **PROGRAMS,
}  # fmt: skip
