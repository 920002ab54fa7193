"""`$(…)`: the few commands that files use there, computed without a process."""

from __future__ import annotations

import os

from autovenv.base.machine import system, user_id, user_name
from autovenv.base.parents import upward
from autovenv.base.repository import git_mark, is_top
from autovenv.config.envrc.forms import is_of_the_shell, lookup
from autovenv.config.envrc.forms.activation import located
from autovenv.config.envrc.syntax import Chain, Listing, Node, Simple
from autovenv.config.result import BashNeededError
from autovenv.plan.inputs import Input

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.config.envrc.scope import Place, Scope
    from autovenv.config.envrc.syntax import Substitution
    from autovenv.config.envrc.words import Expander


def substitute(expander: Expander, part: Substitution) -> tuple[str, int]:
    """Return what the commands of a `$(…)` print, without the newlines at its end, and their exit status.

    Raises BashNeededError for commands that are not known here, and where their answer would be an error.
    """
    place = expander.place(part.line)
    body = part.body
    assert isinstance(body, Listing)
    moved = _moved(expander, body, place)
    if moved is not None:
        return moved, 0
    if not body.items:
        return "", 0
    command = body.items[0]
    if len(body.items) != 1 or not isinstance(command, Simple):
        raise _beyond("more than one command in $(…)", place)
    name, arguments = _command(expander, command, place)
    compute = _COMMANDS.get(name)
    if compute is None:
        raise _beyond(f"`{name}` in $(…)", place)
    text = compute(expander.scope, arguments, place)
    if text is None:
        return "", 1
    return text.rstrip("\n"), 0


def _command(expander: Expander, command: Simple, place: Place) -> tuple[str, list[str]]:
    # What goes to stderr is an error's text, and none of these go on after an error.
    if command.assignments or any((one.operator, one.fd, one.target) != (">", 2, "/dev/null") for one in command.redirections):
        raise _beyond("this kind of $(…)", place)
    name = command.words[0].literal() if command.words else ""
    if not name or name not in _COMMANDS:
        raise _beyond(f"`{name}` in $(…)" if name else "this kind of $(…)", place)
    return name, expander.arguments(command.words[1:])


def _beyond(form: str, place: Place) -> BashNeededError:
    return BashNeededError(str(place), f"{form} needs bash")


def _moved(expander: Expander, body: Listing, place: Place) -> str | None:
    """Return the directory that `cd DIR && pwd` prints, None if the commands are others."""
    items: list[Node] = list(body.items)
    if len(items) == 1 and isinstance(items[0], Chain) and [operator for operator, _ in items[0].rest] == ["&&"]:
        items = [items[0].first, items[0].rest[0][1]]
    if len(items) != 2:
        return None
    first, second = items
    if not isinstance(first, Simple) or not isinstance(second, Simple) or second.redirections:
        return None
    known = [item.words[0].literal() if item.words and not item.assignments else "" for item in (first, second)]
    if known != ["cd", "pwd"]:
        return None
    scope = expander.scope
    arguments = expander.arguments(first.words[1:])
    options = expander.arguments(second.words[1:])
    physical = arguments[:1] == ["-P"]
    arguments = arguments[physical or arguments[:1] == ["--"] :]
    if len(arguments) != 1 or arguments[0][:1] in {"", "-"} or options not in ([], ["-P"]) or scope.get("CDPATH"):
        raise _beyond("this kind of `cd`", place)
    joined = os.path.join(scope.directory, arguments[0])
    plain = os.path.normpath(joined)
    real = os.path.realpath(joined)
    if not os.path.isdir(joined) or real != os.path.realpath(plain) or plain.startswith("//") or not os.access(plain, os.X_OK):
        raise _beyond("a `cd` to what is no plain directory", place)
    scope.sources.inputs.append(Input("present", plain))
    if not (physical or options):
        return plain
    scope.sources.inputs.append(Input("same", plain, target=real))
    return real


def _pwd(scope: Scope, arguments: list[str], place: Place) -> str:
    if arguments not in ([], ["-L"], ["-P"]):
        raise _beyond("this kind of `pwd`", place)
    return os.path.realpath(scope.directory) if arguments == ["-P"] else scope.directory


def _echo(_scope: Scope, arguments: list[str], place: Place) -> str:
    if arguments and arguments[0].startswith("-"):
        raise _beyond("this kind of `echo`", place)
    return " ".join(arguments)


def _operand(arguments: list[str], command: str, place: Place) -> str:
    """Return the one argument, which is neither empty nor an option."""
    if arguments[:1] == ["--"]:
        arguments = arguments[1:]
    if len(arguments) != 1 or arguments[0][:1] in {"", "-"}:
        raise _beyond(f"this kind of `{command}`", place)
    return arguments[0]


def _basename(_scope: Scope, arguments: list[str], place: Place) -> str:
    suffix = arguments.pop() if len(arguments) == 2 and arguments[0] != "--" else ""
    path = _operand(arguments, "basename", place)
    name = path.rstrip("/").rpartition("/")[2] if path.strip("/") else "/"
    return name.removesuffix(suffix) if name != suffix else name


def _dirname(_scope: Scope, arguments: list[str], place: Place) -> str:
    path = _operand(arguments, "dirname", place)
    if path.startswith("//") or not path.strip("/"):
        raise _beyond("this kind of `dirname`", place)
    directory, slash, _ = path.rstrip("/").rpartition("/")
    return (directory.rstrip("/") or "/") if slash else "."


def _readlink(scope: Scope, arguments: list[str], place: Place) -> str:
    if arguments[:1] != ["-f"]:
        raise _beyond("this kind of `readlink`", place)
    return _realpath(scope, arguments[1:], place)


def _realpath(scope: Scope, arguments: list[str], place: Place) -> str:
    path = os.path.join(scope.directory, _operand(arguments, "realpath", place))
    real = os.path.realpath(path)
    if not os.path.exists(path) or (path.endswith("/") and not os.path.isdir(path)):
        raise _beyond("the real path of what is not there", place)
    scope.sources.inputs.append(Input("same", path, target=real))
    return real


def _expand_path(scope: Scope, arguments: list[str], place: Place) -> str:
    if not 1 <= len(arguments) <= 2:
        raise _beyond("this kind of `expand_path`", place)
    return lookup.expand_path(scope, *arguments)


def _find_up(scope: Scope, arguments: list[str], place: Place) -> str | None:
    if len(arguments) != 1 or not arguments[0] or arguments[0].startswith("/"):
        raise _beyond("this kind of `find_up`", place)
    return lookup.find_up(scope, arguments[0]) or None


def _layout_dir(scope: Scope, _arguments: list[str], _place: Place) -> str:
    return lookup.layout_dir(scope)


def _git(scope: Scope, arguments: list[str], place: Place) -> str:
    if arguments != ["rev-parse", "--show-toplevel"] or any(name.startswith("GIT_") for name in scope.variables):
        raise _beyond("this kind of `git`", place)
    scope.need("GIT_DIR")
    scope.need("GIT_WORK_TREE")
    for here in upward(os.path.realpath(scope.directory)):
        found = git_mark(here)
        if is_top(here):
            break
        scope.sources.watch(found)
    else:
        raise _beyond("`git` outside of a repository", place)
    # git refuses what belongs to somebody else, and its configuration may name another top.
    owned = user_id() in (None, os.stat(here).st_uid)
    if not owned or not (os.path.isfile(found) or _is_plain_repository(found)):
        raise _beyond("this kind of repository", place)
    scope.sources.inputs.append(Input("present", found))
    return here.replace(os.sep, "/")


def _is_plain_repository(path: str) -> bool:
    if not all(os.path.exists(os.path.join(path, name)) for name in ("HEAD", "objects", "refs")):
        return False
    try:
        with open(os.path.join(path, "config"), "rb") as file:
            content = file.read(1 << 16).lower()
    except OSError:
        return False
    return b"worktree" not in content and b"bare = true" not in content


def _poetry(scope: Scope, arguments: list[str], place: Place) -> str | None:
    if arguments not in (["env", "info", "--path"], ["env", "info", "-p"]):
        raise _beyond("this kind of `poetry`", place)
    return located(scope, "poetry", place) or None


def _command_v(scope: Scope, arguments: list[str], place: Place) -> str | None:
    if arguments[:1] != ["-v"]:
        raise _beyond("this kind of `command`", place)
    return _which(scope, arguments[1:], place)


def _which(scope: Scope, arguments: list[str], place: Place) -> str | None:
    name = _operand(arguments, "command", place)
    entries = scope.variables.get("PATH", "").split(os.pathsep)
    if is_of_the_shell(name) or "/" in name or not all(os.path.isabs(entry) for entry in entries):
        raise _beyond("this kind of `command -v`", place)
    return lookup.which(scope, name) or None


def _user(_scope: Scope, arguments: list[str], place: Place) -> str:
    name = user_name()
    if arguments or name is None:
        raise _beyond("this kind of `whoami`", place)
    return name


def _id(scope: Scope, arguments: list[str], place: Place) -> str:
    number = user_id()
    if number is None or arguments not in (["-un"], ["-u", "-n"], ["-u"]):
        raise _beyond("this kind of `id`", place)
    return str(number) if arguments == ["-u"] else _user(scope, [], place)


def _hostname(_scope: Scope, arguments: list[str], place: Place) -> str:
    told = system()
    if told is None or arguments:
        raise _beyond("this kind of `hostname`", place)
    return told["n"]


def _uname(_scope: Scope, arguments: list[str], place: Place) -> str:
    told = system()
    if told is None or arguments not in ([], ["-s"], ["-m"], ["-n"], ["-r"]):
        raise _beyond("this kind of `uname`", place)
    return told["".join(arguments)[1:] or "s"]


_COMMANDS = {
    "pwd": _pwd, "echo": _echo, "basename": _basename, "dirname": _dirname, "readlink": _readlink, "realpath": _realpath,
    "expand_path": _expand_path, "find_up": _find_up, "direnv_layout_dir": _layout_dir, "git": _git, "poetry": _poetry,
    "command": _command_v, "which": _which, "whoami": _user, "id": _id, "hostname": _hostname, "uname": _uname,
}  # fmt: skip
