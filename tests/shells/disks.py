"""Disks of a test's own, in a mount namespace that a shell lives in: a small one may be full, and any may be read-only."""

from __future__ import annotations

import os
import subprocess

import pytest

from tests.shells.terminal import Terminal

TMPFS = 'mount -t tmpfs -o size=2m,mode=700 tmpfs "$1" && cp -a "$2/." "$1" && shift 2 && exec "$@"'
BIND = 'mount --bind "$1" "$1" && shift && exec "$@"'
UNSHARE = ("unshare", "-m") if hasattr(os, "geteuid") and os.geteuid() == 0 else ("unshare", "-Urm")


class Disk:
    """A directory that is mounted over itself: `open()` starts the stage's shell, which alone has it so."""

    remount = "remount,bind"

    def __init__(self, stage, place):
        self.stage, self.place = stage, place
        os.makedirs(place, exist_ok=True)

    def mounts(self):
        return [BIND, "sh", self.place]

    def open(self):
        stage = self.stage
        stage.dialect.write_rc(stage.home, stage.environ)
        if subprocess.run([*UNSHARE, "true"], capture_output=True, check=False).returncode:
            pytest.fail("this user may not mount, not even in a namespace of their own")
        command = [*UNSHARE, "sh", "-c", *self.mounts(), *stage.dialect.command(stage.home)]
        stage.terminal = Terminal(command, stage.environ, stage.home)
        stage._opened.append(stage.terminal)

    def close(self):
        """Have nothing written there any more."""
        self.stage.terminal.type(f"mount -o {self.remount},ro {self.stage.quote(self.place)}")

    def reopen(self):
        self.stage.terminal.type(f"mount -o {self.remount},rw {self.stage.quote(self.place)}")


class SmallDisk(Disk):
    """The same with a disk of 2 MB, which has what lies there and can be filled."""

    remount = "remount"

    def mounts(self):
        kept = f"{self.place}.kept"
        os.rename(self.place, kept)
        os.mkdir(self.place, 0o700)
        return [TMPFS, "sh", self.place, kept]

    def seen(self, path):
        """What the shell has at path, for who is not in its namespace."""
        return f"/proc/{self.stage.terminal.child.pid}/root{path}"

    def fill(self):
        """Leave no byte. (A file that is written over in its place still can be.)"""
        self.stage.terminal.type(f"dd if=/dev/zero bs=1k of={self.stage.quote(self.place + '/fill')} 2>/dev/null")

    def empty(self):
        self.stage.terminal.type(f"rm {self.stage.quote(self.place + '/fill')}")
