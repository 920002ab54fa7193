"""Stored plans and their stamps, as a shell finds them on disk."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time

import pytest

from autovenv.base.errors import AutovenvError
from autovenv.base.paths import state_directory
from autovenv.plan import store
from autovenv.plan.plan import ACTIVE, Input, Plan
from autovenv.plan.store import RENDERERS, folder, forget, publish

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
    """Every stamp that there is: identity/number to mtime in nanoseconds."""
    found = {}
    for above, _, names in os.walk(f"{state}/stamps"):
        for name in names:
            path = os.path.join(above, name)
            found[os.path.relpath(path, f"{state}/stamps")] = os.stat(path).st_mtime_ns
    return found


def read(path):
    with open(path, "rb") as file:
        return file.read()


def test_a_plan_lies_below_its_own_path(state, root):
    identity = publish(plan_of(root), state, time.time_ns())
    place = f"{state}/plans{root}/.autovenv-plan"
    assert folder(state, root) == place
    assert sorted(os.listdir(place)) == sorted([*RENDERERS, "identity"])
    assert read(f"{place}/identity").decode() == f"{identity} -\n"
    for shell in RENDERERS:
        assert identity.encode() in read(f"{place}/{shell}"), shell


def test_the_root_directory_has_its_place(state):
    assert folder(state, "/") == f"{state}/plans/.autovenv-plan"


def test_variants_lie_side_by_side(state, root):
    one = publish(plan_of(root), state, time.time_ns())
    other = publish(plan_of(root, Input("absent", f"{root}/x")), state, time.time_ns(), "@1-2")
    assert one != other
    assert read(f"{folder(state, root)}/identity").decode() == f"{one} -\n"
    assert read(f"{folder(state, root, '@1-2')}/identity").decode() == f"{other} -\n"


def test_a_stamp_has_its_files_time_to_the_nanosecond(state, root):
    given = watched(root)
    identity = publish(plan_of(root, Input("absent", f"{root}/x"), given), state, time.time_ns())
    assert stamps(state) == {f"{identity}/1": given.mtime_ns}
    assert given.mtime_ns == os.stat(given.path).st_mtime_ns == 1_600_000_000_123_456_789


def test_a_racy_files_stamp_never_matches(state, root):
    """It was read while it might change again and keep its time: the next prompt must look once more."""
    given = watched(root, racy=True)
    identity = publish(plan_of(root, given), state, time.time_ns())
    assert stamps(state)[f"{identity}/0"] != given.mtime_ns


def test_the_older_plans_stamps_are_gone(state, root):
    first = publish(plan_of(root, watched(root)), state, time.time_ns())
    second = publish(plan_of(root, watched(root)), state, time.time_ns())
    assert first != second
    assert [name.split("/")[0] for name in stamps(state)] == [second]
    assert os.listdir(f"{state}/stamps") == [second]


def needing(root, **values):
    return plan_of(root, watched(root), needs=tuple(values.items()))


def test_plans_that_need_other_values_hold_side_by_side(state, root):
    """Two shells that differ in a variable which the plan was computed from: neither takes the other's plan away."""
    one = publish(needing(root, A="1", B=None), state, time.time_ns())
    other = publish(needing(root, A="2", B=None), state, time.time_ns())
    unset = publish(needing(root, A="1", B=""), state, time.time_ns())
    assert {name.split("/")[0] for name in stamps(state)} == {one, other, unset}
    newer = publish(needing(root, B=None, A="1"), state, time.time_ns())
    assert {name.split("/")[0] for name in stamps(state)} == {newer, other, unset}, (
        "the same values: the newer one takes the older one's place"
    )


def test_a_plan_that_needs_nothing_is_every_shells(state, root):
    publish(needing(root, A="1"), state, time.time_ns())
    publish(needing(root, A="2"), state, time.time_ns())
    plain = publish(plan_of(root, watched(root)), state, time.time_ns())
    assert {name.split("/")[0] for name in stamps(state)} == {plain}
    needy = publish(needing(root, A="1"), state, time.time_ns())
    assert {name.split("/")[0] for name in stamps(state)} == {needy}


def test_so_many_and_no_more_hold_side_by_side(state, root):
    made = [publish(needing(root, A=str(number)), state, time.time_ns()) for number in range(11)]
    assert {name.split("/")[0] for name in stamps(state)} == set(made[-8:])
    forget(state, root)
    assert not stamps(state)


@pytest.mark.parametrize(("age_seconds", "settled"), [(0, False), (1.9, False), (2.1, True), (1000, True)])
def test_a_plan_is_settled_when_whole_seconds_tell(state, root, age_seconds, settled):
    now = 1_700_000_000_000_000_000
    publish(plan_of(root, watched(root, mtime_ns=now - int(age_seconds * 1_000_000_000))), state, now)
    assert (b"'settled'" in read(f"{folder(state, root)}/bash")) == settled


def test_forgotten_means_every_variant_and_every_stamp(state, root):
    publish(plan_of(root, watched(root)), state, time.time_ns())
    publish(plan_of(root, watched(root)), state, time.time_ns(), "@1-2")
    kept = publish(plan_of(f"{root}/inner", watched(root)), state, time.time_ns())
    forget(state, root)
    assert not os.path.exists(folder(state, root))
    assert not os.path.exists(folder(state, root, "@1-2"))
    assert [name.split("/")[0] for name in stamps(state)] == [kept], "a project below is another project"
    assert os.path.exists(folder(state, f"{root}/inner"))


def test_forgetting_what_was_never_stored_is_no_error(state):
    forget(state, "/nowhere/at/all")


@posix
def test_nobody_else_reads_a_plan(state, root):
    publish(plan_of(root, watched(root)), state, time.time_ns())
    assert os.stat(state).st_mode & 0o777 == 0o700
    for above, _, names in os.walk(state):
        for name in names:
            assert os.stat(os.path.join(above, name)).st_mode & 0o777 == 0o600, name


@posix
@pytest.mark.parametrize("name", ["a b", "it's", "new\nline", "$(touch x)", "*", "-n", "♞", "\udcff\udcfe"])
def test_a_root_of_any_name(state, home, name):
    root = f"{home}/{name}"
    given = watched(home, "pin")
    identity = publish(plan_of(root, given, set=(("VIRTUAL_ENV", f"{root}/.venv"),)), state, time.time_ns())
    place = folder(state, root)
    assert os.fsencode(root) in os.fsencode(place)
    assert read(f"{place}/identity").decode() == f"{identity} -\n"
    forget(state, root)
    assert not os.path.exists(place)


@posix
def test_a_state_directory_that_is_a_file_is_one_line(state, root):
    os.makedirs(os.path.dirname(state))
    open(state, "w").close()
    with pytest.raises(AutovenvError) as caught:
        publish(plan_of(root), state, time.time_ns())
    assert len(caught.value.message.splitlines()) == 1
    assert state in caught.value.message


@posix
def test_a_place_that_can_not_be_written_is_one_line(state, root):
    os.makedirs(f"{state}/plans{os.path.dirname(root)}", 0o700)
    os.chmod(state, 0o700)
    open(f"{state}/plans{root}", "w").close()  # root itself may write everywhere, but not below a file
    with pytest.raises(AutovenvError) as caught:
        publish(plan_of(root), state, time.time_ns())
    assert caught.value.message.startswith("can't store a plan in ")
    assert len(caught.value.message.splitlines()) == 1


@posix
def test_a_root_whose_name_is_as_long_as_names_get_is_one_line(state, home):
    with pytest.raises(AutovenvError) as caught:
        publish(plan_of(f"{home}/{'n' * 300}"), state, time.time_ns())
    assert "can't store a plan in " in caught.value.message


# --- Many shells at once -----------------------------------------------------

PUBLISHER = """
import sys, time
from autovenv.plan.plan import ACTIVE, Input, Plan
from autovenv.plan.store import publish
state, root, path, mtime_ns, times = sys.argv[1:]
sys.stdin.readline()
for _ in range(int(times)):
    publish(Plan(root, ACTIVE, inputs=(Input("unchanged", path, int(mtime_ns)),)), state, time.time_ns())
"""


def test_many_shells_that_publish_at_once_leave_a_plan_that_stands(state, root):
    given = watched(root)
    arguments = [state, root, given.path, str(given.mtime_ns), "6"]
    command = [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {TOP!r})\n{PUBLISHER}", *arguments]
    running = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(8)]
    for process in running:
        process.stdin.write(b"go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=120)[1] for process in running]
    assert said == [b""] * 8
    assert [process.returncode for process in running] == [0] * 8
    place = folder(state, root)
    assert sorted(os.listdir(place)) == sorted([*RENDERERS, "identity"]), "nothing half-written is left"
    # A shell's file may be of one publisher and `identity` of another. Whichever it is, it holds: its stamps are there.
    standing = {path.split("/")[0].encode() for path, time in stamps(state).items() if time == given.mtime_ns}
    for shell in ("bash", "zsh", "fish"):
        named = set(re.findall(rb"stamps/([0-9a-f]{8})\b", read(f"{place}/{shell}")))
        assert len(named) == 1, shell
        assert named <= standing, shell


def test_a_torn_identity_is_none(state, root):
    publish(plan_of(root, watched(root)), state, time.time_ns())
    with open(f"{folder(state, root)}/identity", "w") as file:
        file.write("../../home -\nabcd ../x\nabcd\n")
    assert store._identities(folder(state, root)) == []
    publish(plan_of(root, watched(root)), state, time.time_ns())
    assert os.path.exists(root)


def beside(state, root):
    """PowerShell's plans of root, by their first letters: the newest, and those beside it."""
    place = folder(state, root)
    return sorted(name for name in os.listdir(place) if name.startswith("pwsh"))


def test_plans_of_other_values_lie_beside_the_newest_for_powershell(state, root):
    one = publish(needing(root, A="1"), state, time.time_ns())
    text = read(f"{folder(state, root)}/pwsh")
    other = publish(needing(root, A="2"), state, time.time_ns())
    assert beside(state, root) == ["pwsh", f"pwsh.{one}"]
    assert read(f"{folder(state, root)}/pwsh.{one}") == text
    assert other.encode() in read(f"{folder(state, root)}/pwsh")
    # The same values once more: the older plan of these goes.
    again = publish(needing(root, A="1"), state, time.time_ns())
    assert beside(state, root) == ["pwsh", f"pwsh.{other}"]
    assert again.encode() in read(f"{folder(state, root)}/pwsh")


def test_the_ninth_plan_takes_the_oldest_away_and_one_that_needs_nothing_takes_all(state, root):
    made = [publish(needing(root, A=str(number)), state, time.time_ns()) for number in range(9)]
    assert beside(state, root) == sorted(["pwsh", *(f"pwsh.{one}" for one in made[1:-1])])
    publish(plan_of(root), state, time.time_ns())
    assert beside(state, root) == ["pwsh"]


def test_a_list_that_was_torn_loses_plans_and_nothing_else(state, root):
    publish(needing(root, A="1"), state, time.time_ns())
    with open(f"{folder(state, root)}/identity", "w") as file:
        file.write("../x\nab")
    publish(needing(root, A="2"), state, time.time_ns())
    assert beside(state, root) == ["pwsh"]


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
                    publish(needing(root, A=value), state, time.time_ns())
                finally:
                    os._exit(0)
            children.append(child)
        for child in children:
            os.waitpid(child, 0)
        listed = {line.split()[0] for line in read(f"{folder(state, root)}/identity").decode().splitlines()}
        assert set(os.listdir(f"{state}/stamps")) == listed
        newest = [one for one in listed if one.encode() in read(f"{folder(state, root)}/bash")]
        assert len(newest) == 1
        assert beside(state, root) == sorted(["pwsh", *(f"pwsh.{one}" for one in listed if one not in newest)])
