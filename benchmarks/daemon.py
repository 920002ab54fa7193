"""What the daemon costs while nobody works, with many known projects, and how long a change takes to become a plan."""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from autovenv import PROTOCOL
from autovenv.base.program import program
from autovenv.daemon import known
from autovenv.daemon.files import daemon_files, holder
from autovenv.plan.inputs import holds
from benchmarks import projects

SETTLED_SECONDS = 125  # after the last change it takes for somebody to be at work (daemon/loop.py)
_LONGEST_SECONDS = 60


class Home:
    """A home with many projects, each planned by the helper, and a daemon."""

    def __init__(self, path: str, count: int) -> None:
        """Lay it out."""
        self.path, self.state = path, os.path.join(path, ".local/state/autovenv")
        python = projects.find_python()
        self.environ = {**projects.environ(path, python, []), "AUTOVENV_DAEMON": "1"}
        os.makedirs(f"{path}/.config/autovenv")
        with open(f"{path}/.config/autovenv/config.toml", "w", encoding="utf-8") as file:
            file.write('trusted_paths = ["~/src"]\n')
        first = f"{path}/src/0"
        os.makedirs(first)
        with open(f"{first}/.python-version", "w", encoding="utf-8") as file:
            file.write(f"{python.version}\n")
        subprocess.run([python.program, "-m", "venv", "--without-pip", f"{first}/.venv"], check=True)
        subprocess.run(["git", "init", "-q", first], check=True)
        self.roots = [f"{path}/src/{number}" for number in range(count)]
        for root in self.roots:
            if root != first:
                shutil.copytree(first, root, symlinks=True)
            own = program()
            helper = os.path.join(own.package, "hook", "__main__.py")
            subprocess.run([own.python, "-I", "-S", helper, "plan", PROTOCOL, "bash", root], env=self.environ, check=True)
        self.daemon("restart")

    def daemon(self, word: str) -> None:
        """Type `autovenv daemon`."""
        command = [sys.executable, "-P", "-m", "autovenv", "daemon", word]
        top = os.path.dirname(program().package)
        subprocess.run(command, env={**self.environ, "PYTHONPATH": top}, cwd=self.path, check=True)

    def is_fresh(self, root: str) -> bool:
        """Tell whether the stored plan of a project holds."""
        one = known.read(root, self.state)
        return one is not None and all(map(holds, one.inputs))


def idle(home: Home, seconds: int) -> None:
    """Print what the daemon takes in so many seconds."""
    process, _ = holder(daemon_files(home.state))
    before = _spent(process)
    time.sleep(seconds)
    after = _spent(process)
    wakeups, nanoseconds = ((late - early) / seconds for early, late in zip(before, after, strict=True))
    with open(f"/proc/{process}/status", encoding="ascii") as file:
        resident = next(int(line.split()[1]) for line in file if line.startswith("VmRSS:"))
    links = (f"/proc/{process}/fd/{name}" for name in os.listdir(f"/proc/{process}/fd"))
    instances = sum(os.readlink(link) == "anon_inode:inotify" for link in links if os.path.islink(link))
    print(
        f"{resident / 1024:.1f} MB resident, {nanoseconds / 1e7:.4f} % of a processor, {wakeups:.2f} wake-ups a second, {instances} inotify"
    )


def _spent(process: int) -> tuple[int, int]:
    """Return how often the threads of a process were woken, and for how many nanoseconds they ran."""
    wakeups = nanoseconds = 0
    for thread in os.listdir(f"/proc/{process}/task"):
        with open(f"/proc/{process}/task/{thread}/status", encoding="ascii") as file:
            wakeups += next(int(line.split()[1]) for line in file if line.startswith("voluntary"))
        with open(f"/proc/{process}/task/{thread}/schedstat", encoding="ascii") as file:
            nanoseconds += int(file.read().split()[0])
    return wakeups, nanoseconds


def changes(home: Home, times: int) -> None:
    """Print how long a saved pin takes to become a plan that is stored."""
    root, taken = home.roots[-1], []
    with open(f"{root}/.python-version", encoding="utf-8") as file:
        pin = file.read()
    for number in range(times):
        time.sleep(random.uniform(0.2, 0.6))
        begin = time.monotonic()
        with open(f"{root}/.python-version", "w", encoding="utf-8") as file:
            file.write(f"# {number}\n{pin}")
        while not home.is_fresh(root) and time.monotonic() - begin < _LONGEST_SECONDS:
            time.sleep(0.002)
        taken.append((time.monotonic() - begin) * 1000)
    print(f"from a saved file to a plan, {times} times: median {statistics.median(taken):.0f} ms, worst {max(taken):.0f} ms")


def main() -> None:
    """Measure, and print what came of it. Linux only: /proc tells."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--changes", type=int, default=100)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="autovenv-bench-") as path:
        home = Home(os.path.realpath(path), asked.projects)
        try:
            changes(home, asked.changes)
            print(f"idle, {asked.projects} known projects, after {SETTLED_SECONDS} seconds in which nothing changed:")
            time.sleep(SETTLED_SECONDS)
            idle(home, asked.seconds)
        finally:
            home.daemon("stop")


if __name__ == "__main__":
    main()
