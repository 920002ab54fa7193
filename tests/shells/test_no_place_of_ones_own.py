"""A home that can't be written: the state directory is a private one among temporary files, and one line says so."""

from __future__ import annotations

import os
import stat
import subprocess

import pytest

from autovenv import PROTOCOL
from tests.shells.terminal import Terminal

IN_TURN = True

pytestmark = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root mounts")

MOUNTED = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"'
READ_ONLY = ["unshare", "-m", "--propagation", "private", "sh", "-c", MOUNTED, "sh"]
SAYS = "autovenv: {home}/.local/state/autovenv can't be written: {spare} is used, and consent that is given ends with it"


@pytest.fixture
def place(stage, tmp_path):
    """A home that is to be mounted read-only, with a project elsewhere; and the directory that is to be the state directory."""
    tried = subprocess.run([*READ_ONLY, stage.home, "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        message = f"no mounts here: {tried.stderr.strip()}"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    run = tmp_path / "run"
    run.mkdir(mode=0o700)
    (tmp_path / "work" / "shop").mkdir(parents=True)
    stage.environ["XDG_RUNTIME_DIR"] = str(run)
    stage.environ["POWERSHELL_TELEMETRY_OPTOUT"] = "1"
    return Place(stage, str(tmp_path / "work"), f"{run}/autovenv-0")


class Place:
    def __init__(self, stage, work, spare):
        self.stage, self.work, self.spare = stage, work, spare
        self.names = {"home": stage.home, "work": work, "spare": spare}
        self.says = SAYS.format(**self.names)

    def pin(self, version):
        with open(f"{self.work}/shop/.python-version", "w") as file:
            file.write(f"{version}\n")

    def open(self, **extra):
        stage = self.stage
        environ = stage.environ | extra
        stage.dialect.write_rc(stage.home, environ)
        # fish says at each prompt that it can't keep its variables, and PowerShell does not start, where the whole home is so.
        mounted = stage.home if stage.dialect.name in {"bash", "zsh"} else f"{stage.home}/.local/state"
        os.makedirs(mounted, exist_ok=True)
        stage.terminal = Terminal([*READ_ONLY, mounted, *stage.dialect.command(stage.home)], environ, self.work)
        stage._opened.append(stage.terminal)

    def play(self, transcript, **names):
        self.stage.play(transcript, **self.names, says=self.says, **names)


@pytest.mark.each_shell
def test_a_project_is_entered_and_left_and_one_line_a_shell_says_where_that_is_kept(place, versions):
    place.pin(versions[0])
    place.open()
    place.play(
        """
        > cd shop
        autovenv: created .venv (python …) in … ms
        {says}
        > show VIRTUAL_ENV
        {work}/shop/.venv
        > show AUTOVENV_STATE
        {spare}
        > cd ..
        > show VIRTUAL_ENV
        unset
        > cd shop
        > show VIRTUAL_ENV
        {work}/shop/.venv
        """
    )
    assert stat.S_IMODE(os.stat(place.spare).st_mode) == 0o1700
    place.open()
    place.play("> cd shop\n{says}\n> show VIRTUAL_ENV\n{work}/shop/.venv\n")


def test_consent_is_given_there_and_orders_reach_the_shell(place, versions):
    with open(f"{place.work}/shop/.envrc", "w") as file:
        file.write("export GREETING=hello\n")
    place.open()
    place.play("> cd shop\n{says}\nautovenv: shop wants .envrc: …\n")
    place.stage.terminal.type("autovenv allow --yes")
    place.play("> show GREETING\nhello\n")
    place.stage.terminal.type("autovenv off")
    place.play("> show GREETING\nunset\n")
    place.stage.terminal.type("autovenv on")
    place.play("> show GREETING\nhello\n")


def test_a_child_shell_keeps_the_place_where_a_project_sets_another(place, versions):
    other = f"{place.work}/shop/run"
    os.mkdir(other, 0o700)
    with open(f"{place.work}/shop/.envrc", "w") as file:
        file.write(f"export XDG_RUNTIME_DIR='{other}'\n")
    place.open()
    place.stage.terminal.type("cd shop")
    place.stage.terminal.type("autovenv allow --yes")
    child = " ".join(place.stage.quote(word) for word in place.stage.dialect.command(place.stage.home))
    place.play("> show XDG_RUNTIME_DIR\n{other}\n", other=other)
    place.stage.terminal.type(("& " if place.stage.dialect.name == "pwsh" else "") + child)
    place.play("> show XDG_RUNTIME_DIR\n{other}\n> show AUTOVENV_STATE\n{spare}\n", other=other)
    assert not os.path.exists(f"{other}/autovenv-0")


def test_the_rc_file_is_read_anew(place, versions):
    place.pin(versions[0])
    place.open()
    place.stage.terminal.type("cd shop")
    hook = f"{place.stage.home}/hook.{place.stage.dialect.name}" + (".ps1" if place.stage.dialect.name == "pwsh" else "")
    place.stage.terminal.type(f". {place.stage.quote(hook)}")
    place.play(
        "> show VIRTUAL_ENV\n{work}/shop/.venv\n> cd ..\n> show VIRTUAL_ENV\nunset\n> cd shop\n> show VIRTUAL_ENV\n{work}/shop/.venv\n"
    )


# --- Attacks: what somebody else put where the private directory would be -------------------------------------------------------------


@pytest.fixture(params=["another user's directory", "a link to one of the user's own", "a clone of the user's own"])
def plant(request, place, tmp_path):
    """`plant()` puts a plan with code in it where hooks of this user would look for theirs."""
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    place.stage.environ |= {"TMPDIR": str(shared), "XDG_RUNTIME_DIR": ""}
    spare, evil, name = shared / "autovenv-0", tmp_path / "evil", place.stage.dialect.name
    code = f"[IO.File]::WriteAllText('{evil}', '')" if name == "pwsh" else f"printf evil >'{evil}'"

    def plant():
        linked = "link" in request.param
        top = tmp_path / "cloned" if linked else spare
        plans = top / f"plans-{PROTOCOL}{place.work}/shop/.autovenv-plan"
        plans.mkdir(parents=True)
        (plans / name).write_text(f"{code}\n")
        (top / "sessions").mkdir(mode=0o777)
        if linked:
            spare.symlink_to(top)
        elif "clone" not in request.param:
            for folder, folders, files in os.walk(spare):
                for one in [".", *folders, *files]:
                    os.lchown(os.path.join(folder, one), 4711, 4711)

    plant.evil, plant.sessions, plant.spare = evil, spare / "sessions", str(spare)
    return plant


@pytest.mark.parametrize("when", ["before the shell", "in an open shell"])
def test_what_somebody_else_planted_is_not_used(place, plant, versions, when):
    place.pin(versions[0])
    if when == "before the shell":
        plant()
    place.open()
    if when == "in an open shell":
        plant()
    place.play("> cd shop\nautovenv: {spare_of_theirs} …\n> show VIRTUAL_ENV\nunset\n> cd ..\n", spare_of_theirs=plant.spare)
    assert not plant.evil.exists()
    assert os.listdir(plant.sessions) == []
