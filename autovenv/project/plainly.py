"""Configuration without a language: autovenv.toml, [tool.autovenv] in pyproject.toml, and a .env on its own."""

from __future__ import annotations

import os

from autovenv.base.value import replace
from autovenv.project.envrc.result import evaluated
from autovenv.project.envrc.scope import Place, Scope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.project.envrc.scope import Locator
    from autovenv.project.evaluated import Evaluated
    from autovenv.project.sources import Sources


def evaluate_plain(path: str, kind: str, outside: Mapping[str, str], sources: Sources, locate: Locator) -> Evaluated:
    """Return what the file at path comes to; `kind` is "toml" or "dotenv". Raises EvaluationError and WithheldError."""
    scope = Scope(os.path.dirname(path), outside, sources, locate)
    if kind == "toml":
        from autovenv.project.declared import apply, declare

        content = sources.read(path, kind)
        apply(path, content, scope)
        return replace(evaluated(scope, kind, path), venv_path=declare(path, content).venv_path)
    from autovenv.project.envrc.forms import FORMS

    FORMS["dotenv"](scope, (path,), Place(path, 1))
    return evaluated(scope, kind, path)
