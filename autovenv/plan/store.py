"""Stored plans: a mirror of the file system below the state directory, one folder a project.

    plans-<protocol><root>/.autovenv-plan/<shell>            the plans that hold there, as code of that shell, the newest first
                                          <identity>.<n>     stamps: files with the very mtime of a plan's inputs; where that disk's
                                                             times are coarser, below the temporary directory
                                          young              since when files that were young, or from the future, have been as they are

A shell finds a plan by an existence test on its own $PWD, at a cost that does not grow with the number of projects. Plans that were
computed from other values of variables hold side by side; each asks for its own. The first line of a file tells Python, and nobody else,
where each plan ends. Publishing makes the stamps first, moves the file in, and takes the stamps of what was replaced away, the first
one first: a shell that holds an older plan finds that one gone and looks again.
"""

from __future__ import annotations

import os
import time as clock

from autovenv import PROTOCOL
from autovenv.base.digest import digest
from autovenv.base.errors import AutovenvError
from autovenv.base.files import names_in, private_directory, read_small, remove_file, remove_if_empty, remove_tree, write_atomic
from autovenv.base.locks import Lock
from autovenv.base.paths import temporary_directory
from autovenv.base.value import replace
from autovenv.plan.inputs import COARSE_NS, Input, settled
from autovenv.plan.plan import FAILED, Plan
from autovenv.plan.render import bash, fish, pwsh, zsh
from autovenv.plan.render.variables import needed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Stored = tuple[str, str, bytes]  # identity, digest of what it needs, code

RENDERERS = {"bash": bash, "zsh": zsh, "fish": fish, "pwsh": pwsh}
FOLDER = ".autovenv-plan"
NEWS = "news."  # so begin the names of files with what has yet to be told (plan/news.py)
DAY_SECONDS = 86400
SWEPT = "swept"  # its time is that of the last sweep (plan/leftovers.py)
_HEAD = b"# autovenv"
_YOUNG = "young"
_PATIENCE_SECONDS = 10.0
_LARGEST = 1 << 24  # bytes of a file
_MOST = 8  # plans of one place that hold side by side


def plans(state: str) -> str:
    """Return the directory of all stored plans, in the form that this version's hooks read."""
    return f"{state}/plans-{PROTOCOL}"


def folder(state: str, root: str) -> str:
    """Return the directory of root's stored plans."""
    below = os.path.splitdrive(root)[1] if os.name == "nt" else root
    return f"{plans(state)}{below.rstrip('/')}/{FOLDER}"


def publish(plan: Plan, shell: str, state: str, now_ns: int, session: str = "") -> str:
    """Store the plan for shells of that name and return its identity. Raises AutovenvError where the state directory can't be written.

    A fleeting plan is for the shell of `session` alone: the file empties itself when it is read, and the stamps are that shell's.
    """
    private_directory(f"{private_directory(state)}/sessions")  # where hooks keep the time of their last look
    _set_clock(private_directory(f"{state}/clock"))
    try:
        # Two at once would each leave the other's plan out, and its stamps for ever.
        with Lock(os.path.join(private_directory(f"{state}/locks"), "plans"), _PATIENCE_SECONDS):
            return _publish(plan, shell, state, now_ns, session)
    except OSError as problem:
        where = folder(state, plan.root)
        raise AutovenvError(f"can't store a plan in {where}: {problem.strerror}; the next `cd` here tries again") from problem


def _publish(plan: Plan, shell: str, state: str, now_ns: int, session: str) -> str:
    place = folder(state, plan.root)
    identity = os.urandom(4).hex()
    os.makedirs(place, 0o700, exist_ok=True)
    plan = replace(plan, inputs=_settled(plan, f"{place}/{_YOUNG}", now_ns))
    above = place
    if plan.fleeting and session:
        above = f"{state}/sessions/{session}.stamps"
        remove_tree(above)
        os.mkdir(above, 0o700)
    needs = _needs(plan)
    before = stored(f"{place}/{shell}")
    beside = [one for one in before if one[1] != needs][: _MOST - 1]
    # An older bash compares whole seconds: it trusts a plan whose inputs were all further off than that when they were read (or ahead, and
    # were seen to rest). What failed, or was interrupted, it takes as it is: the next prompt would try the same again.
    old = plan.state == FAILED or all(
        given.kind != "unchanged" or (abs(now_ns - given.mtime_ns) > COARSE_NS and not given.racy) for given in plan.inputs
    )
    try:
        code = RENDERERS[shell].stored(plan, identity, _stamps(above, identity, plan), young=not old)
        if plan.fleeting:
            code += RENDERERS[shell].emptied(f"{place}/{shell}")
        write_atomic(f"{place}/{shell}", _joined([(identity, needs, code.encode("utf-8", "surrogateescape")), *beside]))
    except BaseException:
        _unstamp(above, identity)  # on a full disk there is room for some of these, and nobody would know whose they are
        raise
    for one in before:
        if one not in beside:
            _unstamp(place, one[0])
    return identity


def _settled(plan: Plan, record: str, now_ns: int) -> tuple[Input, ...]:
    """Return the plan's inputs as they are by what earlier looks have seen, and note down what this one saw."""
    seen: dict[tuple[str, int], int] = {}
    try:
        fields = os.fsdecode(read_small(record, _LARGEST)).split("\0")
        seen = {(path, int(mtime)): int(since) for path, mtime, since in zip(fields[::3], fields[1::3], fields[2::3], strict=False)}
    except (OSError, ValueError):
        pass
    # Also of those that have settled: while another one is young there are more looks, and each would begin with them anew.
    young = [(given.path, given.mtime_ns) for given in plan.inputs if given.racy]
    if young:
        content = "\0".join(f"{path}\0{mtime}\0{seen.get((path, mtime), now_ns)}" for path, mtime in young)
        write_atomic(record, os.fsencode(content))
    else:
        remove_file(record)
    return settled(plan.inputs, seen, now_ns)


def is_due(state: str) -> bool:
    """Tell whether it is a day or longer since leftovers were swept out of the state directory."""
    try:
        return clock.time() - os.stat(f"{state}/{SWEPT}").st_mtime > DAY_SECONDS
    except OSError:
        return True


def _set_clock(place: str) -> None:
    """Leave two files a nanosecond apart: the hook of bash learns from them how fine it sees times."""
    if os.path.exists(f"{place}/later"):
        return
    try:
        for name, time in (("earlier", 1_000_000_000_000_000_000), ("later", 1_000_000_000_000_000_001)):
            write_atomic(f"{place}/{name}", b"", mtime_ns=time)
    except OSError:
        return  # without them times are taken for coarse, which is always right


def publish_for_all(plan: Plan, state: str, now_ns: int, session: str = "", shell: str = "") -> None:
    """Store the plan for each kind of shell that has asked about its root. Raises AutovenvError.

    A fleeting one is for the shell of `session` alone, which is of the kind `shell`, and for none where there is no such shell.
    """
    asked = [one for one in RENDERERS if one == shell or os.path.exists(f"{folder(state, plan.root)}/{one}")]
    if plan.fleeting:
        forget(state, plan.root)
        asked = [shell] if session else []
    for one in asked:
        publish(plan, one, state, now_ns, session)


def _joined(found: Sequence[Stored]) -> bytes:
    head = b" ".join([_HEAD, *(f"{identity}:{needs}:{len(code)}".encode() for identity, needs, code in found)])
    return head + b"\n" + b"".join(code for _, _, code in found)


def stored(path: str) -> list[Stored]:
    """Return the plans of a file, the newest first; of one that is torn, missing or of no plan at all nothing."""
    try:
        content = read_small(path, _LARGEST)
    except OSError:
        return []
    head, _, rest = content.partition(b"\n")
    found: list[Stored] = []
    try:
        for field in head.removeprefix(_HEAD).decode("ascii").split():
            identity, needs, length = field.split(":")
            code, rest = rest[: int(length)], rest[int(length) :]
            if len(code) != int(length) or not identity.isalnum():
                return []
            found.append((identity, needs, code))
    except ValueError:
        return []
    return [] if rest else found


def _stamps(place: str, identity: str, plan: Plan) -> list[str]:
    """Make a plan's stamps in place, and return their paths, one for each input.

    A disk with coarser times than the project's (ext3, HFS+, many shares) keeps no stamp as it was made: those lie elsewhere then, and
    are made again after a restart.
    """
    if _are_exact(paths := _made(place, identity, plan), plan):
        return paths
    try:
        elsewhere = private_directory(_spare())
        spare = _made(elsewhere, identity, plan)
    except (AutovenvError, OSError):
        return paths
    if _are_exact(spare, plan):
        _remove_stamps(place, identity)
        return spare
    _remove_stamps(elsewhere, identity)
    return paths


def _spare() -> str:
    # The same for each shell, whatever its variables are: one replaces what another one has stored.
    return os.path.join(temporary_directory({} if os.name == "posix" else os.environ), "stamps")


def _made(place: str, identity: str, plan: Plan) -> list[str]:
    paths = [f"{place}/{identity}.{number}" for number in range(len(plan.inputs) or 1)]
    for path, time in _times(paths, plan):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        if time is not None:
            os.utime(path, ns=(time, time))
    return paths


def _times(paths: Sequence[str], plan: Plan) -> Iterator[tuple[str, int | None]]:
    """Yield each stamp that there is and its time; None for a first one that only says that the plan is in force."""
    for number, path in enumerate(paths):
        given = plan.inputs[number] if plan.inputs else None
        if given is not None and given.kind == "unchanged":
            # A file that may change again within the same tick of its clock gets a stamp that can't match (git's "racy" entries).
            yield path, given.mtime_ns - (COARSE_NS if given.racy else 0)
        elif number == 0:
            yield path, None


def _are_exact(paths: Sequence[str], plan: Plan) -> bool:
    return all(time is None or os.stat(path).st_mtime_ns == time for path, time in _times(paths, plan))


def _needs(plan: Plan) -> str:
    """Return a digest of what the plan was computed from."""
    parts = ["\0".join(needed(need)) for need in sorted(plan.needs)]
    return digest("\0".join(parts).encode("utf-8", "surrogateescape"))[:16]


def _unstamp(place: str, identity: str) -> None:
    """Take a plan's stamps away, the one first that says that it is in force."""
    for above in (place, _spare()):
        _remove_stamps(above, identity)


def _remove_stamps(above: str, identity: str) -> None:
    names = os.listdir(above) if os.path.isdir(above) else ()
    for name in sorted(name for name in names if name.startswith(f"{identity}.")):
        remove_file(f"{above}/{name}")


def forget(state: str, root: str) -> None:
    """Remove root's stored plans: each shell that is there looks again at its next prompt. News that nobody has heard yet stay."""
    place = folder(state, root)
    for name in RENDERERS:
        for identity, _, _ in stored(f"{place}/{name}"):
            _unstamp(place, identity)
    for name in names_in(place):
        if not (name.startswith(NEWS) and os.path.getsize(f"{place}/{name}")):
            remove_tree(f"{place}/{name}")
    remove_if_empty(place)
