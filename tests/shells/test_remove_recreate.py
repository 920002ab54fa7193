"""`remove` and `recreate` where the environment is active: the next prompt leaves the one, and has the other."""

from __future__ import annotations

IN_TURN = True


def test_a_removed_environment_is_left_and_stays_away(stage, versions):
    stage.project("shop", versions[0])
    stage.play(
        """
        > cd shop
        autovenv: created .venv (python …) in … ms
        > autovenv remove --yes
          project       {home}/shop
          environment   {home}/shop/.venv (python …, 0 packages)
        removed .venv
        the project is off in this shell until you leave it: `autovenv on` makes it again, `autovenv deny` keeps it away
        > show VIRTUAL_ENV
        unset
        > show PATH
        {path}
        > ls -A
        .python-version
        > autovenv on
        autovenv: created .venv (python …) in … ms
        > show VIRTUAL_ENV
        {home}/shop/.venv
        """,
        path=stage.environ["PATH"],
    )


def test_a_removed_environment_is_made_again_by_the_next_entry(stage, versions):
    stage.project("shop", versions[0])
    stage.project("other")
    stage.play(
        """
        > cd shop
        autovenv: created .venv (python …) in … ms
        > autovenv remove --yes
          project       {home}/shop
          environment   {home}/shop/.venv (python …, 0 packages)
        removed .venv
        the project is off in this shell until you leave it: `autovenv on` makes it again, `autovenv deny` keeps it away
        > cd ../other
        > show VIRTUAL_ENV
        unset
        > cd ../shop
        autovenv: created .venv (python …) in … ms
        """
    )


def test_a_recreated_environment_is_active_at_once(stage, versions):
    stage.project("shop", versions[0])
    stage.play(
        """
        > cd shop
        autovenv: created .venv (python …) in … ms
        > autovenv recreate
        recreated .venv (python …) in … ms
        > show VIRTUAL_ENV
        {home}/shop/.venv
        > show PATH
        {home}/shop/.venv/bin:{path}
        > python -c "import sys; print(sys.prefix)"
        {home}/shop/.venv
        """,
        path=stage.environ["PATH"],
    )
