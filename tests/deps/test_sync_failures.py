"""What goes wrong is one line that names the log, and the environment is as good as before: each failure is provoked for real."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys

import pytest

from autovenv.base.errors import AutovenvError
from autovenv.base.locks import Lock
from autovenv.deps import record, snapshot
from tests.commands import TOP
from tests.patience import PATIENCE, wait_until


def fails(shop, **options):
    """Sync; return the one line of the error, without the log, which is there. The environment is as before, and not current."""
    before = shop.tree()
    with pytest.raises(AutovenvError) as caught:
        shop.sync(**options)
    assert shop.tree() == before
    assert not shop.is_current()
    line = caught.value.message
    assert line.isprintable()
    (log,) = shop.logs()
    assert line.endswith(f" (log: {log})")
    assert os.path.getsize(log)
    return line.removesuffix(f" (log: {log})")


@pytest.fixture
def filled(shop, index):
    """A project with packages in its environment, and a lock that wants other ones."""
    index.wheel("thing", scripts=["thing"])
    index.wheel("by-hand")
    shop.lock("thing==1.0")
    shop.sync()
    shop.install("uv pip install by-hand")
    index.wheel("thing", "1.1", scripts=["thing"])
    for log in shop.logs():
        os.unlink(log)
    return shop


def test_an_index_that_can_not_be_reached(filled, index):
    with index.served() as url:
        online = {"UV_OFFLINE": "0", **index.environ(url)}
        filled.lock("thing==1.1", environ=online)
    line = fails(filled, environ=online)
    assert line.startswith("uv sync --frozen --inexact failed: Failed to download `thing==1.1`: ")
    assert "refused" in line


def test_offline(filled, index):
    with index.served() as url:
        filled.lock("thing==1.1", environ={"UV_OFFLINE": "0", **index.environ(url)})
    line = fails(filled)
    assert line.startswith("uv sync --frozen --inexact failed: Failed to download `thing==1.1`: ")
    assert "network" in line.lower()


def test_a_private_index_without_credentials(filled, index):
    with index.served("me", "secret") as url:
        filled.lock("thing==1.1", environ={"UV_OFFLINE": "0", **index.environ(url.replace("://", "://me:secret@"))})
        line = fails(filled, environ={"UV_OFFLINE": "0", **index.environ(url)})
    assert "401" in line


def test_requirements_from_a_private_index_without_credentials(filled, index):
    os.unlink(os.path.join(filled.root, "uv.lock"))
    filled.write("requirements.txt", "thing==1.1\n")
    with index.served("me", "secret") as url:
        line = fails(filled, environ={"UV_OFFLINE": "0", **index.environ(url)})
    assert "could not be queried due to a lack of valid authentication credentials (401 Unauthorized)" in line


def test_a_version_that_was_yanked_and_is_gone(filled, index):
    os.unlink(os.path.join(filled.root, "uv.lock"))
    index.remove("thing", "1.1")
    filled.write("requirements.txt", "thing==1.1\n")
    assert "no version of thing==1.1" in fails(filled)


def test_a_range_whose_only_version_was_yanked(filled, index):
    os.unlink(os.path.join(filled.root, "uv.lock"))
    index.yank("thing", "1.1", "it was a mistake")
    filled.write("requirements.txt", "thing>1.0\n")
    assert "thing==1.1 was yanked (reason: it was a mistake)" in fails(filled)


def test_a_version_that_was_yanked_is_installed_where_it_is_locked(filled, index):
    filled.lock("thing==1.1")
    index.yank("thing", "1.1", "it was a mistake")
    filled.sync()
    assert "thing-1.1.dist-info" in filled.installed()


def test_a_build_that_fails(filled, index):
    index.broken_sdist("bad")
    filled.lock("thing==1.1", "bad")
    assert fails(filled) == "uv sync --frozen --inexact failed: Failed to build `bad==1.0`: the compiler has no memory left"


def test_a_build_that_fails_after_other_packages_were_installed(filled, index):
    """What the first command installed and replaced is put back as well."""
    index.broken_sdist("bad")
    index.wheel("more", scripts=["more"])
    os.unlink(os.path.join(filled.root, "uv.lock"))
    filled.write("requirements.txt", "thing==1.1\nmore\n")
    filled.write("requirements-dev.txt", "bad\n")
    line = fails(filled)
    assert line.startswith("uv pip install -r requirements-dev.txt failed: ")
    with open(filled.logs()[0], encoding="utf-8") as file:
        assert "+ more==1.0" in file.read(), "it had been installed"


def test_a_bare_environment_is_bare_again(shop, index):
    index.broken_sdist("bad")
    index.wheel("thing", scripts=["thing"])
    shop.write("requirements.txt", "thing\n")
    shop.write("requirements-dev.txt", "bad\n")
    fails(shop)
    assert shop.installed() == []


def test_a_tool_that_breaks_the_environment_in_place(filled):
    """It writes into files, puts others beside them, removes packages, and fails."""
    site = f"{filled.environment}/lib/python*/site-packages"
    filled.write(os.path.relpath(f"{packages(filled)}/easy-install.pth", filled.root), "/before\n")
    filled.tool(
        "poetry",
        f"""for one in {site.replace(" ", "' '")}; do
    echo more >> "$one/easy-install.pth"; echo x >> "$VIRTUAL_ENV/bin/thing"; rm -r "$one"/thing*; mkdir "$one/new"; done
    mkdir "$VIRTUAL_ENV/share"; echo 'no room for it'; exit 1""",
    )
    os.rename(os.path.join(filled.root, "uv.lock"), os.path.join(filled.root, "poetry.lock"))
    assert fails(filled) == "poetry sync failed: no room for it"


def packages(shop):
    library = os.path.join(shop.environment, "lib")
    return os.path.join(library, os.listdir(library)[0], "site-packages")


def test_after_a_failure_the_next_one_goes_its_way(filled, index):
    index.broken_sdist("bad")
    filled.lock("thing==1.1", "bad")
    fails(filled)
    filled.lock("thing==1.1")
    filled.sync()
    assert filled.is_current()
    filled.lock("thing==1.0")
    assert not filled.is_current()


def test_an_environment_that_was_current_is_current_after_a_failure(filled, index):
    """Back on the branch that worked, nothing has to be done."""
    with open(os.path.join(filled.root, "pyproject.toml"), encoding="utf-8") as file:
        project = file.read()
    with open(os.path.join(filled.root, "uv.lock"), encoding="utf-8") as file:
        lock = file.read()
    index.broken_sdist("bad")
    filled.lock("thing==1.1", "bad")
    fails(filled)
    filled.write("pyproject.toml", project)
    filled.write("uv.lock", lock)
    assert filled.is_current()


# --- Interrupted and killed --------------------------------------------------

CHILD = """\
import os, sys
from autovenv.base.errors import AutovenvError
from autovenv.deps.sources import source_of
from autovenv.deps.sync import sync
root, environment, state = sys.argv[1:]
try:
    sync(source_of(root), environment, root, dict(os.environ), state, lambda line: None)
except KeyboardInterrupt:
    sys.exit(130)
except AutovenvError as problem:
    sys.exit(problem.message)
"""


@pytest.fixture
def midway(filled, index):
    """A sync that has replaced packages, and now waits for a build: (project, process, file that lets the build end)."""
    started, go = os.path.join(filled.root, "started"), os.path.join(filled.root, "go")
    index.slow_sdist("slow", started, go)
    index.wheel("more")
    os.unlink(os.path.join(filled.root, "uv.lock"))
    filled.write("requirements.txt", "thing==1.1\nmore\n")
    filled.write("requirements-dev.txt", "slow\n")
    filled.before = filled.tree()
    command = [sys.executable, "-c", CHILD, filled.root, filled.environment, filled.state]
    child = subprocess.Popen(command, env={**filled.environ, "PYTHONPATH": TOP}, stderr=subprocess.PIPE)
    try:
        wait_until(lambda: os.path.exists(started) or child.poll() is not None, "the build")
        assert child.poll() is None, child.stderr.read()
        assert "more-1.0.dist-info" in filled.installed()
        yield filled, child, go
    finally:
        with open(go, "w", encoding="utf-8"):
            pass
        if child.poll() is None:
            child.kill()
        child.wait(PATIENCE)
        child.stderr.close()


def build_processes(shop):
    """Return the processes that belong to the installation: those whose environment variables name it."""
    found = []
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{number}/environ", "rb") as file:
                if f"VIRTUAL_ENV={shop.environment}".encode() in file.read().split(b"\0"):
                    found.append(int(number))
        except OSError:
            continue
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_midway_ends_all_of_it_and_puts_the_packages_back(midway, number):
    """^C, or a terminal that is closed."""
    shop, child, _ = midway
    child.send_signal(number)
    assert child.wait(PATIENCE) == 130
    assert shop.tree() == shop.before
    assert not shop.is_current()
    if os.path.isdir("/proc/self"):
        wait_until(lambda: not build_processes(shop), "the end of what was started")


def test_a_killed_one_is_put_back_by_the_next_which_waits_for_what_outlived_it(midway, index):
    shop, child, go = midway
    child.kill()
    child.wait(PATIENCE)
    assert not shop.is_current()
    assert snapshot.is_left_over(shop.environment)
    # The build still runs, and holds the lock: the next one does not touch what it writes to.
    with pytest.raises(AutovenvError), Lock(record.lock_of(shop.environment, shop.state), 0.0):
        pass
    index.broken_sdist("bad")
    shop.write("requirements-dev.txt", "bad\n")
    after = subprocess.Popen(
        [sys.executable, "-c", CHILD, shop.root, shop.environment, shop.state],
        env={**shop.environ, "PYTHONPATH": TOP},
        stderr=subprocess.PIPE,
        text=True,
    )
    with open(go, "w", encoding="utf-8"):
        pass
    _, said = after.communicate(timeout=PATIENCE)
    assert "the compiler has no memory left" in said
    assert shop.tree() == shop.before


def test_what_was_current_before_one_was_killed_is_not_taken_for_it(filled):
    snapshot.take(filled.environment)
    assert not filled.is_current()
    assert filled.sync() == ""
    assert filled.is_current()
    assert not snapshot.is_left_over(filled.environment)


# --- A full disk -------------------------------------------------------------


FULL = """\
mount -t tmpfs -o size=2m,mode=755 tmpfs "$1" && cp -a "$2/." "$1" || exit
[ -z "$FULL" ] || mount -o remount,nr_inodes=$(($(find "$1" | wc -l) + 5)) "$1" || exit
environment=$1 before=$2
shift 2
"$@"
diff -r --no-dereference -x .lock "$before" "$environment" && echo as before
"""


def on_a_small_disk(shop, full):
    """Sync in an environment on a disk of 2 MB of the test's own, in a mount namespace of its own; `full`: where 5 more files fit."""
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-m", "true"], check=False, capture_output=True).returncode:
        pytest.skip("this user may not mount")
    kept = f"{shop.environment}.kept"
    os.rename(shop.environment, kept)
    os.mkdir(shop.environment)
    child = [sys.executable, "-c", CHILD, shop.root, shop.environment, shop.state]
    return subprocess.run(
        ["unshare", "-m", "sh", "-c", FULL, "sh", shop.environment, kept, *child],
        env={**shop.environ, "PYTHONPATH": TOP, "FULL": full},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def test_a_disk_that_is_full_midway(filled, index):
    index.wheel("big", content=f"data = '{'x' * (4 << 20)}'\n")
    index.wheel("more")
    os.unlink(os.path.join(filled.root, "uv.lock"))
    filled.write("requirements.txt", "thing==1.1\nmore\n")
    filled.write("requirements-dev.txt", "big\n")
    done = on_a_small_disk(filled, full="")
    assert "requirements-dev.txt failed: " in done.stderr
    assert "No space left on device" in done.stderr
    assert done.stdout == "as before\n"


def test_a_disk_that_is_full_before_anything_was_touched(filled):
    filled.lock("thing==1.1")
    done = on_a_small_disk(filled, full="yes")
    assert done.stderr == f"can't keep {filled.environment} as it is before it is changed: No space left on device\n"
    assert done.stdout == "as before\n"
    assert filled.logs() == []


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        ("uv.toml", "[pip]\ntarget = '../elsewhere'\n", "[pip] target"),
        ("pyproject.toml", "[tool.uv.pip]\nprefix = '../elsewhere'\n", "[tool.uv.pip] prefix"),
        ("../uv.toml", "[pip]\nprefix = 'elsewhere'\n", "[pip] prefix"),
    ],
)
def test_a_setting_that_has_uv_install_elsewhere_is_refused(shop, index, name, text, where):
    index.wheel("thing")
    shop.write("requirements.txt", "thing\n")
    path = os.path.normpath(shop.write(name, text))
    with pytest.raises(AutovenvError) as failure:
        shop.sync()
    assert failure.value.message == f"{path}: {where} has uv install elsewhere than into the environment: nothing is installed"
    assert not os.path.exists(os.path.join(shop.root, "..", "elsewhere"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without FIFOs")
@pytest.mark.parametrize("make", [os.mkfifo, lambda path: os.symlink("/dev/zero", path)], ids=["a FIFO", "/dev/zero"])
def test_settings_of_uv_that_never_end_are_refused(shop, index, make):
    index.wheel("thing")
    shop.write("requirements.txt", "thing\n")
    make(os.path.join(shop.root, "uv.toml"))
    with pytest.raises(AutovenvError, match=r"uv\.toml can't be read: not a regular file"):
        shop.sync()


def test_other_settings_of_uv_are_uvs_to_read(shop, index):
    index.wheel("thing")
    shop.write("requirements.txt", "thing\n")
    shop.write("uv.toml", "[pip]\nno-deps = true\n")
    shop.write("pyproject.toml", "[tool.uv.pip]\ntarget = '../elsewhere'\n")  # a uv.toml beside it has uv leave it
    assert "1 package installed" in shop.sync()
