"""The tools: how each hooks a shell by its own documented line, what it needs in a project, and how it forgets one.

Every tool has a home directory of its own, and in it the same three projects: `project` (an environment is in place), `known` (the one
that is entered and left), `fresh` (has no environment until it is entered). Those that read a .envrc have the
projects of projects.ENVRC, too.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
import time
from abc import ABC, abstractmethod

import autovenv
from autovenv import PROTOCOL
from autovenv.cli.rc_files import SHELLS, set_up
from autovenv.hook.script import hook
from autovenv.plan.inputs import Input
from autovenv.plan.plan import ACTIVE, Plan
from autovenv.plan.store import RENDERERS, publish
from benchmarks import projects
from benchmarks.shells import Shell

PROJECTS = ("project", "known", "fresh")


class Tool(ABC):
    """One tool in one home directory. Also the bare shell, which is measured like a tool and subtracted."""

    name = ""
    reads_envrc = False  # and has the projects of projects.ENVRC
    shown = dict.fromkeys(PROJECTS, "VIRTUAL_ENV")  # the variable that is set in each project while the tool is active

    def __init__(self, home: str, python: projects.Python) -> None:
        self.home, self.python = home, python
        self.environ = projects.environ(home, python, [os.path.dirname(program)] if (program := self.program()) else [])

    @classmethod
    def program(cls) -> str | None:
        """Return the tool's path, or None if it is not installed."""
        return shutil.which(cls.name)

    def version(self) -> str:
        printed = self.run("--version")
        return next((word for word in printed.split() if word[0].isdigit()), "?")

    def run(self, *arguments: str) -> str:
        """Run the tool itself in its home; return what it printed. Raises CalledProcessError."""
        return subprocess.run(
            [self.program() or self.name, *arguments],
            cwd=self.home,
            env=self.environ,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def prepare(self) -> None:
        """Lay out the home directory: the projects, an environment in the first, and what the tool wants to be told of them."""
        os.makedirs(f"{self.home}/{projects.OUTSIDE}")
        for name in PROJECTS:
            projects.lay_out(f"{self.home}/{name}", self.python, self.files(name))
        for name in projects.ENVRC if self.reads_envrc else ():
            projects.lay_out(f"{self.home}/{name}", self.python, {})
        self.settle()

    def files(self, project: str) -> dict[str, str]:
        """Return the tool's own files in a project: name to text."""
        del project
        return {}

    def settle(self) -> None:  # noqa: B027 - some have nothing to be told
        """Do what its user does once: trust, allow."""

    def knows(self, shell: Shell) -> bool:
        """Return whether it has a hook for this shell."""
        del shell
        return True

    @abstractmethod
    def hook_into(self, shell: Shell) -> None:
        """Write the shell's rc file so that the tool is hooked."""

    @abstractmethod
    def forget(self) -> None:
        """Take away what the tool remembers of `project`, and its trust put back: the next entry is the first. The environment stays."""

    @abstractmethod
    def undo(self) -> None:
        """Take away what was made in `fresh`: the next entry creates an environment."""

    def forget_plans(self) -> None:  # noqa: B027 - the others keep nothing of the kind
        """Take away what was computed ahead of the next entry: it has it all to do."""

    def edit(self, project: str, number: int) -> None:
        """Change the .envrc of a project of projects.ENVRC, and approve it: the next entry is the first with that file."""
        with open(f"{self.home}/{project}/.envrc", "w", encoding="utf-8") as file:
            file.write(projects.ENVRC[project].format(number=number))
        self.approve(project)

    def approve(self, project: str) -> None:  # noqa: B027 - the bare shell has nobody to tell
        """Let the tool trust the .envrc as it is now."""

    def remove(self, *names: str) -> None:
        for name in names:
            shutil.rmtree(f"{self.home}/{name}", ignore_errors=True)


class Bare(Tool):
    """A shell without a hook."""

    name = "bare"
    reads_envrc = True
    shown = dict.fromkeys(PROJECTS, "")

    @classmethod
    def program(cls) -> str | None:
        return None

    def hook_into(self, shell: Shell) -> None:
        shell.write_rc(self.home, "")

    def forget(self) -> None:
        pass

    def undo(self) -> None:
        pass


class Autovenv(Tool):
    """autovenv as this interpreter runs it, hooked by the block and the static file that its installer writes."""

    name = "autovenv"
    reads_envrc = True
    _STATE = ".local/state/autovenv"

    @classmethod
    def program(cls) -> str | None:
        return sys.executable

    def version(self) -> str:
        return autovenv.__version__

    def settle(self) -> None:
        # What a shell's hook runs at its first `cd`: the environments are autovenv's own.
        helper = os.path.join(os.path.dirname(os.path.abspath(autovenv.__file__)), "hook", "__main__.py")
        for name in ("project", "known"):
            subprocess.run(
                [sys.executable, "-I", "-S", helper, "plan", PROTOCOL, "bash", f"{self.home}/{name}"],
                env=self.environ,
                check=True,
                capture_output=True,
            )

    def hook_into(self, shell: Shell) -> None:
        shell.write_rc(self.home, "")
        folder = f"{self.home}/.local/share/autovenv/hooks"
        os.makedirs(folder, exist_ok=True)
        with open(f"{folder}/{SHELLS[shell.name]}", "w", encoding="utf-8") as file:
            file.write(hook(shell.name, self.environ))
        with contextlib.redirect_stdout(io.StringIO()):
            set_up([shell.name], folder, self.environ)

    def forget(self) -> None:
        self.forget_plans()

    def forget_plans(self) -> None:
        # `allow` evaluates a file and stores what it comes to. Without that the entry has it all to do, as below a trusted path.
        self.remove(f"{self._STATE}/plans-{PROTOCOL}")

    def undo(self) -> None:
        self.remove("fresh/.venv", f"{self._STATE}/plans-{PROTOCOL}")

    def approve(self, project: str, *options: str) -> None:
        subprocess.run(
            [sys.executable, "-P", "-m", "autovenv", "allow", "--yes", *options, f"{self.home}/{project}"],
            env=self.environ | {"PYTHONPATH": os.path.dirname(os.path.dirname(os.path.abspath(autovenv.__file__)))},
            check=True,
            capture_output=True,
        )


class Offline(Autovenv):
    """autovenv without a network and with an empty cache, each time."""

    name = "offline"
    reads_envrc = False

    def __init__(self, home: str, python: projects.Python) -> None:
        super().__init__(home, python)
        nowhere = "http://127.0.0.1:9"  # the port "discard"
        self.environ |= {"HTTPS_PROXY": nowhere, "HTTP_PROXY": nowhere, "ALL_PROXY": nowhere, "NO_PROXY": ""}

    def undo(self) -> None:
        super().undo()
        self.remove(".cache", ".local/share/virtualenv")


class Knowing(Autovenv):
    """autovenv in a home where `count` projects are known, of which `project` is one."""

    reads_envrc = False

    def __init__(self, home: str, python: projects.Python, count: int) -> None:
        super().__init__(home, python)
        self.count = count

    def settle(self) -> None:
        super().settle()
        state, now = f"{self.home}/{self._STATE}", time.time_ns()
        self.remove(f"{self._STATE}/plans-{PROTOCOL}{self.home}/known")
        for number in range(self.count - 1):
            root = f"{self.home}/more/{number}"
            environment = f"{root}/.venv"
            inputs = (Input("unchanged", f"{environment}/pyvenv.cfg", now - 10**12), Input("present", f"{environment}/bin/python"))
            plan = Plan(root, ACTIVE, (("VIRTUAL_ENV", environment),), path=(f"{environment}/bin",), inputs=inputs)
            for shell in RENDERERS:
                publish(plan, shell, state, now)


# How a tool's hook is read that is printed; elsewhere by `eval`.
_LINES = {"fish": "{tool} {shell} | source\n", "pwsh": "(& {tool} {shell}) -join [char]10 | Invoke-Expression\n"}


class Direnv(Tool):
    """direnv. `project` has a plain .envrc, the two others `layout python3`."""

    name = "direnv"
    reads_envrc = True
    shown = {"project": "X", "known": "VIRTUAL_ENV", "fresh": "VIRTUAL_ENV"}  # noqa: RUF012

    def files(self, project: str) -> dict[str, str]:
        return {".envrc": "export X=1\n" if project == "project" else "layout python3\n"}

    def settle(self) -> None:
        for name in PROJECTS:
            self.run("allow", f"{self.home}/{name}")

    def knows(self, shell: Shell) -> bool:
        return subprocess.run([self.program() or self.name, "hook", shell.name], capture_output=True, check=False).returncode == 0

    def hook_into(self, shell: Shell) -> None:
        shell.write_rc(self.home, _LINES.get(shell.name, 'eval "$({tool} {shell})"\n').format(tool="direnv hook", shell=shell.name))

    def forget(self) -> None:
        pass  # all that it keeps is the permission, and that one is needed

    def undo(self) -> None:
        self.remove("fresh/.direnv")

    def approve(self, project: str) -> None:
        self.run("allow", f"{self.home}/{project}")


class Mise(Tool):
    """mise, with environments as its documentation has them in mise.toml."""

    name = "mise"

    @classmethod
    def program(cls) -> str | None:
        return os.environ.get("AUTOVENV_BENCH_MISE") or shutil.which(cls.name)

    def files(self, project: str) -> dict[str, str]:
        create = "true" if project == "fresh" else "false"
        return {"mise.toml": f'[env]\n_.python.venv = {{path = ".venv", create = {create}}}\n'}

    def settle(self) -> None:
        for name in ("project", "known"):
            projects.make_environment(self.python, f"{self.home}/{name}/.venv")
        self._trust()

    def _trust(self) -> None:
        for name in PROJECTS:
            self.run("trust", f"{self.home}/{name}/mise.toml")

    def hook_into(self, shell: Shell) -> None:
        shell.write_rc(self.home, _LINES.get(shell.name, 'eval "$({tool} {shell})"\n').format(tool="mise activate", shell=shell.name))

    def forget(self) -> None:
        self.remove(".cache/mise", ".local/state/mise")
        self._trust()

    def undo(self) -> None:
        self.remove("fresh/.venv")
        self.forget()


TOOLS: tuple[type[Tool], ...] = (Autovenv, Direnv, Mise)
