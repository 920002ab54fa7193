"""Stored plans: a mirror of the file system below the state directory, one folder a project.

    plans<root>/.autovenv-plan<variant>/{bash,zsh,fish,pwsh}   the plan, in each shell's form
                                        pwsh.<identity>       older plans that hold beside it, PowerShell only
                                        identity              of each plan that holds, one a line, the newest last, each with
                                                              a digest of what it needs from outside ("-": nothing)
    stamps/<identity>/<n>                                      files with the very mtime of the plan's inputs: short paths,
                                                               since a prompt looks each of them up four times

A shell finds a plan by an existence test on its own $PWD, at a cost that does not grow with the number of projects. Publishing
makes the stamps first, moves each shell's file in, and takes the older identity's stamps away: a shell that holds an older plan
finds its stamps gone and looks again. A plan that was computed from variables of its shell leaves those alone that were computed from
other values: two shells with different values each keep their own.
"""

from __future__ import annotations

import os

from autovenv import PROTOCOL
from autovenv.base.digest import digest
from autovenv.base.errors import AutovenvError
from autovenv.base.files import private_directory, read_small, remove_file, remove_tree, write_atomic
from autovenv.base.locks import Lock
from autovenv.plan.freshness import COARSE_NS
from autovenv.plan.plan import Plan
from autovenv.plan.render import bash, fish, pwsh, zsh
from autovenv.plan.render.names import needed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

RENDERERS = {"bash": bash, "zsh": zsh, "fish": fish, "pwsh": pwsh}
FOLDER = ".autovenv-plan"
STAMPS = "stamps"
_PATIENCE_SECONDS = 10.0
_LARGEST = 1 << 24  # bytes of a plan
_MOST = 8  # plans of one place that hold side by side


def folder(state: str, root: str, variant: str = "") -> str:
    """Return the directory of root's stored plan. `variant` tells plans apart that depend on a variable of the shell or its session."""
    below = os.path.splitdrive(root)[1] if os.name == "nt" else root
    return f"{state}/plans{below.rstrip('/')}/{FOLDER}{variant}"


def publish(plan: Plan, state: str, now_ns: int, variant: str = "") -> str:
    """Store the plan for all shells and return its identity. Raises AutovenvError where the state directory can't be written."""
    private_directory(state)
    try:
        # Two at once would each leave the other's plan out of the list, and its stamps for ever.
        with Lock(os.path.join(private_directory(f"{state}/locks"), "plans"), _PATIENCE_SECONDS):
            return _publish(plan, state, now_ns, variant)
    except OSError as problem:
        raise AutovenvError(f"can't store a plan in {folder(state, plan.root, variant)}: {problem.strerror}") from problem


def _publish(plan: Plan, state: str, now_ns: int, variant: str) -> str:
    place = folder(state, plan.root, variant)
    identity = os.urandom(4).hex()
    os.makedirs(place, 0o700, exist_ok=True)
    os.makedirs(f"{state}/{STAMPS}/{identity}", 0o700)
    stamps = [_stamp(f"{state}/{STAMPS}/{identity}/{number}", plan, number) for number in range(len(plan.inputs))]
    needs, known = _needs(plan), _identities(place)
    # bash before 4.3 compares whole seconds: it trusts a plan whose inputs were all older than that when they were read.
    settled = all(given.kind != "unchanged" or now_ns - given.mtime_ns > COARSE_NS for given in plan.inputs)
    # A plan that needs nothing from outside is every shell's.
    kept = [(one, other) for one, other in known if "-" not in {needs, other} and other != needs][1 - _MOST :]
    _put_beside(place, [one for one, _ in known], {one for one, _ in kept})
    for name, renderer in RENDERERS.items():
        text = renderer.stored(plan, identity, PROTOCOL, stamps, settled=settled)
        write_atomic(f"{place}/{name}", text.encode("utf-8", "surrogateescape"))
    write_atomic(f"{place}/identity", "".join(f"{one} {other}\n" for one, other in [*kept, (identity, needs)]).encode())
    for one, other in known:
        if (one, other) not in kept:
            _unstamp(state, one)
    return identity


def _put_beside(place: str, known: Sequence[str], kept: AbstractSet[str]) -> None:
    """Put PowerShell's form of the newest plan, the last of `known`, beside the one that comes, if it is kept; remove those that are not.

    The newest one stays where it is until the new one takes its place: no shell finds none.
    """
    for one in known:
        if one not in kept:
            remove_file(f"{place}/pwsh.{one}")
    if known and known[-1] in kept:
        try:
            write_atomic(f"{place}/pwsh.{known[-1]}", read_small(f"{place}/pwsh", _LARGEST))
        except FileNotFoundError:
            pass  # a helper that was killed got as far as the list


def _stamp(path: str, plan: Plan, number: int) -> str:
    given = plan.inputs[number]
    if given.kind == "unchanged":
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        # A file that may change again within the same tick of its clock gets a stamp that can't match (git's "racy" entries).
        time = given.mtime_ns - (COARSE_NS if given.racy else 0)
        os.utime(path, ns=(time, time))
    return path


def _needs(plan: Plan) -> str:
    """Return a digest of what the plan was computed from, "-" if it is nothing."""
    if not plan.needs:
        return "-"
    parts = ["\0".join(needed(need)) for need in sorted(plan.needs)]
    return digest("\0".join(parts).encode("utf-8", "surrogateescape"))[:16]


def _identities(place: str) -> list[tuple[str, str]]:
    """Return the plans of place that hold, the newest last: identity, digest of what it needs."""
    try:
        lines = read_small(f"{place}/identity", 4096).decode("ascii", "replace").splitlines()
    except OSError:
        return []
    pairs = [(one, other) for one, _, other in (line.partition(" ") for line in lines)]
    return [(one, other) for one, other in pairs if one.isalnum() and other and other.strip("0123456789abcdef") in {"", "-"}]


def _unstamp(state: str, identity: str) -> None:
    """Take a plan's stamps away, all in one moment: zsh asks for the first of them only."""
    place = f"{state}/{STAMPS}/{identity}"
    try:
        os.rename(place, f"{place}.gone")
    except OSError:
        return  # another shell's helper was quicker
    # Nothing but files: shutil, which could do it, costs 19 ms to import.
    for name in os.listdir(f"{place}.gone"):
        remove_file(f"{place}.gone/{name}")
    os.rmdir(f"{place}.gone")


def forget(state: str, root: str) -> None:
    """Remove root's stored plans, of every variant: each shell that is there looks again at its next prompt."""
    above = os.path.dirname(folder(state, root))
    try:
        names = os.listdir(above)
    except OSError:
        return
    for name in names:
        if name.startswith(FOLDER):
            for identity, _ in _identities(f"{above}/{name}"):
                _unstamp(state, identity)
            remove_tree(f"{above}/{name}")
