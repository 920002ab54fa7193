"""The directory that a command is about, and the project that it belongs to."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from autovenv.hook.directory import logical
from autovenv.hook.gather import gather
from autovenv.hook.gathered import Gathered
from autovenv.hook.session import session_of

Directory = Annotated[str, typer.Argument(help="The directory; the current one without.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


def project(directory: str, *, thorough: bool = False) -> Gathered:
    """Return what is known about the project that directory belongs to, as the shell in force sees it; facts.root may be ""."""
    return gather(logical(directory), os.environ, session_of(os.environ), thorough=thorough)


def project_or_directory(directory: str) -> Gathered:
    """Return the same; where there is no project, of the directory itself."""
    here = logical(directory)
    session = session_of(os.environ)
    found = gather(here, os.environ, session)
    return found if found.facts.root else gather(here, os.environ, session, root=here)
