"""Making an environment: whole or not at all, once, and nothing of anybody else's touched."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess

import pytest
from real_pythons import interpreter, lean

from autovenv.base.errors import AutovenvError
from autovenv.env import backends, ownership, parking, process
from autovenv.env.backends import stdlib, uv, virtualenv
from autovenv.env.backends.command import environ_for
from autovenv.env.create import make
from autovenv.env.environment import inspect
from autovenv.plan.plan import Make
from tests.patience import PATIENCE, wait_until

pytestmark = pytest.mark.usefixtures("no_network")
WEIRD = "'\";&&e-$ èрт🚒♞中片-j"


def wish(project, *, index=0, retire="", prompt="shop", oldest=(3, 12)):
    python, minor = interpreter(index=index, oldest=oldest)
    return Make(os.path.join(project, ".venv"), python, ".".join(map(str, minor)), prompt, retire)


def entries(project):
    return sorted(os.listdir(project))


def output(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout.strip()


def test_a_created_environment_is_whole_ours_and_has_a_pip_of_its_own(project, state):
    """uv makes it; pip runs; nothing of the place where it was built is left in it."""
    created = make(wish(project), state)
    environment = created.environment
    assert (environment.state, environment.reason, created.backend) == ("healthy", "", "uv")
    assert ownership.is_owned(environment, state)
    assert environment.prompt == "shop"
    assert entries(project) == [".venv"]
    pip = os.path.join(environment.path, "bin", "pip")
    with open(pip, encoding="utf-8") as script:
        assert script.readline() == f"#!{environment.path}/bin/python\n"
    assert environment.path in output(pip, "--version")
    said = output(
        "sh", "-c", '. "$0" && printf "%s %s" "$VIRTUAL_ENV" "$VIRTUAL_ENV_PROMPT"', os.path.join(environment.path, "bin", "activate")
    )
    assert said == f"{environment.path} shop"
    for directory, _, names in os.walk(environment.path):
        for name in names:
            path = os.path.join(directory, name)
            if not os.path.islink(path):
                with open(path, "rb") as file:
                    assert b".venv" + parking.NEW.encode() not in file.read(), path


def test_the_very_next_reader_need_not_look_again(project, state):
    """pyvenv.cfg's mtime is older than a tick of the clock, and no two environments share it."""
    first = make(wish(project), state).environment.inputs[0]
    shutil.rmtree(os.path.join(project, ".venv"))
    second = make(wish(project), state).environment.inputs[0]
    assert not first.racy
    assert not second.racy
    assert first.path.endswith("pyvenv.cfg")
    assert first.mtime_ns < second.mtime_ns


def test_git_and_backups_leave_it_alone(project, state):
    make(wish(project), state)
    subprocess.run(["git", "init", "-q", project], check=True)
    assert output("git", "-C", project, "status", "--porcelain") == ""
    with open(os.path.join(project, ".venv", "CACHEDIR.TAG"), "rb") as tag:
        assert tag.read().startswith(b"Signature: 8a477f597d28d172789f06886806bc55")


@pytest.mark.parametrize("name", backends.DEFAULT_ORDER)
def test_every_backend_makes_it_where_a_name_is_a_shell_injection(name, tmp_path, state):
    """A project called so gets an environment that is found whole, whose pip runs, and whose raw name stands in pyvenv.cfg."""
    project = tmp_path / WEIRD
    project.mkdir()
    created = make(wish(str(project), prompt=WEIRD), state, name)
    assert created.backend == name
    assert (created.environment.state, created.environment.reason) == ("healthy", "")
    assert created.environment.prompt == WEIRD
    assert entries(project) == [".venv"]
    told = output(os.path.join(created.environment.path, "bin", "python"), "-m", "pip", "--version")
    assert created.environment.path in told


def test_a_prompt_is_never_code_in_an_activate_script(project, state):
    canary = os.path.join(project, "canary")
    created = make(wish(project, prompt=f'$(touch "{canary}")`touch "{canary}"`'), state)
    subprocess.run(["bash", "-c", '. "$1"', "bash", os.path.join(created.environment.path, "bin", "activate")], check=True)
    assert not os.path.exists(canary)
    assert created.environment.prompt.startswith("$(touch")


def test_a_prompt_with_a_newline_adds_no_line_to_pyvenv_cfg(project, state):
    created = make(wish(project, prompt="x\nhome = /evil"), state)
    assert created.environment.prompt == ""
    assert created.environment.home != "/evil"


def test_without_network_and_cache_pip_comes_from_the_wheels_that_virtualenv_brings(project, state, tmp_path, monkeypatch):
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "empty"))
    created = make(wish(project), state)
    assert (created.backend, created.environment.state) == ("uv", "healthy")


def test_the_user_s_own_uv_configuration_counts(project, state, home, tmp_path, monkeypatch):
    """A company's network knows no other index; only what lies in the project is not to be read."""
    (wheels,) = uv._bundled()
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "empty"))
    monkeypatch.setattr(uv, "_bundled", list)
    os.makedirs(os.path.join(home, ".config", "uv"))
    with open(os.path.join(home, ".config", "uv", "uv.toml"), "w", encoding="utf-8") as file:
        file.write(f'find-links = ["{wheels.partition("=")[2]}"]\n')
    assert make(wish(project), state).backend == "uv"


def test_what_uv_has_no_wheels_for_is_made_by_virtualenv_at_once(project, state, tmp_path, monkeypatch):
    """No network, an empty cache, and none of virtualenv's wheels for uv: it gives up in a moment, the next one goes on."""
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "empty"))
    monkeypatch.setattr(uv, "_bundled", list)
    retries = []
    run = process.run
    monkeypatch.setattr(
        process, "run", lambda command, environ, log: (retries.append(environ.get("UV_HTTP_RETRIES")), run(command, environ, log))[1]
    )
    created = make(wish(project, oldest=(3, 9)), state)
    assert (created.backend, created.environment.state) == ("virtualenv", "healthy")
    assert retries == ["0", "0", None], "uv's own, four attempts, take 7 s"
    assert entries(project) == [".venv"]


def test_where_no_backend_can_there_is_one_line_a_log_and_no_environment(project, state):
    broken = Make(os.path.join(project, ".venv"), os.path.join(project, "python3.12"), "3.12", "shop")
    with pytest.raises(AutovenvError) as caught:
        make(broken, state)
    message = caught.value.message
    assert "\n" not in message
    assert "uv: " in message
    assert "virtualenv: " not in message, "the others say the same, and it is said once"
    log = message.rpartition("(log: ")[2].rstrip(")")
    with open(log) as file:
        assert {line.partition(":")[0] for line in file} >= {"uv", "virtualenv"}, "all of them stand in the log"
    assert entries(project) == []
    assert os.listdir(os.path.join(state, "environments")) == []


def test_an_environment_without_pip_is_a_failure_of_its_backend(project, state, monkeypatch):
    """Else a bare `pip` would be the global one."""

    def bare(target, make, environ, log):
        subprocess.run([make.python, "-I", "-m", "venv", "--without-pip", target], check=True)
        return ""

    monkeypatch.setattr(uv, "create", bare)
    monkeypatch.setattr(virtualenv, "create", bare)
    monkeypatch.setattr(stdlib, "create", bare)
    with pytest.raises(AutovenvError, match=r"uv: it has no pip \(log: "):
        make(wish(project), state)
    assert entries(project) == []


def test_variables_that_lead_backends_astray_are_not_passed_on(project, state, monkeypatch, tmp_path):
    other = interpreter(index=1, oldest=(3, 9))[0]
    astray = {
        "UV_PYTHON": other,
        "UV_PROJECT_ENVIRONMENT": "/nowhere",
        "UV_VENV_RELOCATABLE": "1",
        "PYTHONHOME": "/nowhere",
        "PYTHONPATH": str(tmp_path),
    }
    for name, text in {**astray, "VIRTUALENV_NO_PIP": "1", "PIP_TARGET": str(tmp_path / "target"), "VIRTUALENV_PYTHON": other}.items():
        monkeypatch.setenv(name, text)
    for name in backends.DEFAULT_ORDER:
        asked = wish(project)
        environment = make(asked, state, name).environment
        assert (environment.state, environment.version[:2]) == ("healthy", tuple(map(int, asked.version.split("."))))
        shutil.rmtree(environment.path)
    assert not (tmp_path / "target").exists()


def test_the_company_s_index_is_passed_on():
    kept = {
        "UV_INDEX_URL": "i",
        "UV_INDEX_CORP_PASSWORD": "p",
        "UV_DEFAULT_INDEX": "d",
        "HTTPS_PROXY": "h",
        "SSL_CERT_FILE": "s",
        "UV_CACHE_DIR": "c",
    }
    assert environ_for({**kept, "UV_VENV_SEED": "0", "UV_VENV_CLEAR": "1", "CONDA_PREFIX": "/c", "VIRTUAL_ENV": "/v"}) == kept


@pytest.mark.parametrize("name", backends.DEFAULT_ORDER)
def test_files_of_the_project_lead_no_backend_astray(name, project, state, monkeypatch):
    """Its working directory is not the project: uv.toml, virtualenv.py, venv.py and setup.cfg lie there."""
    for file, text in {
        "uv.toml": "nonsense = 1\n",
        ".python-version": "2.5\n",
        "pyproject.toml": "[tool.uv\n",  # beside which virtualenv 21 writes a .venv file, unless told not to
        "setup.cfg": "[install]\nprefix = /nowhere\n",
        "virtualenv.py": "raise SystemExit('evil')",
        "venv.py": "raise SystemExit('evil')",
        "ensurepip.py": "raise SystemExit('evil')",
    }.items():
        with open(os.path.join(project, file), "w", encoding="utf-8") as written:
            written.write(text)
    monkeypatch.chdir(project)
    assert make(wish(project), state, name).backend == name


def test_uv_is_never_taken_from_the_project(project, monkeypatch):
    planted = os.path.join(project, "bin", "uv")
    os.mkdir(os.path.dirname(planted))
    with open(planted, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\n")
    os.chmod(planted, 0o755)
    monkeypatch.setattr(uv.sys, "executable", "/nowhere/python")
    monkeypatch.setattr(uv, "_SITE_PACKAGES", "/nowhere")
    assert uv.find({"PATH": f"{project}/bin:bin:."}, project) == ""
    assert uv.find({"PATH": f"{project}/bin:bin:."}, "/elsewhere") == planted


def test_eight_shells_at_once_make_one_environment(project, state):
    asked = wish(project)
    code = """
from autovenv.env.create import make
from autovenv.plan.plan import Make
created = make(Make(*sys.argv[1:5]), sys.argv[5])
print(created.environment.id, created.environment.state, created.backend)
"""
    shells = [lean(code, asked.path, asked.python, asked.version, asked.prompt, state) for _ in range(8)]
    told = [shell.communicate(timeout=PATIENCE) for shell in shells]
    assert [errors for _, errors in told] == [""] * 8
    assert len({line.split()[0] for line, _ in told}) == 1
    assert sorted(line.split()[1:] for line, _ in told) == [["healthy"]] * 7 + [["healthy", "uv"]]
    assert entries(project) == [".venv"]
    assert len(os.listdir(os.path.join(state, "environments"))) == 1


@pytest.fixture
def stuck(project, state, tmp_path):
    """A creation in another process whose backend has begun and does not end: (process, pid of the backend)."""
    backend, begun = tmp_path / "slow-uv", tmp_path / "begun"
    backend.write_text(
        f'#!/bin/sh\nfor target; do :; done\nmkdir "$target"; echo x >"$target/pyvenv.cfg"; echo $$ >{begun}.part; mv {begun}.part {begun}; exec sleep 600\n'
    )
    backend.chmod(0o755)
    asked = wish(project)
    code = """
from autovenv.env import create
from autovenv.env.backends import uv
from autovenv.plan.plan import Make
uv.find = lambda environ, project: sys.argv[6]
create.make(Make(*sys.argv[1:5]), sys.argv[5])
"""
    process = lean(code, asked.path, asked.python, asked.version, asked.prompt, state, str(backend))
    wait_until(begun.exists)
    pid = int(begun.read_text())
    yield process, pid
    process.kill()
    process.communicate()
    if alive(pid):
        os.kill(pid, signal.SIGKILL)


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_interrupting_leaves_nothing_behind(stuck, project, state):
    """^C ends the backend, and takes away what it had made."""
    process, backend = stuck
    assert entries(project) != []
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    assert "KeyboardInterrupt" in errors
    assert entries(project) == []
    wait_until(lambda: not alive(backend))


def test_after_kill_9_in_the_middle_the_next_one_repairs(stuck, project, state):
    """What is half-made is never taken for an environment, and the next creation takes it away."""
    process, _ = stuck
    process.kill()
    process.wait()
    assert inspect(os.path.join(project, ".venv"), os.environ).state == "absent"
    assert len(entries(project)) == 1
    assert make(wish(project), state).backend == "uv"
    assert entries(project) == [".venv"]


def test_what_only_looks_like_a_left_over_stays(project, state):
    for name in (".venv-new-", ".venv-new-mine", ".venv-old-0123456789abcdeg", "x.venv-new-0123456789abcdef"):
        os.mkdir(os.path.join(project, name))
    make(wish(project), state)
    assert len(entries(project)) == 5


@pytest.mark.parametrize("kind", ["directory", "file", "link", "dangling link", "environment"])
def test_what_autovenv_did_not_make_is_never_touched(kind, project, state, tmp_path):
    path = os.path.join(project, ".venv")
    if kind == "directory":
        os.makedirs(os.path.join(path, "notes"))
    elif kind == "file":
        open(path, "w").close()
    elif kind == "link":
        os.symlink(make(wish(str(tmp_path)), state).environment.path, path)
    elif kind == "dangling link":
        os.symlink(tmp_path / "nowhere", path)
    else:
        shutil.move(make(wish(str(tmp_path)), str(tmp_path / "other-state")).environment.path, path)
    before = os.lstat(path)
    for how in ("", "park", "mend"):
        with pytest.raises(AutovenvError, match="was not made by autovenv"):
            make(wish(project, retire=how), state)
    assert os.lstat(path).st_mtime_ns == before.st_mtime_ns
    assert entries(project) == [".venv"]


def test_a_forged_id_makes_no_environment_ours(project, state, tmp_path):
    """Neither somebody's else id, nor a name that leads out of the directory of records."""
    mine = make(wish(str(tmp_path)), state).environment
    shutil.copytree(mine.path, os.path.join(project, ".venv"), symlinks=True)
    copied = inspect(os.path.join(project, ".venv"), os.environ)
    assert copied.id == mine.id
    assert not ownership.is_owned(copied, state)
    assert ownership.is_known(copied.id, state)
    record = os.path.join(state, "record")
    with open(record, "w", encoding="utf-8") as file:
        file.write(copied.real)
    for identity in ("../record", "", ".", mine.id.upper(), mine.id + "\0", mine.id[:-1]):
        assert ownership.owned_path(identity, state) == ""


def test_a_committed_environment_is_the_repository_s(project, state):
    """Even one that autovenv made: a pull can have put anything into it."""
    created = make(wish(project), state)
    subprocess.run(["git", "init", "-q", project], check=True)
    subprocess.run(["git", "-C", project, "add", "-f", ".venv/pyvenv.cfg"], check=True)
    with open(os.path.join(project, ".venv", "pyvenv.cfg"), "ab") as file:
        file.write(b"home = /nowhere\n")
    with pytest.raises(AutovenvError, match="committed to git"):
        make(wish(project, retire="mend"), state)
    shutil.rmtree(created.environment.path)
    with pytest.raises(AutovenvError, match="committed to git"):
        make(wish(project), state)


def test_one_that_is_whole_is_not_made_again(project, state):
    first = make(wish(project), state)
    again = make(wish(project, retire="mend"), state)
    assert (again.environment.id, again.backend) == (first.environment.id, "")


def plant(environment):
    """A package that somebody installed."""
    path = os.path.join(environment.path, "lib", "python" + ".".join(map(str, environment.version[:2])), "site-packages", "planted.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write("here = True\n")
    return path


def test_switching_the_version_and_back_keeps_what_was_installed(project, state):
    newer = make(wish(project), state).environment
    package = plant(newer)
    older = make(wish(project, index=1, retire="park", oldest=(3, 9)), state)
    assert older.environment.version[:2] != newer.version[:2]
    place = f".venv.cpython{newer.version[0]}.{newer.version[1]}"
    assert entries(project) == [".venv", place]
    assert inspect(os.path.join(project, place), os.environ).state == "broken"
    back = make(wish(project, retire="park"), state)
    assert (back.backend, back.environment.id, back.environment.state) == ("parked", newer.id, "healthy")
    assert ownership.is_owned(back.environment, state)
    assert output(os.path.join(project, ".venv", "bin", "python"), "-c", "import planted; print(planted.__file__)") == package
    assert entries(project) == [".venv", f".venv.cpython{older.environment.version[0]}.{older.environment.version[1]}"]


def test_one_that_is_parked_never_takes_the_place_of_another(project, state):
    """Neither of a parked one that broke, nor of what somebody put there."""
    one, other = wish(project, retire="park"), wish(project, index=1, retire="park", oldest=(3, 9))
    place = f"{one.path}.cpython{one.version}"
    first = make(one, state).environment
    make(other, state)
    os.unlink(os.path.join(place, "bin", "python"))
    second = make(one, state)
    assert second.backend == "uv"
    assert make(other, state).backend == "parked"
    assert inspect(place, os.environ).id == first.id
    assert inspect(f"{place}-2", os.environ).id == second.environment.id


def test_a_failure_in_the_last_step_leaves_the_old_one_as_it_was(project, state, monkeypatch):
    old = make(wish(project), state).environment
    rename = os.rename

    def refuse(source, target):
        if parking.NEW in source:
            raise PermissionError(13, "Permission denied", target)
        rename(source, target)

    monkeypatch.setattr(parking.os, "rename", refuse)
    with pytest.raises(AutovenvError, match="Permission denied"):
        make(wish(project, index=1, retire="park", oldest=(3, 9)), state)
    assert inspect(old.path, os.environ) == old
    assert entries(project) == [".venv"]
    assert os.listdir(os.path.join(state, "environments")) == [old.id]


def test_what_was_being_parked_when_the_power_failed_is_parked_by_the_next(project, state):
    old = make(wish(project), state).environment
    os.rename(old.path, f"{old.path}{parking.OLD}{parking.new_token()}")
    made = make(wish(project, index=1, oldest=(3, 9)), state)
    assert made.backend
    assert entries(project) == [".venv", f".venv.cpython{old.version[0]}.{old.version[1]}"]


def test_with_a_warm_cache_one_process_makes_it(project, state, monkeypatch):
    """Offline, at that: the network is not even asked."""
    asked = wish(project)
    make(asked, state)
    shutil.rmtree(asked.path)
    run, commands = process.run, []
    monkeypatch.setattr(process, "run", lambda command, *rest: (commands.append(command), run(command, *rest))[1])
    assert make(asked, state).backend == "uv"
    assert len(commands) == 1
    assert "--offline" in commands[0]


def test_none_of_it_costs_the_shell_an_import(project, state):
    """Neither judging nor making an environment loads what the lean path has no time for."""
    asked = wish(project)
    code = """
from autovenv.env.create import make
from autovenv.plan.plan import Make
from autovenv.trust.consent import consent_for
consent_for(sys.argv[1], sys.argv[5])
assert make(Make(*sys.argv[1:5]), sys.argv[5]).backend == "uv"
slow = "dataclasses typing re json pathlib enum subprocess tempfile hashlib argparse shutil contextlib functools inspect logging random tomllib"
print(*sorted(set(slow.split()) & set(sys.modules)))
"""
    assert lean(code, asked.path, asked.python, asked.version, asked.prompt, state).communicate(timeout=PATIENCE) == ("\n", "")
