"""Facts about a directory, before anything is decided: the planner's whole input."""

from __future__ import annotations

from autovenv.base.value import value
from autovenv.plan.inputs import Input
from autovenv.plan.plan import Reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    EnvironmentState = Literal["absent", "healthy", "broken"]
    Fault = Literal["", "place", "interpreter", "no pip", "machine", "other"]  # env/faults.py says what each is
    Decision = Literal["none", "allow", "deny"]
    Answer = Literal["yes", "patch", "no"]


@value
class Missing:
    """An environment that a file asks for, which is not there and which autovenv does not make."""

    line: str  # file:line, what is missing, and what makes it
    path: str = ""  # absolute; "" for the environment of a layout, which nothing else takes the place of


@value
class Configured:
    """The result of the project's configuration files (.envrc, .env, autovenv.toml, pyproject.toml)."""

    files: tuple[str, ...] = ()  # those of the root, as people know them: ".envrc"
    python: bool = True  # the root has marks of a Python project of its own
    set: tuple[tuple[str, str], ...] = ()
    unset: tuple[str, ...] = ()
    front: tuple[str, ...] = ()  # of PATH
    ahead: int = 0  # how many of them come before the entries of the layout's environment
    back: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    needs: tuple[tuple[str, str | None], ...] = ()  # variables from outside that took part (None: it was not set)
    layout: str = ""  # file:line that asks for the environment; "" where none does
    makes: bool = False  # ... and for its being made
    missing: Missing | None = None  # the environment that they ask for, where it is not there and not autovenv's to make
    muted: bool = False  # ... and the file throws away what is said about it
    about_environment: bool = False  # they say where the environment is and what is installed, and nothing else
    withheld: str = ""  # the file whose content the user has not approved, as people know it
    changed: bool = False  # an earlier content of it was approved
    error: str = ""  # one line: file:line, what, what to do
    unknown: str = ""  # one line: a file that has to be run was not, since this is a look
    fleeting: bool = False  # a program of the project's had a say: what it said holds for one visit
    note: str = ""  # one line that is no error (direnv handles the file)

    @property
    def leaves_open(self) -> bool:
        """Whether there shall be an environment is left to what else makes the directory a project."""
        return not self.files or (self.about_environment and self.python)


PLAIN = "pip"
"""The name of no tool: a project whose packages pip, or uv in its place, installs into an environment that autovenv makes."""


@value
class Facts:
    """A snapshot of a project. Everything that the planner may know stands here; it looks at nothing else."""

    root: str  # as the user reached it
    name: str  # of the project, raw
    environment: str  # where its environment is, or would be made
    executables: str  # that environment's bin (Scripts) directory
    top: str = ""  # of the repository that root lies in, as far as it counts; root where there is none
    state: EnvironmentState = "absent"  # of the environment
    fault: str = ""  # why it is broken
    version: str = ""  # of the environment's Python, as people write it
    owned: bool = False  # autovenv made it, for this very place, and git does not track it
    activation: tuple[tuple[str, str], ...] = ()  # what activating it sets, where that is not VIRTUAL_ENV (conda)
    entries: tuple[str, ...] = ()  # of PATH, where it has others than `executables`
    derived: bool = False  # it is one that autovenv made, renamed or copied here, and that is proved
    copied: bool = False  # it says that it is one that autovenv made, for another place, and that can't be proved
    lacks: str = ""  # what a working one lacks that autovenv's own have: "it has no pip"
    kind_of_fault: Fault = ""  # "place" is mended without an interpreter
    tracked: bool = False  # the project's repository brings files of it
    elsewhere: bool = False  # a pin or a .venv file names an environment that lives outside the project
    consent: Decision = "none"
    trusted: bool = False  # the user's consent, or one of the user's trusted_paths
    approved: bool = False  # the user approved this very environment
    pin: str = ""  # the request as written; "" where nothing is pinned
    pin_kind: str = ""  # project/request.py's kinds
    program: str = ""  # real path of the program that the pin names, "" if it names none
    pin_where: str = ""  # file:line, or a variable's name
    requires: str = ""  # the range that decides, with or without a pin, and where it stands: ">=3.12 (pyproject.toml:4)"
    pin_variable: bool = False  # a variable of this shell pins, not a file
    warning: str = ""  # about the pin, said once
    pin_error: str = ""  # one line: what, where, what to do
    answers: Answer = "yes"  # does the environment answer the pin; "patch": right minor, another patch
    interpreter: str = ""  # the interpreter that answers the pin; "" if none is installed
    interpreter_version: str = ""
    nearest: str = ""  # the nearest version that is installed, where none answers
    hint: str = ""  # the command that gets the missing interpreter
    fetch: str = ""  # what uv calls it, where uv has it
    reading_only: str = ""  # why no environment is ever made here (a home directory, one that can't be written), or ""
    exposed: str = ""  # who else may change what lies here, which makes it a matter of consent, or ""
    cure: str = ""  # the command that makes it the user's alone, or ""
    noexec: bool = False  # the disk that the environment lies on, or would, is mounted so that no program of it runs
    auto_create: bool = True
    create_all: bool = False  # ... of every project that a tool manages
    tool: str = ""  # that manages the project: a kind of env/kinds, or "pip" for none
    tool_mark: str = ""  # what shows it: "uv.lock"
    command: tuple[str, ...] = ()  # what makes its environment, where only the tool can
    unplaced: str = ""  # why the tool has no environment here, or ""
    pattern: str = ""  # of the environment's path, where its name needs the interpreter: see env/kinds/found.py
    outside: bool = False  # the environment lies in its tool's own place outside the project, where no repository can have put it
    led: bool = False  # its place is neither there nor in the project: a file of the project's says where
    weak: bool = False  # nothing but weak marks make the directory a project: what is active above stays
    boundary: bool = False  # a project without a pin or an environment of its own
    packages: int = 0  # how many there are to install
    packages_from: str = ""  # the file that says which, while none of them is installed: "uv.lock"
    packages_lack: str = ""  # what has to be done before any can be installed: "there is no pixi.lock: `pixi lock`"
    packages_by: str = ""  # the project's own command that installs them, as people know it
    drift: str = ""  # what became of what was installed from: "uv.lock changed"; "" where the packages are as it says
    auto_sync: bool = True  # a job installs it
    job: str = ""  # one line: how the job stands that installs it, or what became of it
    range: str = ""  # requires-python, as it is written
    set_up: bool = False  # its user asked for the environment by a command
    needs: tuple[tuple[str, str | None], ...] = ()  # variables that decided where the environment is (None: it was not set)
    separator: str = ":"  # of PATH
    configured: Configured = Configured()
    inputs: tuple[Input, ...] = ()
    reasons: tuple[Reason, ...] = ()
