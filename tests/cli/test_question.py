"""A question at the terminal: what is no yes is a no, and nothing of it is a bug."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.cli.environments import Project
from tests.commands import TOP, make_foreign, surroundings
from tests.patience import PATIENCE

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminal")
ENDS, END_OF_INPUT, NO = "\x03", "\x04", "n\r"


def answered(words, home, cwd, typed):
    """Run a command at a pseudo-terminal and answer its question; return its exit code and all that it printed."""
    pexpect = pytest.importorskip("pexpect")
    environ = {**surroundings(home), "PYTHONPATH": TOP, "PWD": cwd}
    child = pexpect.spawn(sys.executable, ["-P", "-m", "autovenv", *words], env=environ, cwd=cwd, encoding="utf-8", timeout=PATIENCE)
    child.expect(r"\? \[.*\]: ")
    shown = child.before + child.after
    child.send(typed)
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, shown + child.before


@pytest.mark.parametrize(("typed", "code"), [(ENDS, 130), (END_OF_INPUT, 130), (NO, 2)])
def test_an_environment_of_the_repository_is_not_agreed_to(home, typed, code):
    shop = os.path.join(home, "shop")
    os.mkdir(shop)
    make_foreign(shop)
    for arguments in (["init", "-q"], ["add", "-f", ".venv"]):
        subprocess.run(["git", "-C", shop, *arguments], check=True, env=surroundings(home))
    ended, shown = answered(["allow"], home, shop, typed)
    assert (ended, shown.rstrip().rpartition("\n")[2]) == (code, "autovenv: nothing was approved")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["allow", "--below", "."], "nothing was approved"),
        (["init"], "nothing was written"),
        (["remove"], "nothing was removed"),
        (["install", "--shell", "bash"], "nothing was changed"),
    ],
)
def test_each_question_may_be_interrupted(home, words, said):
    shop = Project(home)
    if words == ["init"]:
        os.unlink(f"{shop.root}/.python-version")
    if words == ["remove"]:
        shop.enter()
    before = shop.names()
    ended, shown = answered(words, home, shop.root, ENDS)
    assert (ended, shown.rstrip().rpartition("\n")[2]) == (130, f"autovenv: {said}")
    assert shop.names() == before
