"""A machine of a test's own: an overlay above all of this one's files, in a mount namespace of its own, where root may do anything."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

TOP = Path(__file__).parents[2]
SOURCE = "/usr/src/autovenv"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

# Below a tmpfs: an overlay's upper layer can't lie on every file system. Devices and processes are the machine's.
_MOUNT = """\
mount -t tmpfs -o mode=755 tmpfs "$1" && cd "$1" && mkdir upper work root &&
mount -t overlay -o lowerdir=/,upperdir="$1/upper",workdir="$1/work" overlay root &&
mount --rbind /proc root/proc && mount --rbind /dev root/dev && mount --rbind /sys root/sys && mkdir -m 1777 tmp &&
mount --bind tmp root/tmp && echo ready && exec sleep infinity
"""


def why_not():
    """Why there can be no such machine here, or None."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "only root mounts"
    missing = [name for name in ("unshare", "nsenter", "chroot", "mount", "useradd") if not shutil.which(name)]
    return f"missing: {', '.join(missing)}" if missing else None


@dataclass
class Machine:
    """`with Machine(directory) as machine:` it is there; afterwards no trace of it is."""

    stage: Path
    environ: dict = field(default_factory=dict)  # of root

    def __enter__(self):
        self.holder = subprocess.Popen(
            ["unshare", "-m", "--propagation", "private", "sh", "-c", _MOUNT, "sh", str(self.stage)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        if self.holder.stdout.readline() != "ready\n":
            problem = self.holder.stderr.read().strip()
            self.holder.wait()
            raise OSError(f"no mount namespace with an overlay here: {problem}")
        return self

    def __exit__(self, *_):
        self.holder.kill()
        self.holder.communicate()

    def path(self, name):
        """A file of the machine, seen from outside."""
        return Path(f"/proc/{self.holder.pid}/root{self.stage}/root{name}")

    def command(self, *command, user=0, environ=None, directory="/"):
        """What runs command there. A user is a number, which no user database needs to know."""
        entering = ["nsenter", "-t", str(self.holder.pid), "-m", "chroot", f"--userspec={user}:{user}", "--groups=", f"{self.stage}/root"]
        base = {"PATH": PATH, "TERM": "xterm", "LC_ALL": "C.UTF-8"}
        own = {**base, "HOME": "/root", **self.environ} if user == 0 else base
        given = [f"{name}={text}" for name, text in {**own, **(environ or {})}.items()]
        return [*entering, "env", "-i", "-C", directory, *given, *map(str, command)]

    def run(self, *command, **where):
        return subprocess.run(
            self.command(*command, **where),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def must(self, *command, **where):
        done = self.run(*command, **where)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def copy_sources(self, **changed):
        """What `COPY . /usr/src/autovenv` copies, as far as an installation needs it."""
        target = self.path(SOURCE)
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for name in ("autovenv", "shells"):
            shutil.copytree(TOP / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "README.md", "LICENSE", "install.sh"):
            shutil.copy2(TOP / name, target / name)
        for name, text in changed.items():
            (target / name.replace("__", ".")).write_text(text)

    def make_home(self, name, user):
        """A home directory for a user whom no database knows."""
        home = self.path(f"/home/{name}")
        home.mkdir(parents=True)
        os.chown(home, user, user)
        return f"/home/{name}"

    def write(self, name, text, user=0):
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        os.chown(path, user, user)
        return name

    def differences(self):
        """What differs from the machine below, name by name: `new`, `gone`, `changed`, with its kind. Not what is temporary."""
        upper = Path(f"/proc/{self.holder.pid}/root{self.stage}/upper")
        found = {}
        for folder, folders, files in os.walk(upper):
            for name in [*folders, *files]:
                above = Path(folder) / name
                below = Path("/") / above.relative_to(upper)
                seen = above.lstat()
                if stat.S_ISCHR(seen.st_mode) and seen.st_rdev == 0:
                    found[str(below)] = "gone"
                elif not os.path.lexists(below):
                    found[str(below)] = "new"
                elif _is_other(above, below):
                    found[str(below)] = "changed"
        return found


def _is_other(above, below):
    one, other = above.lstat(), below.lstat()
    if (one.st_mode, one.st_uid, one.st_gid) != (other.st_mode, other.st_uid, other.st_gid):
        return True
    if stat.S_ISLNK(one.st_mode):
        return os.readlink(above) != os.readlink(below)
    return stat.S_ISREG(one.st_mode) and above.read_bytes() != below.read_bytes()
