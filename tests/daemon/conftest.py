"""A home of a test's own, with projects that helpers have planned and the real daemon over them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from autovenv import PROTOCOL
from autovenv.base.files import read_small
from autovenv.daemon import known, status_file, wake
from autovenv.daemon.files import daemon_files, holder
from autovenv.plan.inputs import holds
from autovenv.plan.store import folder
from tests.commands import MINOR, TOP, run, surroundings, write
from tests.patience import PATIENCE, wait_until

HELPER, DAEMON = "autovenv/hook/__main__.py", "autovenv/daemon/__main__.py"


def need_proc():
    """Skip where there is no /proc (macOS, Windows)."""
    if not os.path.isdir("/proc/self"):
        pytest.skip("what the daemon does is read from /proc")


class Keeper:
    """A daemon and what it knows. Pins name versions that nobody has: planning them makes no environment, and the plan names them."""

    def __init__(self, home, program=TOP):
        need_proc()
        self.home = home
        self.state = os.path.join(home, ".local/state/autovenv")
        self.place = daemon_files(self.state)
        self.program = program
        self.prefix = []  # words before a command: a program that takes rights or room from it

    def environ(self, **extra):
        return surroundings(self.home, **{"AUTOVENV_DAEMON": "1", **extra})

    def command(self, name, **extra):
        return run(["daemon", name], self.home, self.home, **self.environ(**extra))

    def begin(self, **extra):
        """Start a daemon as a helper does, with the prefix; return its process. It may end at once."""
        command = [*self.prefix, sys.executable, "-I", os.path.join(self.program, DAEMON), self.state]
        nothing = subprocess.DEVNULL
        return subprocess.Popen(command, env=self.environ(**extra), cwd="/", stdin=nothing, stdout=nothing, stderr=nothing)

    def start(self, **extra):
        """Start the daemon by its command, and wait until it watches what is known."""
        done = self.command("start", **extra)
        assert done.returncode == 0, done.stderr
        self.wait_until_it_stands()

    def wait_until_it_stands(self):
        wait_until(self.stands, "there is no daemon")
        assert "runs" in self.status()

    def stands(self):
        """Tell whether a daemon lives, and has said how it stands: whoever starts one writes before it that it ended."""
        return self.process and os.path.exists(self.place.status) and not status_file.read(self.place.status).ended

    def status(self, **extra):
        return self.command("status", **extra).stdout

    def asking(self, root, **extra):
        """Run the helper as a hook does; return its process."""
        command = [*self.prefix, sys.executable, "-I", "-S", os.path.join(self.program, HELPER), "plan", PROTOCOL, "bash", root]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.environ(**extra), cwd="/", stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe)

    def ask(self, root, **extra):
        """Run the helper, and return its exit code and what it said."""
        process = self.asking(root, **extra)
        said = process.communicate(timeout=PATIENCE)[1]
        return process.returncode, said.decode("utf-8", "surrogateescape")

    def helper(self, root, **extra):
        """Run the helper as a hook does, with success; return what it said."""
        code, said = self.ask(root, **extra)
        assert code == 0, said
        return said

    def project(self, name, version, **extra):
        """Make a project below home that a helper has planned; return its path."""
        root = os.path.join(self.home, name)
        self.pin(root, version)
        self.helper(root, **extra)
        assert self.has(root, version)
        return root

    def living(self, name="alive"):
        """Make a project with an environment: only a helper for such a one starts a daemon."""
        root = os.path.join(self.home, name)
        self.pin(root, MINOR)
        self.helper(root)
        return root

    def pin(self, root, version):
        write(os.path.join(root, ".python-version"), f"{version}\n")

    def has(self, root, version):
        """Tell whether the stored plan is of this pin."""
        try:
            return b"wants python %s " % version.encode() in read_small(os.path.join(folder(self.state, root), "bash"), 1 << 20)
        except OSError:
            return False

    def is_fresh(self, root, version):
        """Tell whether a prompt finds a plan of this pin, and need not ask the helper."""
        one = known.read(root, self.state)
        return one is not None and all(map(holds, one.inputs)) and self.has(root, version)

    def wait_until_fresh(self, root, version):
        wait_until(lambda: self.is_fresh(root, version), f"{root} was not planned with {version}; the log:\n{self.log()}")

    def wake(self, root=""):
        assert wake.wake(root, self.state), "nobody hears it"

    @property
    def process(self):
        return holder(self.place)[0]

    def log(self):
        try:
            with open(self.place.log, encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def count(self, text):
        return sum(text in line for line in self.log().splitlines())

    def watches(self, directory):
        """Tell whether the daemon watches this very directory."""
        told = f" ino:{os.stat(directory).st_ino:x} "
        place = f"/proc/{self.process}/fdinfo"
        for name in os.listdir(place):
            try:
                with open(f"{place}/{name}", encoding="ascii") as file:
                    if any(line.startswith("inotify") and told in line for line in file):
                        return True
            except FileNotFoundError:
                continue
        return False

    def switches(self):
        """Return how often the daemon has gone to sleep so far, which each look of its does a few times. How busy the machine is does not show."""
        with open(f"/proc/{self.process}/status", encoding="ascii") as file:
            return sum(int(line.split()[1]) for line in file if line.startswith("voluntary_ctxt_switches"))

    def ticks(self):
        """Return the processor's time that the daemon and what it started have taken so far."""
        with open(f"/proc/{self.process}/stat", encoding="utf-8", errors="replace") as file:
            return sum(map(int, file.read().rpartition(")")[2].split()[11:15]))

    def alive(self):
        """Return the processes that are daemons of this state directory."""
        found = []
        for number in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{number}/cmdline", "rb") as file:
                    given = os.fsdecode(file.read()).split("\0")
                with open(f"/proc/{number}/stat", "rb") as file:
                    ended = file.read().rpartition(b")")[2].split()[0] in b"XZ"
            except OSError:
                continue
            if not ended and self.state in given and any(one.endswith("daemon/__main__.py") for one in given):
                found.append(int(number))
        return found

    def end(self):
        """End every daemon, one that is stopped as well."""
        for process in self.alive():
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        wait_until(lambda: not self.alive(), "a daemon did not end")


@pytest.fixture
def keeper(home):
    """A keeper whose daemons end with the test; what they did is in the failure's report."""
    one = Keeper(home)
    yield one
    one.end()
    print(one.log())
