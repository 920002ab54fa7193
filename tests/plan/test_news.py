"""News of a project: one shell says them, once, whatever the disk does."""

from __future__ import annotations

import errno
import os
import subprocess

import pytest

from autovenv.plan import news
from autovenv.plan.plan import ACTIVE, Plan
from autovenv.plan.store import RENDERERS, folder, forget
from tests.patience import PATIENCE
from tests.shells.dialects import find
from tests.shells.disks import UNSHARE

TEXT = "autovenv: uv.lock: 1 package updated in 2 s"
# Functions of the hook that a plan's code calls: here they print, or hold their tongue.
POSIX = '__autovenv_unsay() { :; }; __autovenv_say() { if [ $quiet = 0 ]; then __autovenv_said=$__autovenv_said"|$1|$2|"; echo "$2"; fi; }'
FISH = (
    "function __autovenv_unsay; end; function __autovenv_say; test $quiet = 0; or return; "
    'set -ga __autovenv_said "$argv[1]|$argv[2]"; echo $argv[2]; end'
)
PWSH = "function global:__autovenv_unsay { }; function global:__autovenv_say([string]$about, [string]$text) { [Console]::WriteLine($text) }"
STUBS = {"bash": POSIX, "zsh": POSIX, "fish": FISH, "pwsh": PWSH}
SET = {"bash": "{}={}", "zsh": "{}={}", "fish": "set -g {} {}", "pwsh": "$global:{} = {}"}
FLAGS = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"], "pwsh": ["-NoProfile", "-NonInteractive", "-File"]}


@pytest.fixture(params=sorted(RENDERERS))
def shell(request):
    dialect = find(request.param)
    if dialect is None:
        pytest.skip(f"no {request.param} here")
    return request.param, dialect.program


@pytest.fixture
def place(tmp_path):
    """A project, and a state directory with news of it."""
    root, state = str(tmp_path / "work"), str(tmp_path / "state")
    news.leave(root, [TEXT.removeprefix("autovenv: ")], state)
    return root, state


def heard(shell, place, *, quiet=False, read_only=False):
    """Return what a shell says that takes the plan with the news, on both streams."""
    (name, program), (root, state) = shell, place
    plan = news.with_news(Plan(root, ACTIVE), root, state)
    assert plan.news == TEXT
    module = RENDERERS[name]
    path = os.path.join(state, f"code.{'ps1' if name == 'pwsh' else name}")
    lines = [
        STUBS[name],
        SET[name].format("quiet", int(quiet)),
        # A project of the same name elsewhere has said something.
        SET[name].format("__autovenv_said", module.quote(f"|/above{root}//news|x|")),
        module.stored(plan, "x", [f"{state}/stamp"]),
        "__autovenv_facts_x",
    ]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    command = [program, *FLAGS[name], path]
    if read_only:
        command = [
            *UNSHARE,
            "sh",
            "-c",
            'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"',
            "sh",
            state,
            *command,
        ]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=PATIENCE)
    return done.stdout + done.stderr


def untold(place):
    (name,) = (name for name in os.listdir(folder(place[1], place[0])) if name.startswith("news."))
    return os.stat(os.path.join(folder(place[1], place[0]), name)).st_size > 0


def test_one_shell_says_them_once(shell, place):
    assert heard(shell, place).splitlines() == [TEXT]
    assert not untold(place)


def test_a_shell_that_holds_its_tongue_leaves_them_to_the_next_one(shell, place):
    if shell[0] == "pwsh":
        pytest.skip("PowerShell says all that it hears")
    assert heard(shell, place, quiet=True) == ""
    assert untold(place)


def test_where_nobody_can_note_that_they_were_said_nobody_complains(shell, place):
    if subprocess.run([*UNSHARE, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount, not even in a namespace of their own")
    assert heard(shell, place, read_only=True) == ""
    assert untold(place)


def test_a_helper_takes_them_once(place):
    root, state = place
    assert news.take(root, state) == TEXT.removeprefix("autovenv: ")
    assert news.take(root, state) == ""
    assert os.listdir(folder(state, root)) == []


def test_newer_ones_are_put_behind_those_that_nobody_has_heard(place):
    root, state = place
    news.leave(root, ["a second one"], state)
    assert len(os.listdir(folder(state, root))) == 1
    assert news.take(root, state) == "uv.lock: 1 package updated in 2 s; a second one"


def test_those_that_nobody_has_heard_stay_where_newer_ones_can_not_be_kept(place, monkeypatch):
    root, state = place

    def full(*arguments, **options):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(news, "write_atomic", full)
    news.leave(root, ["a second one"], state)
    assert news.take(root, state) == TEXT.removeprefix("autovenv: ")


def test_plans_that_are_forgotten_leave_them(place):
    root, state = place
    forget(state, root)
    assert news.take(root, state) == TEXT.removeprefix("autovenv: ")
    forget(state, root)
    assert not os.path.exists(folder(state, root))
    news.leave(root, ["said by a shell"], state)
    (name,) = os.listdir(folder(state, root))
    os.truncate(os.path.join(folder(state, root), name), 0)
    forget(state, root)
    assert not os.path.exists(folder(state, root)), "what was said is not kept"
