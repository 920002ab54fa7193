"""The daemon: after a change from outside a prompt has it, and starts nothing."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from autovenv.base.locks import is_held
from autovenv.daemon import known
from autovenv.daemon.files import holder
from autovenv.daemon.status_file import read
from autovenv.plan.inputs import holds
from tests.patience import wait_until
from tests.shells.test_jobs import Shop
from tests.shells.test_no_process import traced  # noqa: F401 - a fixture

IN_TURN = True

pytestmark = pytest.mark.usefixtures("with_daemon")  # before `traced` opens a shell


def fresh(stage, name):
    """Tell whether the stored plan of a project holds: what the daemon sees to."""
    one = known.read(f"{stage.home}/{name}", f"{stage.home}/.local/state/autovenv")
    return one is not None and all(map(holds, one.inputs))


def wait_until_planned(stage, name):
    wait_until(lambda: fresh(stage, name), "the daemon did not plan it again")


def stands(place):
    """Tell whether a daemon lives, and has said how it stands: whoever starts one writes before it that it ended."""
    return holder(place)[0] and os.path.exists(place.status) and not read(place.status).ended


def wait_until_watched(stage, place, name):
    """Wait for a daemon that has seen the plan of a project."""
    wait_until(lambda: stands(place), "there is no daemon")
    wait_until_planned(stage, name)
    settle(stage, place, name)


def settle(stage, place, name):
    """Change something that matters, and wait until the daemon has seen it: it has read all that came before."""
    log = os.stat(place.log).st_size
    os.utime(f"{stage.home}/{name}/.python-version")
    wait_until(lambda: os.stat(place.log).st_size > log, "the daemon did not hear of it")
    wait_until_planned(stage, name)


def said(place, since):
    """Return what stands in the log behind so many bytes."""
    with open(place.log, encoding="utf-8") as file:
        return file.read()[since:]


def enter_watched(stage, place, name):
    """Have the shell enter a project, which its helper gives to a daemon, and wait until that one has seen it."""
    stage.terminal.type(f"cd {name}")
    stage.terminal.type("")
    wait_until_watched(stage, place, name)
    stage.terminal.type("")


def open_watched(shop, place):
    """Open a shell, allow the shop, enter it, and wait until a daemon has planned it."""
    shop.stage.open()
    shop.stage.terminal.type("autovenv allow shop")
    shop.stage.play("> cd shop\n>\n")
    wait_until(lambda: stands(place) and fresh(shop.stage, "shop"), "there is no daemon")


@pytest.fixture
def shop(stage, tmp_path, with_daemon):
    """A shop that a daemon watches, and a shell in it."""
    made = Shop(stage, tmp_path)
    open_watched(made, with_daemon)
    return made


@pytest.fixture
def pinned(stage, traced, with_daemon, versions):  # noqa: F811
    """A pinned project with a repository of its own, known to a daemon, and a shell in it."""
    root = stage.project("site", versions[0])
    git(stage, "site", "init", "-q")
    git(stage, "site", "add", ".")
    git(stage, "site", "commit", "-qm", "one")
    of_ours = stage.terminal
    other = stage.open(directory=root)  # it starts the daemon: by the traced one it would be traced, too
    other.type("")
    wait_until(lambda: holder(with_daemon)[0] and os.path.exists(with_daemon.status), "there is no daemon")
    other.close()
    stage.terminal = of_ours
    enter_watched(stage, with_daemon, "site")
    stage.terminal.type("")
    assert traced() > 0
    stage.play(">\n")
    assert traced() == 0
    return root


def git(stage, name, *arguments):
    who = ("-c", "user.name=a", "-c", "user.email=a@b")
    subprocess.run(["git", "-C", f"{stage.home}/{name}", *who, *arguments], env=stage.environ, check=True)


@pytest.mark.each_shell
def test_after_a_commit_a_checkout_and_an_edit_from_outside_a_prompt_starts_nothing(stage, traced, pinned, versions):  # noqa: F811
    stage.write("site/note", "x\n")
    git(stage, "site", "add", ".")
    git(stage, "site", "commit", "-qm", "two")
    wait_until_planned(stage, "site")
    stage.play(">\n")
    assert traced() == 0, "a commit"
    git(stage, "site", "checkout", "-q", "HEAD~1")
    wait_until_planned(stage, "site")
    stage.play(">\n")
    assert traced() == 0, "a checkout"
    stage.write("site/.python-version", f"# ours\n{versions[0]}\n")
    wait_until_planned(stage, "site")
    stage.play(">\n")
    assert traced() == 0, "an edit"
    stage.play("> show VIRTUAL_ENV\n{home}/site/.venv\n")


def test_without_the_daemon_it_is_one_helper(stage, traced, pinned, with_daemon, versions):  # noqa: F811
    stage.write(".config/autovenv/config.toml", "daemon = false\n")
    wait_until(lambda: holder(with_daemon)[0] == 0, "the daemon lives, against the configuration")
    assert "daemon = false" in said(with_daemon, 0).splitlines()[-1]
    stage.play(">\n")
    traced()
    for change in ("# one", "# two"):
        stage.write("site/.python-version", f"{change}\n{versions[0]}\n")
        stage.play(">\n")
        started = traced()
        assert started > 0
        stage.play(">\n>\n")
        assert traced() == 0
    assert holder(with_daemon)[0] == 0


def test_a_pin_that_is_edited_is_there_at_the_next_prompt_and_told_of_once(stage, traced, pinned, versions):  # noqa: F811
    stage.write("site/.python-version", f"{versions[1]}\n")
    wait_until_planned(stage, "site")
    stage.play(">\nautovenv: changed .venv (python …) in … ms\n>\n> cd ..\n> cd site\n")
    assert traced() == 0
    stage.open(directory=f"{stage.home}/site")
    stage.play(">\n> show VIRTUAL_ENV\n{home}/site/.venv\n")
    with open(f"{pinned}/.venv/pyvenv.cfg", encoding="utf-8") as file:
        assert f" {versions[1]}." in file.read()


@pytest.mark.each_shell
def test_a_lock_that_arrives_is_installed_before_the_prompt(stage, shop):
    def arrives(job, *requirements):
        """A colleague's lock comes with a pull from outside, and is installed; return the job."""
        shop.commit(*requirements)
        shop.git("pull", "-q", directory=shop.root)
        done = shop.wait_until_a_job_ended(job)
        wait_until_planned(stage, "shop")
        return done

    first = arrives(None, "thing==2.0", "other==1.0")
    stage.play(">\nautovenv: uv.lock: 1 package updated in … s\n>\n> show VIRTUAL_ENV\n{home}/shop/.venv\n")
    assert shop.installed() == ["other-1.0", "thing-2.0"]
    # While the shell is busy.
    stage.terminal.send(f"linger {stage.quote(stage.home + '/end')}\r".encode())
    wait_until(lambda: os.path.exists(f"{stage.home}/end.begun"))
    second = arrives(first, "thing==3.0", "other==3.0")
    stage.write("end", "")
    stage.terminal.wait_for_prompt()
    assert [line.partition(" in ")[0] for line in stage.terminal.lines() if "2 packages updated" in line] == [
        "autovenv: uv.lock: 2 packages updated"
    ]
    stage.play(">\n")
    # While no shell is open.
    stage.terminal.close()
    arrives(second, "thing==1.0", "other==3.0")
    assert shop.installed() == ["other-3.0", "thing-1.0"]
    stage.open()
    stage.play("> cd shop\nautovenv: uv.lock: 1 package updated in … s\n>\n")
    stage.open()
    stage.play("> cd shop\n")


def test_a_failure_behind_the_prompt_is_told_at_the_next_one_and_not_tried_again(stage, shop):
    shop.commit("thing==2.0", "other==1.0")
    shop.index.remove("thing", "2.0")
    shop.git("pull", "-q", directory=shop.root)
    job = shop.wait_until_a_job_ended()
    assert job.status == "failed"
    wait_until_planned(stage, "shop")
    stage.play(">\nautovenv: uv sync --frozen --inexact failed: …thing…(log: {home}/.local/state/autovenv/log/sync-….log)\n>\n")
    stage.write("shop/elsewhere.txt", "")
    wait_until_planned(stage, "shop")
    stage.play("> cd ..\n> cd shop\n> show VIRTUAL_ENV\n{home}/shop/.venv\n")
    assert shop.job() == job, "it was not tried again"


def test_a_lock_that_changes_a_hundred_times_in_a_second_is_installed_at_most_twice(stage, shop):
    shop.count_from_now_on()
    wait_until_planned(stage, "shop")
    shop.change_a_hundred_times()

    def rests():
        """Tell whether all that changed was seen, and nothing is being installed."""
        return fresh(stage, "shop") and shop.count() and not is_held(shop.place.lock) and fresh(stage, "shop")

    wait_until(lambda: rests() and shop.installed() == ["other-1.0", "thing-3.0"], "it was not installed")
    said = [line for _ in range(3) for line in stage.terminal.type("")]
    assert len(said) == 1, said
    assert "1 package updated in " in said[0]
    assert shop.count() <= 2


def test_an_environment_that_is_removed_does_not_come_back_behind_the_prompt(stage, traced, pinned, with_daemon):  # noqa: F811
    log = os.stat(with_daemon.log).st_size
    stage.terminal.type("rm -r .venv")  # and the prompt behind it has it again
    assert os.path.exists(f"{pinned}/.venv")
    stage.play("> show VIRTUAL_ENV\n{home}/site/.venv\n")
    stage.terminal.type("cd ..")
    shutil.rmtree(f"{pinned}/.venv")
    wait_until(lambda: "left to its shells" in said(with_daemon, log), "the daemon did not hear of it")
    assert not os.path.exists(f"{pinned}/.venv")
    traced()
    stage.play("> cd site\nautovenv: created .venv (python …) in … ms\n")
    assert traced() > 0
