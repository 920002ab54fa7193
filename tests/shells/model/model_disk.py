"""The model's disk: projects, their environments, and which plan a user expects in a directory.

Paths begin with `~`, which stands for the directory that the play has for itself. All values are frozen: a step makes a new world of an old one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

HOME = "~"
HAND = "~/elsewhere/hand"  # an environment that was made by hand


@dataclass(frozen=True)
class Env:
    """An environment that autovenv made: for which path, of which version, and what somebody installed in it."""

    number: int
    made_for: str
    version: str
    planted: frozenset[str] = frozenset()
    copied: bool = False  # by `cp`, and not yet taken over

    def is_like(self, other: Env) -> bool:
        return (self.version, self.planted) == (other.version, other.planted)


@dataclass(frozen=True)
class Project:
    """A directory with a pin, an `.envrc` (which exports one colour, and puts `scripts` on PATH), or both."""

    path: str
    pin: str = ""
    colour: str = ""
    env: Env | None = None
    parked: tuple[Env, ...] = ()
    edits: int = 0  # a plan is another one after each

    @property
    def planted(self) -> frozenset[str]:
        """What was installed in any of its environments, the parked ones included."""
        return frozenset().union(*(one.planted for one in (self.env, *self.parked) if one))

    @property
    def strange(self) -> bool:
        """Does an environment in it carry the id of one of another project?"""
        return any(one.copied for one in (self.env, *self.parked) if one)


@dataclass(frozen=True)
class Plan:
    """What is active in a directory: VIRTUAL_ENV ("" for variables alone), entries of PATH, a colour, and a number that tells plans apart."""

    root: str
    env: str
    entries: tuple[str, ...]
    colour: str
    identity: tuple[object, ...]

    @property
    def active(self) -> bool:
        return bool(self.entries)


@dataclass(frozen=True)
class World:
    projects: dict[str, Project]
    directories: frozenset[str]  # those that are no projects
    approved: frozenset[tuple[str, str]]  # a place and a colour
    made: int = 0
    names: int = 0  # how many were given: a new name is new

    def with_project(self, project: Project) -> World:
        return replace(self, projects={**self.projects, project.path: project})

    @property
    def places(self) -> list[str]:
        return sorted(self.directories | self.projects.keys())

    def around(self, cwd: str) -> Project | None:
        """The project that holds in a directory: the nearest with a pin, or with an `.envrc` that is approved."""
        while cwd:
            found = self.projects.get(cwd)
            if found and (found.pin or (found.path, found.colour) in self.approved):
                return found
            cwd = cwd.rpartition("/")[0]
        return None

    def visit(self, cwd: str, off: str = "") -> World:
        """A prompt in this directory: an environment is made, mended, or changed for another one; nothing in a project that is off."""
        found = self.around(cwd)
        if not found or not found.pin or found.path == off:
            return self
        env, parked, made = found.env, found.parked, self.made
        if env and env.made_for != found.path:
            if not env.copied:
                env = replace(env, made_for=found.path)  # renamed: mended in place
            elif self._is_whole_copy(env):
                env, made = replace(env, made_for=found.path, copied=False, number=made), made + 1
            else:
                return self
        if env and env.version != found.pin:
            back = next((one for one in parked if one.version == found.pin), None)
            parked = (*(one for one in parked if one is not back), env)
            env = replace(back, made_for=found.path) if back else None
        if env is None:
            env, made = Env(made, found.path, found.pin), made + 1
        return replace(self.with_project(replace(found, env=env, parked=parked)), made=made)

    def _is_whole_copy(self, env: Env) -> bool:
        original = self.projects.get(env.made_for)
        return bool(
            original and original.env and original.env.number == env.number and not original.env.copied and env.is_like(original.env)
        )

    def plan(self, cwd: str) -> Plan | None:
        """What is to be active in a directory that was visited."""
        found = self.around(cwd)
        if not found:
            return None
        colour = found.colour if (found.path, found.colour) in self.approved else ""
        scripts = (f"{found.path}/scripts",) if colour else ()
        identity = (found.path, found.env and found.env.number, found.pin, colour, found.edits)
        if not found.pin:
            return Plan(found.path, "", scripts, colour, identity)
        if found.env and found.env.copied:
            return Plan(found.path, "", (), "", identity)  # autovenv asks first
        env = f"{found.path}/.venv"
        return Plan(found.path, env, (*scripts, f"{env}/bin"), colour, identity)

    def moved(self, old: str, new: str) -> World:
        """A directory was renamed. What was approved was approved for the place."""
        projects = {_moved(path, old, new): replace(one, path=_moved(path, old, new)) for path, one in self.projects.items()}
        return replace(self, projects=projects, directories=frozenset(_moved(path, old, new) for path in self.directories))

    def copied(self, old: str, new: str) -> World:
        """`cp -a`: the copy's environments carry the ids of the originals."""
        copies = {
            _moved(path, old, new): replace(
                one,
                path=_moved(path, old, new),
                env=one.env and replace(one.env, copied=True),
                parked=tuple(replace(env, copied=True) for env in one.parked),
            )
            for path, one in self.projects.items()
            if _below(path, old)
        }
        directories = self.directories | {_moved(path, old, new) for path in self.directories if _below(path, old)}
        return replace(self, projects={**self.projects, **copies}, directories=directories)

    def removed(self, path: str) -> World:
        projects = {name: one for name, one in self.projects.items() if not _below(name, path)}
        return replace(self, projects=projects, directories=frozenset(name for name in self.directories if not _below(name, path)))


def _below(path: str, top: str) -> bool:
    return path == top or path.startswith(top + "/")


def _moved(path: str, old: str, new: str) -> str:
    return new + path[len(old) :] if _below(path, old) else path


def beginning(one: str, other: str) -> World:
    """Return the world of two versions that each sequence begins with: nothing was entered yet."""
    projects = (
        Project("~/shop", pin=one),
        Project("~/shop/nested", pin=other),
        Project("~/web", pin=one, colour="red"),
        Project("~/desk", colour="teal"),
    )
    return World(
        {project.path: project for project in projects},
        frozenset({HOME, "~/shop/sub", "~/web/scripts", "~/plain", "~/elsewhere", "~/bin", "~/bin/a", "~/bin/bb", "~/bin/ccc"}),
        frozenset({("~/web", "red"), ("~/desk", "teal")}),
    )
