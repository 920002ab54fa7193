"""The user's decision about a directory, kept outside of it.

A decision is a file with a random name in a mirror of the file system: <state>/trust/<real path>/.autovenv-consent/<id>. A new
decision is a new name, so that a hook which watches one by existence alone sees every change.
"""

from __future__ import annotations

import os
import time

from autovenv.base.errors import AutovenvError
from autovenv.base.files import private_directory, read_small, remove_file, remove_if_empty, write_atomic
from autovenv.base.locks import Lock
from autovenv.base.sessions import wake
from autovenv.base.value import replace, value
from autovenv.plan.inputs import NOT_AT_ALL, Input
from autovenv.trust import once, store
from autovenv.trust.record import ALLOW, DENY, NONE, Record, decode, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.plan.facts import Decision

_LARGEST = 1024 * 1024
_PATIENCE_SECONDS = 10.0
_ID_DIGITS = 32


@value
class Consent:
    """A decision as it stands, and the files that it depends on."""

    decision: Decision
    environments: tuple[str, ...] = ()  # real paths that were approved
    tracked: bool = False  # approved although it is committed to git
    files: tuple[tuple[str, str], ...] = ()  # path and sha256 (hex) of each content that was approved, the newest of a path first
    inputs: tuple[Input, ...] = ()
    problem: str = ""  # why a record that is there doesn't count


def consent_for(real_root: str, state: str, session: str = "") -> Consent:
    """Return what the user decided about real_root, in this session or for good; of two, the later. Raises nothing."""
    current, since = _decision(real_root, state)
    if not session:
        return current
    given, at, watched = once.find(real_root, session, state)
    if given is None or (current.decision == DENY and since >= at):
        return replace(current, inputs=(*current.inputs, *watched))
    environments, files = given.environments, given.files
    if current.decision == ALLOW:
        environments, files = (*environments, *current.environments), (*files, *current.files)
    return Consent(
        ALLOW,
        tuple(dict.fromkeys(environments)),
        given.tracked or current.tracked,
        tuple(dict.fromkeys(files)),
        (*current.inputs, *watched),
        current.problem,
    )


def allow(
    real_root: str, state: str, environments: tuple[str, ...] = (), tracked: bool = False, files: tuple[tuple[str, str], ...] = ()
) -> None:
    """Record that the user trusts real_root, the environments of these real paths, and files of this content (see trust.file_consent).

    It replaces what was decided before. Raises AutovenvError.
    """
    _decide(Record(ALLOW, real_root, environments, tracked, files), state)


def allow_once(  # noqa: PLR0917 - as `allow`, and a session
    real_root: str,
    session: str,
    state: str,
    environments: tuple[str, ...] = (),
    tracked: bool = False,
    files: tuple[tuple[str, str], ...] = (),
) -> None:
    """Record the same for one shell only. Raises AutovenvError."""
    once.add(Record(ALLOW, real_root, environments, tracked, files), session, state)
    wake(state, session)


def deny(real_root: str, state: str) -> None:
    """Record that the user does not trust real_root, and does not want to hear of it. Raises AutovenvError."""
    _decide(Record(DENY, real_root), state)


def revoke(real_root: str, state: str, session: str = "") -> bool:
    """Drop what was decided about real_root, for good and in this session; tell whether there was anything. Raises AutovenvError."""
    here = bool(session) and once.drop(real_root, session, state)
    directory, problem = store.checked(real_root, state)
    if problem:
        raise AutovenvError(problem)
    with Lock(_lock(state), _PATIENCE_SECONDS):
        try:
            names = os.listdir(directory)
        except FileNotFoundError:
            names = []
        _remove(directory, names)
        remove_if_empty(directory)
    wake(state)
    return here or bool(names)


def _lock(state: str) -> str:
    private_directory(state)
    return os.path.join(private_directory(os.path.join(state, "locks")), "consent")


def _decide(record: Record, state: str) -> None:
    try:
        with Lock(_lock(state), _PATIENCE_SECONDS):
            identity = os.urandom(_ID_DIGITS // 2).hex()
            for attempt in range(3):
                directory = store.made(record.root, state)
                try:
                    # The clock's own time: the file system's is up to a tick behind, and of two decisions the later counts.
                    write_atomic(os.path.join(directory, identity), encode(record), mtime_ns=time.time_ns())
                    break
                except FileNotFoundError:
                    # A reader has taken the empty directory away, as it shall (see _decision).
                    if attempt == 2:
                        raise
            _remove(directory, [name for name in os.listdir(directory) if name != identity])
            wake(state)
    except OSError as problem:
        raise AutovenvError(f"can't record that for {record.root}: {problem.strerror}: {problem.filename}") from problem


def _told(kind: str, path: str) -> Input:
    """Return a record as an input of which no prompt asks: each decision wakes the open shells."""
    return Input(kind, path, at_prompt=NOT_AT_ALL)


def _remove(directory: str, names: list[str]) -> None:
    for name in names:
        try:
            remove_file(os.path.join(directory, name))
        except OSError:
            pass  # a directory: no record, so it decides nothing


def _decision(real_root: str, state: str) -> tuple[Consent, int]:
    """Return the decision that was recorded for good, and when, in nanoseconds."""
    directory, problem = store.checked(real_root, state)
    absent = _told("absent", directory)
    if problem:
        return Consent(NONE, inputs=(_told("present", directory),) if os.path.exists(directory) else (absent,), problem=problem), 0
    try:
        names = sorted(os.listdir(directory))
    except OSError as error:
        gone = isinstance(error, FileNotFoundError)
        said = "" if gone else f"{directory} can't be read: {error.strerror}"
        return Consent(NONE, inputs=(absent if gone else _told("present", directory),), problem=said), 0
    if not names:
        # Left by a crash. Watched as absent, it would make every prompt look again.
        remove_if_empty(directory)
        return Consent(NONE, inputs=(absent,)), 0
    return _weigh(directory, [name for name in names if len(name) == _ID_DIGITS and not name.strip("0123456789abcdef")], real_root)


def _weigh(directory: str, names: list[str], real_root: str) -> tuple[Consent, int]:
    """Return the decision of several: a crash between writing one and removing the other leaves two. A deny wins, else the newest."""
    decided: list[tuple[bool, int, str, Record]] = []
    inputs = tuple(_told("present", os.path.join(directory, name)) for name in names)
    problem = ""
    for name in names:
        path = os.path.join(directory, name)
        try:
            seen = os.lstat(path)
            trouble = store.trouble(path, seen, directory=False)
            if trouble:
                raise ValueError(trouble)
            (record,) = decode(read_small(path, _LARGEST))
            if record.root != real_root:
                raise ValueError(f"it is about {record.root}")
        except FileNotFoundError:
            continue  # replaced this moment; its successor is a name that was not listed yet, and the input tells
        except (OSError, ValueError) as error:
            problem = f"{path} is damaged ({error}): decide again with `autovenv allow` or `autovenv deny`"
            continue
        decided.append((record.decision == DENY, seen.st_mtime_ns, name, record))
    if problem or not decided:
        # A damaged one may have been a deny.
        return Consent(NONE, inputs=inputs or (_told("present", directory),), problem=problem), 0
    _, since, _, chosen = max(decided, key=lambda one: one[:3])
    return Consent(chosen.decision, chosen.environments, chosen.tracked, chosen.files, inputs), since
