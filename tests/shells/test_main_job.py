"""The main job: change into a project, and its Python is there; leave, and everything is as it was."""

from __future__ import annotations

HOMES = ("plain", "odd")


def test_a_pinned_project_has_its_python_and_pip(stage, versions, home_name):
    """The project is called as the home directory is: like nothing else, or plainly."""
    stage.project(home_name, versions[1])
    stage.open()
    stage.play(
        """
        > show VIRTUAL_ENV
        unset
        > cd {quoted}
        autovenv: created .venv (python {version}…) in … ms
        > python -V
        Python {version}…
        > show VIRTUAL_ENV
        {home}/{name}/.venv
        > show VIRTUAL_ENV_PROMPT
        {name}
        > pip -V
        pip … from {home}/{name}/.venv/…
        > cd ..
        > show VIRTUAL_ENV
        unset
        > show AUTOVENV_UNDO
        unset
        > show PATH
        {path}
        """,
        name=home_name,
        quoted=stage.quote(home_name),
        version=versions[1],
        path=stage.environ["PATH"],
    )
