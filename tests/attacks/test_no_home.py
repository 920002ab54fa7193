"""Without a home directory, the repository is not the home: nothing of a project is read or written as the user's."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from autovenv import PROTOCOL
from tests.commands import HELPER, TOP, write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a HOME is POSIX")

# What a repository would bring to be taken for a home.
PLANTED = {
    ".config/autovenv/config.toml": 'trusted_paths = ["/"]\n',
    ".config/direnv/direnvrc": "touch {shop}/direnvrc-was-run\n",
    ".config/uv/.python-version": "3.99\n",
    ".pyenv/versions/3.99.0/bin/python": "#!/bin/sh\ntouch {shop}/python-was-run\n",
    ".local/share/uv/python/cpython-3.99.0-linux-x86_64-gnu/bin/python3.99": "#!/bin/sh\ntouch {shop}/python-was-run\n",
    ".asdf/installs/python/3.99.0/bin/python": "#!/bin/sh\ntouch {shop}/python-was-run\n",
    ".virtualenvs/evil/pyvenv.cfg": "home = /usr/bin\nversion = 3.12.1\n",
    ".virtualenvs/evil/bin/python": "#!/bin/sh\ntouch {shop}/python-was-run\n",
    ".conda/environments.txt": "{shop}/.virtualenvs/evil\n",
    ".envrc": "touch {shop}/envrc-was-run\nexport EVIL=1\n",
}
HOMES = {"none": {}, "empty": {"HOME": ""}, "relative": {"HOME": "."}, "below": {"HOME": "shop"}}
NOBODY = 1000660000  # a container's arbitrary user, of whom no database knows a home
_NOBODY = {"user": NOBODY, "group": 0, "extra_groups": []}


@pytest.fixture(params=HOMES, ids=list(HOMES))
def homeless(request, tmp_path):
    """Runs a command in a repository that would like to be the home, as a user who has none."""
    shop = tmp_path / "shop"
    for name, text in PLANTED.items():
        write(f"{shop}/{name}", text.format(shop=shop))
        os.chmod(f"{shop}/{name}", 0o755)
    arbitrary = os.geteuid() == 0
    if not arbitrary and request.param in {"none", "empty"}:
        pytest.skip("only root becomes a user without a home")
    for folder, _, names in os.walk(tmp_path):
        for one in (folder, *(os.path.join(folder, name) for name in names)):
            os.chmod(one, 0o755)
            if arbitrary:
                os.chown(one, NOBODY, 0)
    above = tmp_path
    while arbitrary and str(above) != "/tmp" and above.parent != above:
        os.chmod(above, os.stat(above).st_mode | 0o055)
        above = above.parent

    def homeless(pin, *command):
        write(f"{shop}/.python-version", f"{pin}\n")
        environ = {"PATH": os.environ["PATH"], "PYTHONPATH": TOP, "PYTHONDONTWRITEBYTECODE": "1"} | HOMES[request.param]
        user = _NOBODY if arbitrary and request.param in {"none", "empty"} else {}
        return subprocess.run(command, cwd=shop, env=environ, capture_output=True, text=True, check=False, **user)

    if arbitrary and request.param in {"none", "empty"} and not _can_read():
        pytest.skip("this checkout, or the interpreter, is not readable for others")
    homeless.shop = str(shop)
    homeless.before = _listed(shop)
    return homeless


def _listed(top):
    return sorted(os.path.join(folder, name) for folder, _, names in os.walk(top) for name in names)


def _can_read():
    """Tell whether the arbitrary user can run the helper at all: a checkout may lie below root's own home."""
    code = "import os, sys; sys.exit(not os.access(sys.argv[1], os.R_OK))"
    try:
        return subprocess.run([_python(), "-I", "-S", "-c", code, HELPER], cwd="/", check=False, **_NOBODY).returncode == 0
    except OSError:
        return False


def _python():
    """An interpreter that every user can run."""
    return next((one for one in ("/usr/bin/python3",) if os.path.exists(one) and _new_enough(one)), sys.executable)


def _new_enough(program):
    code = "import sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([program, "-I", "-S", "-c", code], check=False).returncode == 0


COMMANDS = {
    "helper": ("-I", "-S", HELPER, "plan", PROTOCOL, "bash", "{shop}"),
    "exec": ("-P", "-m", "autovenv", "exec", "--", "sh", "-c", 'echo "EVIL=$EVIL"'),
    "export": ("-P", "-m", "autovenv", "export", "bash"),
    "json": ("-P", "-m", "autovenv", "export", "json"),
    "hook": ("-P", "-m", "autovenv", "hook", "bash"),
}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("pin", ["3.99", "evil"])
def test_nothing_of_the_repository_is_taken_for_the_user_s(homeless, name, pin):
    words = [word.format(shop=homeless.shop) for word in COMMANDS[name]]
    done = homeless(pin, _python(), *words)
    assert "EVIL=1" not in done.stdout
    assert "export EVIL" not in done.stdout
    assert '"EVIL"' not in done.stdout
    assert set(_listed(homeless.shop)) - set(homeless.before) - {f"{homeless.shop}/.python-version"} == set()
    assert "Traceback" not in done.stderr
    assert "no home directory is known" in done.stderr
