"""Whatever a value holds, it is a value: through each real shell and back, byte for byte, and nothing of it is run."""

from __future__ import annotations

import os
import subprocess
import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from autovenv.base.paths import state_directory
from autovenv.hook.script import hook
from autovenv.plan.inputs import Input
from autovenv.plan.plan import ACTIVE, Plan
from autovenv.plan.store import RENDERERS, publish
from tests.patience import PATIENCE
from tests.shells import dialects

NASTY = [
    b"$(touch hacked)",
    b"`touch hacked`",
    b"'; touch hacked; '",
    b'"; touch hacked; "',
    b"\\",
    b"a\\'b",
    b"\n",
    b"two\nlines\n",
    b"!!",
    b"%n %1v",
    b"-n",
    b"~",
    b"*",
    b"",
    b" ",
    b"\t\r\x01\x7f",
    b"\xff\xfe\x80",
    "♞🚒 èрт中片".encode(),
    b"{a,b}",
    b"=ls",
    b"\xe2\x80\x98; touch hacked",
    "\b♀♂(*.ogg=38;5;45)".encode(),
]
VALUES = st.one_of(st.sampled_from(NASTY), st.binary(max_size=40).map(lambda raw: raw.replace(b"\0", b"0")))
LONG_AGO = 1_000_000_000_123_456_789  # ns since the epoch: older than any clock is coarse
SEPARATORS = (b"\x1e", b"\x1f")
# Names that a function of a hook may have given to a variable of its own: a plan's variable must not end up in that one.
NAMES = ("name", "i", "root", "directory", "state", "key", "text", "line", "old", "entries", "identity", "VALUE")


def _carried(value: bytes) -> bool:
    """The separators of the undo data are the one thing that a child can't take back (spec: undo)."""
    return not any(separator in value for separator in SEPARATORS)


class Laboratory:
    """A stored plan with arbitrary values, and shells without a terminal that enter and leave it."""

    def __init__(self, home: str, monkeypatch) -> None:
        self.home, self.root = home, f"{home}/proj"
        os.makedirs(self.root)
        with open(f"{self.root}/.python-version", "w", encoding="utf-8") as file:
            file.write("3.12\n")
        os.utime(f"{self.root}/.python-version", ns=(LONG_AGO, LONG_AGO))
        self.state = state_directory(os.environ)

    def store(self, values: list[bytes], **more) -> None:
        pairs = tuple((name, os.fsdecode(value)) for name, value in zip(NAMES, values, strict=False))
        watched = Input("unchanged", f"{self.root}/.python-version", os.stat(f"{self.root}/.python-version").st_mtime_ns)
        self.publish(Plan(self.root, ACTIVE, set=pairs, path=(f"{self.root}/bin",), inputs=(watched,), **more))

    def publish(self, plan: Plan) -> None:
        for shell in RENDERERS:
            publish(plan, shell, self.state, time.time_ns())

    def run(self, name: str, script: str, environ: dict[bytes, bytes]) -> list[dict[bytes, bytes]]:
        """Run lines in an interactive shell; each `dump` is the environment that a child process sees."""
        dialect = dialects.find(name)
        text = {
            "bash": "prompt() { __autovenv_first; __autovenv_last; }",
            "zsh": "prompt() { __autovenv_first; __autovenv_last }",
            "fish": "function prompt; __autovenv_first; __autovenv_last; end",
        }
        path = f"{self.home}/script.{name}"
        with open(path, "w", encoding="utf-8") as file:
            file.write(f". {dialect.quote(self.home + '/hook.' + name)}\n{text[name]}\n{script}\n")
        with open(f"{self.home}/hook.{name}", "w", encoding="utf-8") as file:
            file.write(hook(name, os.environ))
        dumps = f"{self.home}/dumps"
        open(dumps, "wb").close()
        command = {
            "bash": [dialect.program, "--noprofile", "--rcfile", path, "-i", "-c", ":"],
            "zsh": [dialect.program, "-f", "-i", path],
            "fish": [dialect.program, "-N", "-i", path],
        }[name]
        if name == "bash":
            command = [dialect.program, "--noprofile", "--norc", "-i", path]
        done = subprocess.run(
            command, env=environ, cwd=self.home, capture_output=True, stdin=subprocess.DEVNULL, timeout=PATIENCE, check=False
        )
        with open(dumps, "rb") as file:
            blocks = file.read().split(b"\0\0")[:-1]
        assert blocks, done.stderr.decode(errors="replace")
        return [dict(line.split(b"=", 1) for line in block.split(b"\0") if b"=" in line) for block in blocks]


DUMP = '/bin/sh -c \'env -0; printf "\\0"\' >> "$HOME/dumps"'


def _base(home: str) -> dict[bytes, bytes]:
    return {b"HOME": home.encode(), b"PATH": b"/usr/bin:/bin", b"LANG": b"C.UTF-8", b"TERM": b"dumb"}


@pytest.fixture(params=["bash", "zsh", "fish"])
def name(request):
    if dialects.find(request.param) is None:
        if request.param in dialects.demanded():
            pytest.fail(f"{request.param} is demanded, and is not on PATH")
        pytest.skip(f"no {request.param} on PATH")
    return request.param


@pytest.fixture
def laboratory(home, monkeypatch):
    return Laboratory(home, monkeypatch)


# A letter that is not whole, and the byte with which bash marks what is its own: bash 5.1 lost the end of such a value once.
UNFINISHED = [b"\xc2\x01", b"a:\xc2\x01", b"\x7f\x01\xc2\x01"] * 4
BOUNDED = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@BOUNDED
@example(UNFINISHED, UNFINISHED)
@given(st.lists(VALUES, min_size=1, max_size=12), st.lists(st.none() | VALUES, min_size=12, max_size=12))
def test_values_arrive_and_old_ones_come_back(laboratory, name, values, old):
    laboratory.store(values)
    environ = _base(laboratory.home)
    before = {name.encode(): value for name, value in zip(NAMES, old, strict=True) if value is not None}
    inside, outside = laboratory.run(name, f"cd proj; prompt\n{DUMP}\ncd ..; prompt\n{DUMP}", environ | before)
    for variable, value in zip(NAMES, values, strict=False):
        assert inside[variable.encode()] == value
    assert inside[b"PATH"] == f"{laboratory.root}/bin:/usr/bin:/bin".encode()
    assert {key: value for key, value in outside.items() if key.decode() in NAMES} == before
    assert outside[b"PATH"] == b"/usr/bin:/bin"
    assert not any(entry.startswith("hacked") for place in (laboratory.home, laboratory.root) for entry in os.listdir(place))


@BOUNDED
@example(UNFINISHED, UNFINISHED, "bash")
@given(
    st.lists(VALUES, min_size=1, max_size=12),
    st.lists(st.none() | VALUES, min_size=12, max_size=12),
    st.sampled_from(["bash", "zsh", "fish"]),
)
def test_a_child_of_another_kind_takes_everything_back(laboratory, name, values, old, child):
    if dialects.find(child) is None:
        return
    laboratory.store(values)
    before = {name.encode(): value for name, value in zip(NAMES, old, strict=True) if value is not None}
    [inside] = laboratory.run(name, f"cd proj; prompt\n{DUMP}", _base(laboratory.home) | before)
    [outside] = laboratory.run(child, f"prompt\n{DUMP}", inside)
    # What can't be carried stays as it is; what was not there before is taken away.
    wanted = {key: value if _carried(value) else inside.get(key, value) for key, value in before.items()}
    assert {key: value for key, value in outside.items() if key.decode() in NAMES} == wanted
    assert outside[b"PATH"] == b"/usr/bin:/bin"
    assert b"AUTOVENV_UNDO" not in outside


@BOUNDED
@example(UNFINISHED, UNFINISHED)
@given(st.lists(st.none() | VALUES, min_size=12, max_size=12), st.lists(st.none() | VALUES, min_size=12, max_size=12))
def test_what_was_unset_or_empty_is_that_again(laboratory, name, values, old):
    """Of twelve variables some are set, some are taken away, some are needed as they are: afterwards each is what it was."""
    before = {one.encode(): value for one, value in zip(NAMES, old, strict=True) if value is not None}
    needs = tuple((one, None if value is None else os.fsdecode(value)) for one, value in zip(NAMES, old, strict=True))
    pairs = tuple((one, os.fsdecode(value)) for one, value in zip(NAMES, values, strict=True) if value is not None)
    unset = tuple(one for one, value in zip(NAMES, values, strict=True) if value is None)
    watched = Input("unchanged", f"{laboratory.root}/.python-version", os.stat(f"{laboratory.root}/.python-version").st_mtime_ns)
    laboratory.publish(Plan(laboratory.root, ACTIVE, set=pairs, unset=unset, needs=needs, inputs=(watched,)))
    # There and into a subdirectory: a second look, at which the plan is active.
    os.makedirs(f"{laboratory.root}/sub", exist_ok=True)
    inside, outside = laboratory.run(
        name, f"cd proj; prompt; cd sub; prompt\n{DUMP}\ncd ../..; prompt\n{DUMP}", _base(laboratory.home) | before
    )
    assert {key.decode(): os.fsdecode(value) for key, value in inside.items() if key.decode() in NAMES} == dict(pairs)
    assert {key: value for key, value in outside.items() if key.decode() in NAMES} == before


@pytest.mark.parametrize(
    "odd", [b"'\";&&e-$ \xc3\xa8\xd1\x80\xf0\x9f\x9a\x92-j", b"$(touch hacked)", b"a\nb", b"back\\slash", b"not-utf8-\xff\xfe"]
)
def test_a_project_of_any_name(home, name, odd, monkeypatch):
    place = os.fsencode(home) + b"/" + odd
    os.makedirs(place)
    with open(place + b"/.python-version", "w", encoding="utf-8") as file:
        file.write("3.12\n")
    os.utime(place + b"/.python-version", ns=(LONG_AGO, LONG_AGO))
    laboratory = Laboratory(home, monkeypatch)
    root = os.fsdecode(place)
    watched = Input("unchanged", f"{root}/.python-version", os.stat(f"{root}/.python-version").st_mtime_ns)
    plan = Plan(root, ACTIVE, set=(("VIRTUAL_ENV", f"{root}/.venv"),), path=(f"{root}/.venv/bin",), inputs=(watched,))
    laboratory.publish(plan)
    go = 'cd "$PLACE"; prompt'
    inside, outside = laboratory.run(name, f"{go}\n{DUMP}\ncd /; prompt\n{DUMP}", _base(home) | {b"PLACE": place})
    assert inside[b"VIRTUAL_ENV"] == place + b"/.venv"
    assert inside[b"PATH"] == place + b"/.venv/bin:/usr/bin:/bin"
    assert b"VIRTUAL_ENV" not in outside
    assert outside[b"PATH"] == b"/usr/bin:/bin"
    assert "hacked" not in os.listdir(home)
