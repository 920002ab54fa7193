"""What the helper does where files changed that packages were installed from: one job, and no loop."""

from __future__ import annotations

import os
import time

import pytest

from autovenv.jobs.state import process_of
from tests.commands import configure, write
from tests.patience import wait_until

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nothing is installed behind the prompt there")

CHANGED = "autovenv: uv.lock: 1 package updated in "


def test_a_change_starts_one_job_and_its_end_is_told_once(shop, look):
    shop.lock("thing==2.0", "other==1.0")
    assert look() == ""
    process = process_of(shop.place)
    assert process
    assert look() == "" or shop.job().status == "done"
    assert process_of(shop.place) == process
    shop.wait_until_it_ended()
    told = [look(), look(), look()]
    assert sorted(map(bool, told)) in ([False, False, False], [False, False, True])
    assert shop.installed() == ["other-1.0", "thing-2.0"]
    assert process_of(shop.place) == process


def test_the_prompt_does_not_wait(shop, look):
    shop.lock("thing==2.0", "slow")
    assert look() == ""
    shop.wait_until_it_installs()
    assert look() == ""
    assert shop.job().status == "running"


def test_what_changes_while_one_runs_is_installed_by_the_same_process(shop, look):
    shop.lock("thing==2.0", "slow")
    look()
    shop.wait_until_it_installs()
    process = process_of(shop.place)
    shop.lock("thing==1.0", "other==2.0")
    for _ in range(3):
        look()
    shop.release()
    shop.wait_until_it_ended()
    assert process_of(shop.place) == process
    assert shop.installed() == ["other-2.0", "slow-1.0", "thing-1.0"]


def test_a_failure_is_told_once_and_tried_again_only_when_something_changes(shop, look):
    shop.index.wheel("thing", "3.0")
    shop.lock("thing==3.0")
    shop.index.remove("thing", "3.0")
    look()
    shop.wait_until_it_ended()
    process = process_of(shop.place)
    assert "thing" in look()
    for _ in range(3):
        assert look() == ""
    assert process_of(shop.place) == process
    shop.lock("thing==2.0")
    look()
    shop.wait_until_it_ended()
    assert look().startswith(CHANGED)


def test_what_failed_on_one_branch_is_tried_again_after_another_was_installed(shop, look):
    shop.index.broken_sdist("bad")
    shop.lock("bad")
    look()
    shop.wait_until_it_ended()
    assert "the compiler has no memory left" in look()
    process = process_of(shop.place)
    shop.lock("thing==2.0")
    assert shop.run("sync").returncode == 0
    shop.lock("bad")
    look()
    shop.wait_until_it_ended()
    assert process_of(shop.place) != process


def test_a_tool_that_writes_what_it_installs_from_is_run_twice_and_no_more(shop, look):
    own = write(os.path.join(shop.home, "own"), f'#!/bin/sh\necho >>"{shop.syncs}"\necho "# $$" >>"{shop.root}/pyproject.toml"\n')
    os.chmod(own, 0o755)
    # It has installed here before: once a command that leaves all as it is.
    quiet = write(os.path.join(shop.home, "quiet"), "#!/bin/sh\n")
    os.chmod(quiet, 0o755)
    toml = os.path.join(shop.root, "autovenv.toml")
    write(toml, f'sync = "{quiet}"\n')
    assert shop.run("allow").returncode == 0
    write(toml, f'sync = "{own}"\n')
    assert shop.run("allow", "--no-install").returncode == 0
    look()
    wait_until(lambda: os.path.exists(shop.syncs))
    shop.wait_until_it_ended()
    assert look().startswith("autovenv: pyproject.toml changed each time that")
    for _ in range(3):
        assert look() == ""
        shop.wait_until_it_ended()
    assert shop.count() == 2


def test_a_lock_that_the_tool_writes_is_no_change(shop, look):
    own = write(os.path.join(shop.home, "own"), f'#!/bin/sh\necho >>"{shop.syncs}"\necho "# $$" >>"{shop.root}/uv.lock"\n')
    os.chmod(own, 0o755)
    write(os.path.join(shop.root, "autovenv.toml"), f'sync = "{own}"\n')
    assert shop.run("allow").returncode == 0
    shop.lock("thing==2.0")
    look()
    shop.wait_until_it_ended()
    for _ in range(3):
        assert look() == ""
    shop.wait_until_it_ended()
    assert shop.count() == 3, "allow, and one job, which made sure"


def test_where_nothing_was_installed_before_nothing_is_started(shop, look):
    for name in os.listdir(os.path.join(shop.state, "deps")):
        os.unlink(os.path.join(shop.state, "deps", name))
    shop.lock("thing==2.0")
    assert look() == ""
    assert not os.path.exists(os.path.join(shop.state, "jobs"))


def test_where_the_project_is_off_nothing_is_started(shop, look):
    shop.lock("thing==2.0")
    assert look(AUTOVENV_OFF=shop.root) == ""
    assert not os.path.exists(os.path.join(shop.state, "jobs"))


def test_a_configuration_that_awaits_consent_does_not_install_something_else(shop, look):
    write(os.path.join(shop.root, "autovenv.toml"), "sync = false\n")
    shop.lock("thing==2.0")
    look()
    assert not os.path.exists(os.path.join(shop.state, "jobs"))


def test_quiet_mutes_what_was_done_and_not_what_failed(shop, look):
    configure(shop.home, "quiet = true\n")
    shop.lock("thing==2.0")
    look()
    shop.wait_until_it_ended()
    assert look() == ""
    shop.index.broken_sdist("bad")
    shop.lock("bad")
    look()
    shop.wait_until_it_ended()
    assert "the compiler has no memory left" in look()


def test_a_job_that_ended_while_nobody_looked_is_told_of_days_later(shop, look):
    shop.lock("thing==2.0")
    look()
    shop.wait_until_it_ended()
    long_ago = time.time() - 10 * 86400
    for path in (shop.place.state, shop.place.untold):
        os.utime(path, (long_ago, long_ago))
    assert look().startswith(CHANGED)
    assert look() == ""


def test_a_look_where_nothing_changed_loads_nothing_heavy(shop, look):
    said = look("-X", "importtime")
    loaded = {line.rpartition("|")[2].strip() for line in said.splitlines() if line.startswith("import time:")}
    assert "autovenv.deps.current" in loaded, "the measure works"
    assert not {"shutil", "subprocess", "enum", "re", "json", "autovenv.jobs.start", "autovenv.deps.sync"} & loaded
