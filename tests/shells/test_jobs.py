"""A lock that changed: its packages follow behind the prompt, and one line says so when they are there."""

from __future__ import annotations

import os
import signal
import subprocess

import pytest

from autovenv.base.locks import is_held
from autovenv.deps.record import is_being_changed
from autovenv.env.backends import uv
from autovenv.jobs.state import place_named, process_of, read
from tests.deps.index import Index
from tests.patience import attempts, wait_until
from tests.shells.test_no_process import traced  # noqa: F401 - a fixture

IN_TURN = True

ENDED = {"done", "failed", "interrupted"}


class Shop:
    """A clone of a project with a lock, allowed and installed, and the repository that it was cloned from."""

    def __init__(self, stage, tmp_path):
        self.stage, self.index = stage, Index(tmp_path / "index")
        for name in ("thing", "other"):
            for version in ("1.0", "2.0", "3.0"):
                self.index.wheel(name, version)
        self.held, self.go, self.syncs = (str(tmp_path / name) for name in ("held", "go", "syncs"))
        self.index.slow_sdist("slow", self.held, self.go)
        stage.environ.update({**self.index.environ(), "UV_OFFLINE": "1"})
        linger = tmp_path / "tools" / "linger"
        linger.write_text('#!/bin/sh\necho >"$1.begun"\nwhile [ ! -e "$1" ]; do sleep 0.01; done\n')
        linger.chmod(0o755)
        self.root, self.upstream = f"{stage.home}/shop", f"{stage.home}/upstream"
        self.jobs = f"{stage.home}/.local/state/autovenv/jobs"
        os.mkdir(self.upstream)
        self.git("init", "-q", "-b", "main")
        self.commit("thing==1.0", "other==1.0")
        subprocess.run(["git", "clone", "-q", self.upstream, self.root], env=stage.environ, check=True)

    def git(self, *arguments, directory=""):
        who = ("-c", "user.name=a", "-c", "user.email=a@b")
        subprocess.run(["git", "-C", directory or self.upstream, *who, *arguments], env=self.stage.environ, check=True)

    def lock(self, *requirements, directory=""):
        text = f'[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.9"\ndependencies = {list(requirements)!r}\n'
        self.stage.write(f"{os.path.basename(directory or self.upstream)}/pyproject.toml", text)
        subprocess.run([uv.find(self.stage.environ, ""), "lock", "-q"], cwd=directory or self.upstream, env=self.stage.environ, check=True)

    def commit(self, *requirements):
        """Let a colleague lock something else."""
        self.lock(*requirements)
        self.git("add", ".")
        self.git("commit", "-qm", " ".join(requirements))

    def count_from_now_on(self):
        """Have the project install by a command of its own, which counts."""
        own = self.stage.write(
            "own", f'#!/bin/sh\necho >>"{self.syncs}"\nexec "{uv.find(self.stage.environ, "")}" sync -q --frozen --inexact\n'
        )
        os.chmod(own, 0o755)
        self.stage.write("shop/autovenv.toml", f'sync = "{own}"\n')
        self.stage.terminal.type("autovenv allow --no-install")
        self.stage.terminal.type("autovenv sync")
        os.unlink(self.syncs)

    def change_a_hundred_times(self, then=lambda number: None):
        """Write two locks in turn, in about a second; the last one has thing 3.0. `then` is called after each."""
        locks = []
        for version in ("2.0", "3.0"):
            self.lock(f"thing=={version}", "other==1.0", directory=self.root)
            with open(f"{self.root}/uv.lock", encoding="utf-8") as file:
                locks.append(file.read())
        for number, _ in zip(range(100), attempts(0.01), strict=False):
            self.stage.write("shop/uv.lock", locks[number % 2])
            then(number)

    def count(self):
        """Return how many times something was installed."""
        if not os.path.exists(self.syncs):
            return 0
        with open(self.syncs, encoding="utf-8") as file:
            return len(file.readlines())

    @property
    def place(self):
        names = {name.partition(".")[0] for name in os.listdir(self.jobs)} if os.path.isdir(self.jobs) else set()
        return place_named(names.pop(), os.path.dirname(self.jobs)) if names else None

    def job(self):
        return read(self.place) if self.place else None

    def wait_until_a_job_ended(self, after=None):
        """Wait for the end of a job that is another one than `after`."""

        def ended():
            job = self.job()
            return job and job != after and job.status in ENDED and not is_held(self.place.lock)

        wait_until(ended, "no job ended")
        return self.job()

    def installed(self):
        library = f"{self.root}/.venv/lib"
        names = os.listdir(f"{library}/{os.listdir(library)[0]}/site-packages")
        return sorted(name.removesuffix(".dist-info") for name in names if name.startswith(("thing", "other")) and name.endswith("-info"))


@pytest.fixture
def shop(stage, tmp_path):
    made = Shop(stage, tmp_path)
    stage.open()
    stage.terminal.type("autovenv allow shop")
    assert made.installed() == ["other-1.0", "thing-1.0"]
    stage.play("> cd shop\n>\n")
    yield made
    with open(made.go, "w", encoding="utf-8"):
        pass


@pytest.mark.each_shell
def test_a_colleagues_lock_arrives_with_a_pull(shop):
    stage = shop.stage
    # At a prompt.
    shop.commit("thing==2.0", "other==1.0")
    stage.play("> git pull -q\n")  # a slow shell may hear of the end at the very next prompt
    first = shop.wait_until_a_job_ended()
    stage.play(">\nautovenv: uv.lock: 1 package updated in … s\n>\n> show VIRTUAL_ENV\n{home}/shop/.venv\n")
    assert shop.installed() == ["other-1.0", "thing-2.0"]
    # While the shell is busy.
    shop.commit("thing==3.0", "other==3.0")
    stage.terminal.send(f"linger {stage.quote(stage.home + '/end')}\r".encode())
    wait_until(lambda: os.path.exists(f"{stage.home}/end.begun"))
    shop.git("pull", "-q", directory=shop.root)
    stage.write("end", "")
    stage.terminal.wait_for_prompt()
    second = shop.wait_until_a_job_ended(first)
    stage.play(">\nautovenv: uv.lock: 2 packages updated in … s\n>\n")
    # While no shell was open.
    stage.terminal.close()
    shop.commit("thing==1.0", "other==3.0")
    shop.git("pull", "-q", directory=shop.root)
    stage.open()
    stage.play("> cd shop\n")
    shop.wait_until_a_job_ended(second)
    stage.play(">\nautovenv: uv.lock: 1 package updated in … s\n>\n")
    assert shop.installed() == ["other-3.0", "thing-1.0"]


def test_back_on_the_old_branch_are_the_old_packages(shop):
    shop.commit("thing==2.0", "other==2.0")
    shop.stage.play("> git pull -q\n")
    job = shop.wait_until_a_job_ended()
    shop.stage.play(">\nautovenv: uv.lock: 2 packages updated in … s\n> git checkout -q HEAD~1\n")
    shop.wait_until_a_job_ended(job)
    shop.stage.play(">\nautovenv: uv.lock: 2 packages updated in … s\n>\n")
    assert shop.installed() == ["other-1.0", "thing-1.0"]


@pytest.mark.each_shell
def test_a_failure_is_seen_at_the_next_prompt_once_and_not_tried_again(shop):
    stage = shop.stage
    shop.commit("thing==2.0", "other==1.0")
    shop.index.remove("thing", "2.0")
    stage.play("> git pull -q\n")
    job = shop.wait_until_a_job_ended()
    assert job.status == "failed"
    stage.play(">\nautovenv: uv sync --frozen --inexact failed: …thing…(log: {home}/.local/state/autovenv/log/sync-….log)\n>\n")
    stage.write("shop/elsewhere.txt", "")
    stage.play("> cd ..\n> cd shop\n>\n> show VIRTUAL_ENV\n{home}/shop/.venv\n")
    assert shop.job() == job, "it was not tried again"
    assert shop.installed() == ["other-1.0", "thing-1.0"]
    shop.commit("thing==3.0", "other==1.0")
    stage.play("> git pull -q\n")
    shop.wait_until_a_job_ended(job)
    stage.play(">\nautovenv: uv.lock: 1 package updated in … s\n>\n")


def test_a_pin_that_changes_takes_its_packages_along(shop, versions):
    stage = shop.stage
    requested, there = versions[1], os.listdir(f"{shop.root}/.venv/lib")[0].removeprefix("python")
    stage.write("shop/.python-version", f"{requested if requested != there else versions[0]}\n")
    stage.play(">\nautovenv: changed .venv (python …) in … ms\n")
    job = shop.wait_until_a_job_ended()
    stage.play(">\nautovenv: uv.lock: 2 packages installed in … s\n>\n")
    assert shop.installed() == ["other-1.0", "thing-1.0"]
    stage.write("shop/.python-version", f"{there}\n")
    stage.play(">\nautovenv: brought back .venv (python …) in … ms\n")
    shop.wait_until_a_job_ended(job)
    stage.play(">\n> show VIRTUAL_ENV\n{home}/shop/.venv\n")
    assert shop.installed() == ["other-1.0", "thing-1.0"]


@pytest.mark.each_shell
def test_wait_in_a_script(shop):
    shop.commit("thing==2.0", "other==1.0")
    shop.stage.play("> git pull -q\n> autovenv wait\nuv.lock: 1 package updated in … s\n>\n> autovenv wait\n")
    assert shop.installed() == ["other-1.0", "thing-2.0"]


def test_one_that_is_killed_is_told_of_once_and_can_be_started_again(shop):
    stage = shop.stage
    shop.commit("thing==2.0", "other==1.0", "slow")
    stage.play("> git pull -q\n>\n")
    wait_until(lambda: os.path.exists(shop.held))
    os.kill(process_of(shop.place), signal.SIGKILL)
    wait_until(lambda: not os.path.exists(f"/proc/{process_of(shop.place)}"))
    stage.play(">\n>\n")  # what it has started goes on: nothing can be put back
    with open(shop.go, "w", encoding="utf-8"):
        pass
    wait_until(lambda: not is_being_changed(f"{shop.root}/.venv", f"{stage.home}/.local/state/autovenv"))
    stage.play(">\nautovenv: installing uv.lock was interrupted: `autovenv sync` does it again\n>\n")
    stage.play("> show VIRTUAL_ENV\n{home}/shop/.venv\n")
    assert shop.installed() == ["other-1.0", "thing-1.0"]
    stage.play("> autovenv sync\nuv.lock: 1 package installed, 1 updated in … s\n>\n")
    assert shop.installed() == ["other-1.0", "thing-2.0"]


def test_two_shells_start_one_job_and_one_of_them_tells(shop):
    stage = shop.stage
    first = stage.terminal
    shop.count_from_now_on()
    second = stage.open(directory=shop.root)
    second.type("")
    shop.lock("thing==3.0", "other==1.0", directory=shop.root)
    for terminal in (first, second):
        terminal.send(b"\r")
    for terminal in (first, second):
        terminal.wait_for_prompt()
    shop.wait_until_a_job_ended()
    said = [line for terminal in (first, second, first, second) for line in terminal.type("")]
    assert len(said) == 1, said
    assert said[0].endswith("s")
    assert "1 package updated" in said[0]
    assert shop.count() == 1
    assert shop.installed() == ["other-1.0", "thing-3.0"]


def test_a_lock_that_changes_a_hundred_times_is_installed_at_most_twice(shop):
    stage = shop.stage
    shop.count_from_now_on()
    shop.change_a_hundred_times(lambda number: stage.terminal.send(b"\r") if number == 10 else None)
    stage.terminal.wait_for_prompt()
    stage.terminal.type("")
    shop.wait_until_a_job_ended()
    stage.terminal.type("")
    stage.terminal.type("")
    wait_until(lambda: not is_held(shop.place.lock))
    assert 1 <= shop.count() <= 2
    assert shop.installed() == ["other-1.0", "thing-3.0"]


def test_where_jobs_are_off_one_line_says_what_changed(shop):
    stage = shop.stage
    stage.write(".config/autovenv/config.toml", "auto_sync = false\n")
    stage.play(">\n")
    shop.commit("thing==2.0", "other==1.0")
    stage.play("> git pull -q\nautovenv: uv.lock changed: `autovenv sync` installs it\n>\n> cd ..\n> cd shop\n")
    assert shop.job() is None
    stage.play("> autovenv sync\nuv.lock: 1 package updated in … s\n>\n")
    stage.open()
    stage.play("> cd shop\n>\n")


def test_where_no_job_can_be_started_the_line_says_so_and_all_else_works(shop):
    stage = shop.stage
    stage.write(".local/state/autovenv/jobs", "in the way")
    shop.commit("thing==2.0", "other==1.0")
    stage.play(
        """
        > git pull -q
        autovenv: uv.lock changed: `autovenv sync` installs it
        >
        > show VIRTUAL_ENV
        {home}/shop/.venv
        > autovenv sync
        uv.lock: 1 package updated in … s
        > cd ..
        > show VIRTUAL_ENV
        unset
        """
    )


def test_a_clock_that_was_set_back_hides_nothing(shop):
    stage = shop.stage
    shop.commit("thing==2.0", "other==1.0")
    stage.play("> git pull -q\n")
    job = shop.wait_until_a_job_ended()
    stage.play(">\nautovenv: uv.lock: 1 package updated in … s\n")
    ahead = 4_000_000_000
    os.utime(shop.place.state, (ahead, ahead))
    stage.play(">\n>\n")
    shop.lock("thing==3.0", "other==1.0", directory=shop.root)
    for name in ("uv.lock", "pyproject.toml"):
        os.utime(f"{shop.root}/{name}", (1_000_000_000, 1_000_000_000))
    stage.play(">\n")
    shop.wait_until_a_job_ended(job)
    stage.play(">\nautovenv: uv.lock: 1 package updated in … s\n>\n")


def test_without_consent_a_lock_that_changed_starts_nothing(shop):
    stage = shop.stage
    stage.terminal.type("autovenv revoke")
    stage.terminal.type("")
    shop.commit("thing==2.0", "other==1.0")
    stage.terminal.type("git pull -q")
    stage.play(">\n")
    assert shop.job() is None


@pytest.mark.each_shell
def test_when_all_is_told_a_prompt_starts_no_process(stage, tmp_path, traced):  # noqa: F811
    shop = Shop(stage, tmp_path)
    stage.terminal.type("autovenv allow shop")
    stage.play("> cd shop\n>\n")
    shop.commit("thing==2.0", "other==1.0")
    stage.play("> git pull -q\n")
    shop.wait_until_a_job_ended()
    stage.play(">\nautovenv: uv.lock: 1 package updated in … s\n>\n")
    if stage.age():
        stage.play(">\n>\n")
    traced()
    stage.play(">\n>\n> cd ..\n> cd shop\n>\n")
    assert traced() == 0


def test_while_a_job_runs_a_prompt_starts_no_process(stage, tmp_path, traced):  # noqa: F811
    shop = Shop(stage, tmp_path)
    stage.terminal.type("autovenv allow shop")
    stage.play("> cd shop\n>\n")
    shop.commit("thing==2.0", "other==1.0", "slow")
    stage.play("> git pull -q\n>\n")
    wait_until(lambda: os.path.exists(shop.held))
    if not stage.age():
        before = traced()
        stage.play(">\n>\n>\n")
        after = traced()
        assert (before > 0, after) == (True, 0)
    with open(shop.go, "w", encoding="utf-8"):
        pass
    shop.wait_until_a_job_ended()
    stage.play(">\nautovenv: uv.lock: 1 package installed, 1 updated in … s\n>\n")
