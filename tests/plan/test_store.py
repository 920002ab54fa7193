"""Stored plans and their stamps, as a shell finds them on disk."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from autovenv import PROTOCOL
from autovenv.base.errors import AutovenvError
from autovenv.base.paths import state_directory
from autovenv.plan import store
from autovenv.plan.inputs import Input
from autovenv.plan.plan import ACTIVE, Plan
from autovenv.plan.store import RENDERERS, folder, forget, publish
from tests.patience import PATIENCE

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
posix = pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")


@pytest.fixture
def state(home):
    return state_directory(os.environ)


@pytest.fixture
def root(home):
    path = f"{home}/shop"
    os.mkdir(path)
    return path


def watched(root, name="pin", *, mtime_ns=1_600_000_000_123_456_789, racy=False):
    path = f"{root}/{name}"
    open(path, "w").close()
    os.utime(path, ns=(mtime_ns, mtime_ns))
    return Input("unchanged", path, os.stat(path).st_mtime_ns, racy=racy)


def plan_of(root, *inputs, **more):
    return Plan(root, ACTIVE, inputs=inputs, **more)


def stamps(state):
    """Every stamp that there is: its name to its mtime in nanoseconds."""
    return {
        name: os.stat(os.path.join(above, name)).st_mtime_ns
        for above, _, names in os.walk(store.plans(state))
        for name in names
        if "." in name
    }


def held(state):
    """The plans that have stamps."""
    return {name.split(".")[0] for name in stamps(state)}


def read(path):
    with open(path, "rb") as file:
        return file.read()


@pytest.mark.parametrize("shell", RENDERERS)
def test_a_plan_lies_below_its_own_path_for_the_shell_that_asked(state, root, shell):
    identity = publish(plan_of(root), shell, state, time.time_ns())
    place = f"{state}/plans-{PROTOCOL}{root}/.autovenv-plan"
    assert folder(state, root) == place
    assert sorted(os.listdir(place)) == sorted([shell, f"{identity}.0"])
    assert identity.encode() in read(f"{place}/{shell}")


def test_the_root_directory_has_its_place(state):
    assert folder(state, "/") == f"{state}/plans-{PROTOCOL}/.autovenv-plan"


def test_a_project_costs_few_files(state, root):
    """Four inputs and one kind of shell: a plan and its stamps."""
    inputs = [watched(root, f"pin{number}") for number in range(4)]
    publish(plan_of(root, *inputs, Input("absent", f"{root}/x")), "bash", state, time.time_ns())
    found = os.listdir(folder(state, root))
    assert len(found) == 5
    assert sum(os.stat(f"{folder(state, root)}/{name}").st_blocks * 512 for name in found) <= 16 << 10


def test_a_file_tells_its_plans_apart_whatever_they_hold(state, root):
    """A value that looks like the first line of a file, or like the end of a plan, is a value."""
    text = "x\n# autovenv aa:bb:3\n__autovenv_offered+=(aa)\n"
    one = publish(needing(root, A="1", given=(("X", text),)), "bash", state, time.time_ns())
    other = publish(needing(root, A="2"), "bash", state, time.time_ns())
    again = publish(needing(root, A="2"), "bash", state, time.time_ns())
    assert [identity for identity, _, _ in store.stored(f"{folder(state, root)}/bash")] == [again, one]
    assert other != again


@pytest.mark.parametrize("cut", [1, 20, 200, -1])
def test_a_torn_file_has_no_plan(state, root, cut):
    publish(plan_of(root), "bash", state, time.time_ns())
    path = f"{folder(state, root)}/bash"
    content = read(path)
    with open(path, "wb") as file:
        file.write(content[:cut])
    assert store.stored(path) == []


def test_a_file_with_more_in_it_than_its_plans_has_no_plan(state, root):
    publish(plan_of(root), "bash", state, time.time_ns())
    with open(f"{folder(state, root)}/bash", "ab") as file:
        file.write(b"echo more\n")
    assert store.stored(f"{folder(state, root)}/bash") == []


def test_what_is_fleeting_is_for_one_shell_and_empties_itself(state, root):
    publish(plan_of(root, watched(root), fleeting=True), "bash", state, time.time_ns(), "1-2-bash")
    path = f"{folder(state, root)}/bash"
    subprocess.run(["bash", "-c", f". {path}"], check=True)
    assert read(path) == b""
    assert len(os.listdir(f"{state}/sessions/1-2-bash.stamps")) == 1
    publish(plan_of(root, watched(root), fleeting=True), "bash", state, time.time_ns(), "1-2-bash")
    assert len(os.listdir(f"{state}/sessions/1-2-bash.stamps")) == 1, "those of its last visit are gone"


def test_a_stamp_has_its_files_time_to_the_nanosecond(state, root):
    given = watched(root)
    identity = publish(plan_of(root, Input("absent", f"{root}/x"), given), "bash", state, time.time_ns())
    assert stamps(state)[f"{identity}.1"] == given.mtime_ns
    assert given.mtime_ns == os.stat(given.path).st_mtime_ns == 1_600_000_000_123_456_789


def test_a_racy_files_stamp_never_matches(state, root):
    """It was read while it might change again and keep its time: the next prompt must look once more."""
    given = watched(root, racy=True)
    identity = publish(plan_of(root, given), "bash", state, time.time_ns())
    assert stamps(state)[f"{identity}.0"] != given.mtime_ns


def test_the_older_plans_stamps_are_gone(state, root):
    first = publish(plan_of(root, watched(root)), "bash", state, time.time_ns())
    second = publish(plan_of(root, watched(root)), "bash", state, time.time_ns())
    assert first != second
    assert held(state) == {second}


def needing(root, given=(), **values):
    return plan_of(root, watched(root), needs=tuple(values.items()), set=given)


def test_of_a_plan_that_can_not_be_stored_nothing_stays(state, root, monkeypatch):
    kept = publish(plan_of(root, watched(root)), "bash", state, time.time_ns())

    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "write_atomic", full)
    for _ in range(3):
        with pytest.raises(AutovenvError, match="No space left"):
            publish(plan_of(root, watched(root)), "bash", state, time.time_ns())
    assert held(state) == {kept}


def test_plans_that_need_other_values_hold_side_by_side(state, root):
    """Two shells that differ in a variable which the plan was computed from: neither takes the other's plan away."""
    one = publish(needing(root, A="1", B=None), "bash", state, time.time_ns())
    other = publish(needing(root, A="2", B=None), "bash", state, time.time_ns())
    unset = publish(needing(root, A="1", B=""), "bash", state, time.time_ns())
    assert held(state) == {one, other, unset}
    newer = publish(needing(root, B=None, A="1"), "bash", state, time.time_ns())
    assert held(state) == {newer, other, unset}, "the same values: the newer one takes the older one's place"


def test_so_many_and_no_more_hold_side_by_side(state, root):
    made = [publish(needing(root, A=str(number)), "bash", state, time.time_ns()) for number in range(11)]
    assert held(state) == set(made[-8:])
    forget(state, root)
    assert not stamps(state)


@pytest.mark.parametrize(("age_seconds", "settled"), [(0, False), (1.9, False), (2.1, True), (1000, True)])
def test_a_plan_is_settled_when_whole_seconds_tell(state, root, age_seconds, settled):
    now = 1_700_000_000_000_000_000
    publish(plan_of(root, watched(root, mtime_ns=now - int(age_seconds * 1_000_000_000))), "bash", state, now)
    assert (b"-n $__autovenv_fine" not in read(f"{folder(state, root)}/bash")) == settled


def test_forgotten_means_every_shell_and_every_stamp(state, root):
    for shell in RENDERERS:
        publish(plan_of(root, watched(root)), shell, state, time.time_ns())
    kept = publish(plan_of(f"{root}/inner", watched(root)), "zsh", state, time.time_ns())
    forget(state, root)
    assert not os.path.exists(folder(state, root))
    assert held(state) == {kept}, "a project below is another project"
    assert os.path.exists(folder(state, f"{root}/inner"))


def test_forgetting_what_was_never_stored_is_no_error(state):
    forget(state, "/nowhere/at/all")


@posix
def test_nobody_else_reads_a_plan(state, root):
    publish(plan_of(root, watched(root)), "bash", state, time.time_ns())
    assert os.stat(state).st_mode & 0o777 == 0o700
    for above, _, names in os.walk(state):
        for name in names:
            assert os.stat(os.path.join(above, name)).st_mode & 0o777 == 0o600, name


@posix
@pytest.mark.parametrize("name", ["a b", "it's", "new\nline", "$(touch x)", "*", "-n", "♞", "\udcff\udcfe"])
def test_a_root_of_any_name(state, home, name):
    root = f"{home}/{name}"
    given = watched(home, "pin")
    identity = publish(plan_of(root, given, set=(("VIRTUAL_ENV", f"{root}/.venv"),)), "bash", state, time.time_ns())
    place = folder(state, root)
    assert os.fsencode(root) in os.fsencode(place)
    assert [one for one, _, _ in store.stored(f"{place}/bash")] == [identity]
    forget(state, root)
    assert not os.path.exists(place)


@posix
def test_a_state_directory_that_is_a_file_is_one_line(state, root):
    os.makedirs(os.path.dirname(state))
    open(state, "w").close()
    with pytest.raises(AutovenvError) as caught:
        publish(plan_of(root), "bash", state, time.time_ns())
    assert len(caught.value.message.splitlines()) == 1
    assert state in caught.value.message


@posix
def test_a_place_that_can_not_be_written_is_one_line(state, root):
    os.makedirs(f"{state}/plans-{PROTOCOL}{os.path.dirname(root)}", 0o700)
    os.chmod(state, 0o700)
    open(f"{state}/plans-{PROTOCOL}{root}", "w").close()  # root itself may write everywhere, but not below a file
    with pytest.raises(AutovenvError) as caught:
        publish(plan_of(root), "bash", state, time.time_ns())
    assert caught.value.message.startswith("can't store a plan in ")
    assert len(caught.value.message.splitlines()) == 1


@posix
def test_a_root_whose_name_is_as_long_as_names_get_is_one_line(state, home):
    with pytest.raises(AutovenvError) as caught:
        publish(plan_of(f"{home}/{'n' * 300}"), "bash", state, time.time_ns())
    assert "can't store a plan in " in caught.value.message


# --- Disks of coarser times --------------------------------------------------


@pytest.mark.parametrize("tick", [100, 1_000_000_000, 2_000_000_000], ids=["100 ns", "1 s", "2 s"])
def test_where_the_state_s_disk_is_coarser_than_the_project_s_the_stamps_lie_elsewhere(state, root, tmp_path, monkeypatch, tick):
    set_time = os.utime

    def coarse(path, *, ns):
        if str(path).startswith(state):
            ns = tuple(one // tick * tick for one in ns)
        set_time(path, ns=ns)

    monkeypatch.setattr(os, "utime", coarse)
    spare = tmp_path / "spare"
    monkeypatch.setattr(store, "_spare", lambda: str(spare))
    fine, whole = watched(root, mtime_ns=1_234_567_891_234_567_891), 1_234_567_890 * 10**9
    identity = publish(plan_of(root, fine), "bash", state, time.time_ns())
    place = folder(state, root)
    assert os.listdir(place) == ["bash"]
    assert [one.name for one in spare.iterdir()] == [f"{identity}.0"]
    assert (spare / f"{identity}.0").stat().st_mtime_ns == 1_234_567_891_234_567_891
    with open(f"{place}/bash", encoding="utf-8") as file:
        assert f"{spare}/{identity}.0" in file.read()
    publish(plan_of(root, fine), "bash", state, time.time_ns())
    assert len(list(spare.iterdir())) == 1, "the stamps of the plan before are gone"
    store.forget(state, root)
    assert list(spare.iterdir()) == []
    # A file whose time this disk can hold has its stamps beside the plan.
    identity = publish(plan_of(root, watched(root, mtime_ns=whole)), "bash", state, time.time_ns())
    assert sorted(os.listdir(place)) == sorted(["bash", f"{identity}.0"])


# --- Many shells at once -----------------------------------------------------

PUBLISHER = """
import sys, time
from autovenv.plan.inputs import Input
from autovenv.plan.plan import ACTIVE, Plan
from autovenv.plan.store import publish
state, root, path, mtime_ns, times = sys.argv[1:]
sys.stdin.readline()
for _ in range(int(times)):
    publish(Plan(root, ACTIVE, inputs=(Input("unchanged", path, int(mtime_ns)),)), "bash", state, time.time_ns())
"""


def test_many_shells_that_publish_at_once_leave_a_plan_that_stands(state, root):
    given = watched(root)
    arguments = [state, root, given.path, str(given.mtime_ns), "6"]
    command = [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {TOP!r})\n{PUBLISHER}", *arguments]
    running = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(8)]
    for process in running:
        process.stdin.write(b"go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=PATIENCE)[1] for process in running]
    assert said == [b""] * 8
    assert [process.returncode for process in running] == [0] * 8
    place = folder(state, root)
    (newest,) = (one for one, _, _ in store.stored(f"{place}/bash"))
    assert sorted(os.listdir(place)) == sorted(["bash", f"{newest}.0"]), "nothing half-written is left, and no stamp"
    assert stamps(state)[f"{newest}.0"] == given.mtime_ns


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.skipif(os.name == "nt", reason="fork is POSIX")
def test_two_helpers_at_once_leave_no_plan_that_the_list_does_not_have(state, root):
    """An editor restores four terminals. 300 rounds of two, now of the same values, now of others."""
    for number in range(300):
        children = []
        for value in ("1", str(number % 2)):
            child = os.fork()
            if child == 0:
                try:
                    publish(needing(root, A=value), "bash", state, time.time_ns())
                finally:
                    os._exit(0)
            children.append(child)
        for child in children:
            os.waitpid(child, 0)
        assert held(state) == {one for one, _, _ in store.stored(f"{folder(state, root)}/bash")}
