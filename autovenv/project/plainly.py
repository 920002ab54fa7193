"""Configuration without a language: autovenv.toml, [tool.autovenv] in pyproject.toml, and a .env on its own."""

from __future__ import annotations

import os

from autovenv.base.settings import OWN_PLACE
from autovenv.base.value import replace
from autovenv.project.envrc.result import evaluated
from autovenv.project.envrc.scope import Place, Scope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.project.envrc.scope import Locator
    from autovenv.project.evaluated import Evaluated, Layout
    from autovenv.project.sources import Sources


def evaluate_plain(path: str, kind: str, outside: Mapping[str, str], sources: Sources, locate: Locator) -> Evaluated:
    """Return what the file at path comes to; `kind` is "toml" or "dotenv". Raises EvaluationError and WithheldError."""
    directory = os.path.dirname(path)
    if kind == "toml":
        from autovenv.project.declared import apply, declare

        declared = declare(path, sources.read(path, kind))
        # A machine that shares the project with others may have a place of its own.
        place = "" if outside.get(OWN_PLACE) else declared.venv_path
        scope = Scope(
            directory, outside, sources, lambda layout, scope: locate(at(layout, place and os.path.join(directory, place)), scope)
        )
        apply(declared, path, scope)
        return replace(evaluated(scope, kind, path), venv_path=place)
    scope = Scope(directory, outside, sources, locate)
    from autovenv.project.envrc.forms import FORMS

    FORMS["dotenv"](scope, (path,), Place(path, 1))
    return evaluated(scope, kind, path)


def at(layout: Layout, place: str) -> Layout:
    """Return layout with its environment at place (absolute, or ""), where the layout is of a kind that has no place of its own."""
    return replace(layout, path=place) if place and not layout.path and layout.kind in ("python", "virtualenv") else layout
