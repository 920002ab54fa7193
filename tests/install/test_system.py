"""`install.sh --system`, on a machine of the test's own: for every user, upgraded over itself, taken away byte for byte."""

import glob
import json
import os
import re
import shlex
import shutil
import stat
import threading

import pytest

from tests.install.conftest import _INDEX, SHELLS, TOP
from tests.install.machine import SOURCE, Machine, why_not
from tests.shells import dialects
from tests.shells.play import Stage
from tests.shells.terminal import Terminal

ARBITRARY = 1000660000  # what a cluster makes up: no user database has it
OTHER = 4711
INSTALL = ("sh", f"{SOURCE}/install.sh", "--system", "--yes")
PINNED = "3\n"


def machine_or_skip(stage, **environ):
    problem = why_not()
    if problem is None:
        try:
            return Machine(stage, {**_INDEX, **environ}).__enter__()
        except OSError as refused:
            problem = str(refused)
    if os.environ.get("CI") == "true" and os.geteuid() == 0:
        pytest.fail(problem)
    return pytest.skip(problem)


@pytest.fixture(scope="module")
def everybody(index, tmp_path_factory):
    """A machine with autovenv for every user, and what install.sh printed."""
    machine = machine_or_skip(tmp_path_factory.mktemp("everybody"))
    machine.copy_sources()
    machine.said = machine.must(*INSTALL)
    yield machine
    machine.__exit__()


@pytest.fixture
def machine(index, tmp_path_factory):
    """Another machine, with sources with one dependency, the one of the proof: seconds less. The lean path and the hooks do without."""
    machine = machine_or_skip(tmp_path_factory.mktemp("machine"))
    text = (TOP / "pyproject.toml").read_text()
    text = re.sub(r"^dependencies = \[.*?^\]", 'dependencies = ["pexpect>=4.9"]', text, flags=re.MULTILINE | re.DOTALL)
    machine.copy_sources(pyproject__toml=text)
    yield machine
    machine.__exit__()


def ours(differences):
    """Without the sources and the insides of an environment."""
    return {name: how for name, how in differences.items() if not re.match(rf"{SOURCE}|/usr/src$|/opt/autovenv/env-[^/]*/", name)}


def test_its_proof_is_of_a_user_without_rights(everybody):
    for shell in SHELLS:
        pattern = rf"^{shell} +entered: python 3\.\d+\.\d+ from \.venv, pip there   left: as before$"
        assert re.search(pattern, everybody.said, re.MULTILINE), everybody.said
    assert everybody.said.splitlines()[-1] == "autovenv: next: open a new shell"


def test_nothing_is_written_but_the_program_the_link_and_the_rc_files(everybody):
    found = everybody.differences()
    rc_files = {name for name in found if name.startswith(("/etc", "/usr/share")) or name.endswith("profile.ps1")}
    assert len(rc_files) == len(SHELLS)
    known = ("/opt/autovenv", "/usr/local/bin/autovenv", "/usr/src", *rc_files)
    assert [name for name in found if not name.startswith(known)] == []
    assert os.listdir(everybody.path("/tmp")) == []


def test_everybody_reads_it_and_nobody_else_writes(everybody):
    top = everybody.path("/opt/autovenv")
    for folder, folders, files in os.walk(top):
        for name in [".", *folders, *files]:
            seen = os.lstat(os.path.join(folder, name))
            needed = 0o005 if stat.S_ISDIR(seen.st_mode) else 0o004
            assert (seen.st_uid, seen.st_gid) == (0, 0), name
            assert stat.S_ISLNK(seen.st_mode) or (seen.st_mode & 0o022, seen.st_mode & needed) == (0, needed), name


def test_hooks_name_no_user_s_directory(everybody):
    for name in ("autovenv.bash", "autovenv.zsh", "autovenv.fish", "autovenv.ps1"):
        text = everybody.path(f"/opt/autovenv/hooks/{name}").read_text()
        assert "/root" not in text
        assert "~/.local/state/autovenv" in text


def test_the_cache_that_no_user_may_write_is_there(everybody):
    (cache,) = everybody.path("/opt/autovenv").glob("env-*/lib/python*/site-packages/autovenv/hook/__pycache__/lean.*")
    assert cache.stat().st_size > 100_000


class There(Stage):
    """A user's shell on that machine, hooked by the system's rc files alone."""

    def __init__(self, machine, dialect, home, user):
        super().__init__(dialect, {}, str(machine.path(home)))
        self.machine, self.inside, self.user = machine, home, user

    def open(self, *, after="", extra=None, options=()):
        self.dialect.write_rc(self.home, {}, hooked=False, after=after)
        for folder, folders, files in os.walk(self.home):
            for name in [".", *folders, *files]:
                os.lchown(os.path.join(folder, name), self.user, self.user)
        usual = {"bash": ["--noediting", "-i"], "zsh": ["-i"], "fish": ["-i"], "pwsh": ["-NoLogo", "-NoExit"]}[self.dialect.name]
        environ = {"HOME": self.inside, **(extra or {})}
        where = {"user": self.user, "environ": environ, "directory": self.inside}
        command = self.machine.command(self.dialect.program, *(options or usual), **where)
        self.terminal = Terminal(command, {**os.environ}, "/")
        self._opened.append(self.terminal)
        return self.terminal


@pytest.fixture(params=dialects.DEMANDED)
def shell(request):
    found = dialects.find(request.param)
    if found is None:
        if request.param in dialects.demanded():
            pytest.fail(f"{request.param} is demanded, and is not on PATH")
        pytest.skip(f"no {request.param} on PATH")
    return found


@pytest.fixture
def there(everybody, shell):
    """`there(name, user)`: a home and a shell of that user's."""
    opened = []

    def there(name, user):
        home = everybody.make_home(f"{name}-{shell.name}", user)
        everybody.write(f"{home}/hello/.python-version", PINNED, user)
        os.chown(everybody.path(f"{home}/hello"), user, user)
        opened.append(There(everybody, shell, home, user))
        return opened[-1]

    yield there
    for one in opened:
        one.close()


SHOW = {
    "bash": 'echo "$VIRTUAL_ENV|$AUTOVENV_STATE|$__autovenv_helper"',
    "zsh": 'echo "$VIRTUAL_ENV|$AUTOVENV_STATE|$__autovenv_helper"',
    "fish": 'echo "$VIRTUAL_ENV|$AUTOVENV_STATE|$__autovenv_helper"',
    "pwsh": '"$env:VIRTUAL_ENV|$env:AUTOVENV_STATE|$__autovenv_helper"',
}
HELPER = "/opt/autovenv/current/autovenv/hook/__main__.py"
OUTSIDE = """
> {show}
|{state}|{helper}
"""
INSIDE = """
> {show}
{inside}/hello/.venv|{state}|{helper}
> python -c "import sys, pip; print(sys.prefix)"
{inside}/hello/.venv
> cd ..
> {show}
|{state}|{helper}
"""


def visit(stage, state="", helper=HELPER):
    names = {"show": SHOW[stage.dialect.name], "inside": stage.inside, "state": state or f"{stage.inside}/.local/state/autovenv"}
    stage.play(OUTSIDE, helper=helper, **names)
    # Without an index uv may fail, which is said first, and virtualenv makes it.
    assert re.fullmatch(r"autovenv: created \.venv \(python 3\S+\) in \d+ ms", stage.terminal.type("cd hello")[-1])
    stage.play(INSIDE, helper=helper, **names)


@pytest.mark.parametrize("user", [ARBITRARY, pytest.param(OTHER, marks=pytest.mark.long)])
def test_a_user_whom_no_database_knows_enters_a_project(there, user):
    stage = there(f"user{user}", user)
    stage.open()
    visit(stage)
    state = stage.machine.path(f"{stage.inside}/.local/state/autovenv")
    assert (state.stat().st_uid, state.stat().st_mode & 0o777) == (user, 0o700)


@pytest.mark.long
def test_a_user_who_is_made_later_enters_a_project(everybody, there, shell):
    name = f"later-{shell.name}"
    everybody.must("useradd", "--no-create-home", "--home-dir", f"/home/{name}", name)
    user = int(everybody.must("id", "-u", name))
    stage = there("later", user)
    stage.open()
    visit(stage)


@pytest.mark.long
def test_the_user_s_state_home_counts(there):
    stage = there("elsewhere", OTHER)
    stage.open(extra={"XDG_STATE_HOME": f"{stage.inside}/st ate"})
    visit(stage, state=f"{stage.inside}/st ate/autovenv")


@pytest.mark.parametrize("home", [pytest.param("/", marks=pytest.mark.long), "/nonexistent", pytest.param("/root", marks=pytest.mark.long)])
def test_a_user_who_can_not_write_a_home_enters_a_project(everybody, there, shell, home):
    """What a container gives a uid that it does not know. The shell's own rc file lies elsewhere here, for its prompt."""
    stage = there(f"none{len(home)}", ARBITRARY)
    spare = f"/tmp/autovenv-{ARBITRARY}"
    configuration = {"HOME": home, "ZDOTDIR": stage.inside}
    if shell.name in {"fish", "pwsh"}:  # they keep files of their own
        configuration |= {f"XDG_{name.upper()}_HOME": f"{stage.inside}/.{name}" for name in ("config", "data", "cache")}
    options = ["--noediting", "--rcfile", f"{stage.inside}/.bashrc", "-i"] if shell.name == "bash" else ()
    try:
        stage.open(extra=configuration, options=options)
        said = stage.terminal.type("cd hello")
        assert any(line.startswith("autovenv: created .venv (python 3") for line in said), said
        assert said[-1] == (
            f"autovenv: {home.rstrip('/')}/.local/state/autovenv can't be written: {spare} is used, and consent that is given ends with it"
        )
        stage.play(INSIDE, show=SHOW[shell.name], inside=stage.inside, helper=HELPER, state=spare)
        assert (everybody.path(spare).stat().st_uid, everybody.path(spare).stat().st_mode & 0o777) == (ARBITRARY, 0o700)
    finally:
        stage.close()
        shutil.rmtree(everybody.path(spare), ignore_errors=True)


@pytest.mark.parametrize("given", ["/", pytest.param("/nowhere", marks=pytest.mark.long), pytest.param("/root", marks=pytest.mark.long)])
def test_the_command_works_without_a_home_that_can_be_written(everybody, given):
    home, spare = everybody.make_home(f"exec{len(given)}", ARBITRARY), f"/tmp/autovenv-{ARBITRARY}"
    everybody.write(f"{home}/hello/.python-version", PINNED, ARBITRARY)
    os.chown(everybody.path(f"{home}/hello"), ARBITRARY, ARBITRARY)
    where = {"user": ARBITRARY, "environ": {"HOME": given}, "directory": home}
    command = ("autovenv", "exec", "hello", "--", "python", "-c", "import sys; print(sys.prefix)")
    try:
        assert everybody.must(*command, **where).splitlines()[-1] == f"{home}/hello/.venv"
        assert everybody.must(*command, **where).splitlines() == [f"{home}/hello/.venv"], "it is known to be autovenv's own"
    finally:
        shutil.rmtree(everybody.path(spare), ignore_errors=True)


@pytest.mark.long
def test_beside_a_user_s_own_installation_the_user_s_own_is_active(everybody, there, shell):
    stage = there("own", OTHER)
    environ = {"HOME": stage.inside, "PYTHONPATH": SOURCE, "XDG_STATE_HOME": f"{stage.inside}/own", "PYTHONDONTWRITEBYTECODE": "1"}
    text = everybody.must("python3", "-P", "-m", "autovenv", "hook", shell.name, user=OTHER, environ=environ)
    everybody.write(f"{stage.inside}/own.ps1", text, OTHER)
    stage.open(after=f". {stage.inside}/own.ps1")
    visit(stage, state=f"{stage.inside}/own/autovenv", helper=f"{SOURCE}/autovenv/hook/__main__.py")


def test_the_command_is_everybody_s_and_only_root_removes_it(everybody):
    home = everybody.make_home("commander", OTHER)
    where = {"user": OTHER, "environ": {"HOME": home}, "directory": home}
    everybody.write(f"{home}/hello/.python-version", PINNED, OTHER)
    os.chown(everybody.path(f"{home}/hello"), OTHER, OTHER)
    assert f"{home}/hello/.venv" in everybody.must(
        "autovenv", "exec", "hello", "--", "python", "-c", "import sys; print(sys.prefix)", **where
    )
    before = ours(everybody.differences())
    for refused in (["uninstall", "--system", "--yes"], ["uninstall", "--all", "--yes"]):
        done = everybody.run("autovenv", *refused, **where)
        assert done.returncode == 2
        assert "root" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert ours(everybody.differences()) == before


def test_a_user_s_own_block_comes_and_goes_beside_it(everybody):
    home = everybody.make_home("blocks", OTHER)
    where = {"user": OTHER, "environ": {"HOME": home}, "directory": home}
    everybody.write(f"{home}/.bashrc", "export EDITOR=vi", OTHER)
    before = everybody.path("/etc/bash.bashrc").read_bytes()
    everybody.must("autovenv", "install", "--yes", "--shell", "bash", **where)
    assert "/opt/autovenv/hooks/autovenv.bash" in everybody.path(f"{home}/.bashrc").read_text()
    everybody.must("autovenv", "uninstall", "--yes", **where)
    assert everybody.path(f"{home}/.bashrc").read_text() == "export EDITOR=vi"
    assert everybody.path("/etc/bash.bashrc").read_bytes() == before


@pytest.mark.long
def test_upgraded_over_itself_and_taken_away_byte_for_byte(machine):
    """Rc files without a newline at their end, or not there at all; a prefix of one's own; shells that are open meanwhile."""
    machine.path("/etc/bash.bashrc").write_bytes(b'[ -z "$PS1" ] && return\nexport EDITOR=vi')
    machine.path("/etc/zsh/zshrc").unlink(missing_ok=True)
    before = ours(machine.differences())
    command = (*INSTALL, "--prefix", "/srv/a b/autovenv", *(word for shell in SHELLS[:3] for word in ("--shell", shell)))
    machine.must(*command)
    prefix = machine.path("/srv/a b/autovenv")
    first = os.readlink(prefix / "current")
    assert os.readlink(machine.path("/usr/local/bin/autovenv")) == "/srv/a b/autovenv/current/bin/autovenv"
    home = machine.make_home("open", OTHER)
    failures, over = [], threading.Event()

    def open_shell():
        while not over.wait(0.02):
            done = machine.run("/srv/a b/autovenv/current/bin/python", "-I", "-S", "-c", "", user=OTHER, environ={"HOME": home})
            failures.extend([done.stderr] if done.returncode else [])

    shell = threading.Thread(target=open_shell)
    shell.start()
    try:
        said = machine.must(*INSTALL)  # it knows where it is
    finally:
        over.set()
        shell.join()
    assert failures == []
    second = os.readlink(prefix / "current")
    assert second != first
    assert sorted(path.name for path in prefix.glob("env-*")) == sorted([first, second])
    assert "/etc/bash.bashrc has the block already" in said
    assert "for every user: --system" in machine.run("sh", f"{SOURCE}/install.sh", "--yes", "--prefix", "/srv/a b/autovenv").stderr
    machine.must(*INSTALL, "--uninstall")
    machine.must("rm", "-r", home)
    assert ours(machine.differences()) == before
    assert machine.path("/etc/bash.bashrc").read_bytes() == b'[ -z "$PS1" ] && return\nexport EDITOR=vi'
    assert os.listdir(machine.path("/tmp")) == []


REFUSED = {
    "a prefix in somebody's home": (["--prefix", "/home/eve/autovenv"], 1, "/home/eve"),
    "a prefix where everybody writes": (["--prefix", "/open/autovenv"], 1, "/open"),
    "purge": (["--uninstall", "--purge"], 2, "--purge"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_changes_nothing(machine, case):
    machine.make_home("eve", OTHER)
    machine.path("/open").mkdir(mode=0o777)
    machine.path("/open").chmod(0o777)
    before = machine.differences()
    options, code, said = REFUSED[case]
    done = machine.run(*INSTALL, *options)
    assert done.returncode == code, done.stdout + done.stderr
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert machine.differences() == before


def test_only_root_installs_for_everybody(machine):
    done = machine.run(*INSTALL, user=OTHER)
    assert (done.returncode, done.stderr) == (2, "autovenv: --system is for root (./install.sh --help tells)\n")


def test_a_dry_run_says_where_and_changes_nothing(machine):
    before = machine.differences()
    said = machine.must(*INSTALL, "--dry-run")
    for place in ("/opt/autovenv/env-<id>", "/usr/local/bin/autovenv", "/etc/bash.bashrc would get the block"):
        assert place in said
    assert machine.differences() == before


@pytest.mark.parametrize(("mode", "serves"), [("755", True), ("700", False)])
def test_a_python_that_nobody_else_can_reach_serves_nobody_else(machine, mode, serves):
    """pyenv's and uv's are the newest, often; in root's home, say, another user could not start them."""
    (python,) = sorted(glob.glob("/usr/bin/python3.1[1-9]"))[-1:] or [pytest.skip("no Python of the system's")]
    versions = "/opt/pyenv/versions/3.99.0/bin"
    machine.must(
        "sh",
        "-c",
        f"mkdir -p {versions} && ln -s {python} {versions}/python3 && chmod {mode} /opt/pyenv",
    )
    said = machine.must(*INSTALL, "--dry-run", environ={"PYENV_ROOT": "/opt/pyenv"})
    assert ("/opt/pyenv" in said) is serves, said


# --- The documentation ---------------------------------------------------------


def code(language):
    """The first block of that language in the documentation."""
    return re.search(rf"^```{language}\n(.*?)^```", (TOP / "docs" / "system.md").read_text(), re.MULTILINE | re.DOTALL)[1]


@pytest.mark.long
def test_the_dockerfile_of_the_documentation_works(machine):
    """Each of its lines, but for the image that it begins with and the command that it ends with."""
    lines = code("dockerfile").splitlines()
    assert len(lines) <= 10
    user, directory, variables, ran = "root", "/", {}, 0
    for line in lines:
        word, rest = line.split(" ", 1)
        if word == "COPY":
            assert rest == f"autovenv {SOURCE}"
        elif word == "USER":
            user = rest
        elif word == "WORKDIR":
            directory = rest
        elif word == "ENV":
            variables |= dict(pair.split("=", 1) for pair in shlex.split(rest))
        elif word == "RUN":
            number = int(machine.must("id", "-u", user))
            own = {} if user == "root" else {"HOME": f"/home/{user}"}
            machine.must("sh", "-c", rest, user=number, directory=directory, environ={**variables, **own})
            ran += 1
        else:
            assert word in {"FROM", "CMD"}
    assert ran == 4
    assert machine.path("/home/dev/hello/.venv/bin/python").exists() or machine.path("/home/dev/hello/.venv/bin/python").is_symlink()


@pytest.mark.long
def test_the_dev_container_of_the_documentation_works(machine):
    """Its command, with the sources as a mount that can't be written."""
    settings = json.loads(code("json"))
    assert f"target={SOURCE},type=bind,readonly" in settings["mounts"][0]
    command = settings["postCreateCommand"]
    assert command.startswith("sudo ")
    said = machine.must("unshare", "-m", "sh", "-c", f"mount --bind -o ro {SOURCE} {SOURCE} && exec {command.removeprefix('sudo ')}")
    assert "from .venv, pip there" in said
