"""The model's shells: what VIRTUAL_ENV, PATH, the prompt and `deactivate` are to be at a prompt, after what a user did."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from tests.shells.model.model_disk import HOME, Plan, World

BASE = "$BASE"  # PATH as it was when the shell was opened, as one entry


@dataclass(frozen=True)
class Hand:
    """An environment that was activated by hand: `old` is the PATH that its own `deactivate` will put back."""

    env: str
    name: str
    old: tuple[str, ...]
    exported: bool = False  # is `old`, to children? (fish's script does it)
    inherited: bool = False  # by a child: variables, but neither a function nor a prompt
    told: bool = False  # a child of a shell in the project knows that it lies below ours


@dataclass(frozen=True)
class Active:
    """What autovenv made active, and the user's colour of before ("" for none). `over`: upon the same one, activated by hand before."""

    plan: Plan
    before: str
    over: bool = False


@dataclass(frozen=True)
class Seen:
    """What is looked at after each step."""

    virtual: str
    path: tuple[str, ...]
    colour: str
    deactivate: bool
    name: str

    def unlike(self, expected: Seen) -> list[str]:
        """Say where it is not as expected."""
        both = ((one.name, getattr(self, one.name), getattr(expected, one.name)) for one in fields(self))
        return [f"{name} is {seen!r}, expected {right!r}" for name, seen, right in both if seen != right]


@dataclass(frozen=True)
class Shell:
    kind: str
    cwd: str = HOME  # $PWD
    place: str = HOME  # where that directory is by now; "" if it was removed
    path: tuple[str, ...] = (BASE,)
    saved: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()  # the `old` of a parent's, which it exported
    colour: str = ""
    active: Active | None = None
    hand: Hand | None = None
    off: str = ""
    options: frozenset[str] = frozenset()

    @property
    def stranger(self) -> bool:
        """Is an environment active that is not what autovenv would activate or did activate here?"""
        return bool(self.hand) and not (self.active and self.active.plan.env == self.hand.env)

    def with_path(self, path: tuple[str, ...]) -> Shell:
        """Set PATH; zsh keeps the first of equal entries where it was told to."""
        return replace(self, path=tuple(dict.fromkeys(path)) if "unique" in self.options else path)

    def settle(self, world: World) -> Shell:
        """What the hook is to do at a prompt."""
        plan = world.plan(self.cwd)
        shell = self._tidy()
        shell = shell if plan and plan.root == shell.off else replace(shell, off="")
        wanted = plan if plan and plan.active and not shell.off else None
        if wanted and wanted.env and shell.hand and shell.hand.env != wanted.env and not (shell.active and shell.active.plan == wanted):
            wanted = None  # somebody else's environment is left alone
        if shell.active and shell.active.plan != wanted:
            shell = shell._leave()
        if wanted and not shell.active:
            shell = shell._enter(wanted)
        return shell._tidy()

    def _leave(self) -> Shell:
        assert self.active
        path = list(self.path)
        for entry in self.active.plan.entries:
            if entry in path:
                path.remove(entry)
        if self.hand and self.active.over and f"{self.hand.env}/bin" not in path:
            path.insert(0, f"{self.hand.env}/bin")
        colour = self.active.before if self.active.plan.colour and self.colour == self.active.plan.colour else self.colour
        return replace(self, path=tuple(path), colour=colour, active=None)

    def _enter(self, plan: Plan) -> Shell:
        shell = self
        if plan.env and shell.hand and shell.hand.inherited and not shell.hand.told:
            # A program's gift is the project's own: it is autovenv's from here.
            shell = replace(shell, hand=None, path=tuple(entry for entry in shell.path if entry != f"{plan.env}/bin"))
        over = bool(plan.env) and shell.hand is not None
        shell = replace(shell, active=Active(plan, shell.colour, over), colour=plan.colour or shell.colour)
        return shell.with_path((*plan.entries, *shell.path))

    def _tidy(self) -> Shell:
        """Ours are on PATH while active, nothing of another project's is, whoever put a PATH of before back."""
        ours = self.active.plan.entries if self.active else ()
        kept = tuple(
            entry for entry in self.path if entry in ours or not is_projects(entry) or (self.hand and entry == f"{self.hand.env}/bin")
        )
        return self.with_path((*(entry for entry in ours if entry not in kept), *kept))

    def deactivated(self) -> Shell:
        """`deactivate`, whosever it is, and before the prompt that follows."""
        if self.hand and not self.hand.inherited:
            own = self.active and self.active.over
            shell = replace(self, hand=None).with_path(self.hand.old)
            return replace(shell, off=self.active.plan.root)._leave() if own else shell
        assert self.active
        return replace(self, off=self.active.plan.root)._leave()

    def child(self, kind: str) -> Shell:
        """A shell that was started in this one: variables are handed down, functions, options and the prompt are not."""
        hand = self.hand and replace(self.hand, inherited=True, told=bool(self.active and self.active.over))
        kept = self.hand.old if self.hand and self.hand.exported else self.kept
        shell = Shell(kind, self.place, self.place, self.path, (), kept, self.colour, self.active, hand)
        return shell if self._covered() else replace(shell, path=self._fronted())

    def _covered(self) -> bool:
        """Does an environment that was activated over ours stand in front of it?"""
        if not self.active or not self.hand or not self.stranger:
            return False
        theirs = self.path.index(f"{self.hand.env}/bin")
        return theirs < self.path.index(self.active.plan.entries[0])

    def _fronted(self) -> tuple[str, ...]:
        """PATH with our entries in front once more, as a shell has them that has just read its rc file."""
        ours, rest = self.active.plan.entries if self.active else (), list(self.path)
        for entry in ours:
            if entry in rest:
                rest.remove(entry)
        return (*ours, *rest)

    def seen(self) -> Seen:
        env = self.active.plan.env if self.active else ""
        virtual = self.hand.env if self.hand and self.stranger else env
        typed = self.hand if self.hand and not self.hand.inherited else None
        name = ""
        if typed:
            name = typed.name
        elif env and virtual == env:
            name = env.split("/")[-2]
        return Seen(virtual, once(self.path), self.colour, bool(typed) or (bool(env) and virtual == env), name)


def once(path: tuple[str, ...]) -> tuple[str, ...]:
    """PATH without what of projects' stands on it a second time: ours on top of the same one by hand is two entries, or one of both."""
    return tuple(entry for number, entry in enumerate(path) if not is_projects(entry) or entry not in path[:number])


def is_projects(entry: str) -> bool:
    return entry.startswith("~/") and entry.endswith(("/.venv/bin", "/scripts"))


@dataclass(frozen=True)
class State:
    """The whole model: the disk, and the shells, the innermost one last."""

    world: World
    shells: tuple[Shell, ...]

    @property
    def shell(self) -> Shell:
        return self.shells[-1]

    def with_shell(self, **changes: object) -> State:
        return self.put(replace(self.shell, **changes))

    def put(self, shell: Shell) -> State:
        return replace(self, shells=(*self.shells[:-1], shell))

    def prompt(self) -> State:
        """The innermost shell draws its prompt."""
        world = self.world.visit(self.shell.cwd, self.shell.off)
        return State(world, (*self.shells[:-1], self.shell.settle(world)))
