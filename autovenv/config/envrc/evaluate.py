"""Evaluates an `.envrc` of declarative forms."""

from __future__ import annotations

import os

from autovenv.base.errors import EvaluationError
from autovenv.config.envrc import variables
from autovenv.config.envrc.forms import form_of, is_of_the_shell
from autovenv.config.envrc.forms.activation import settle_layout
from autovenv.config.envrc.parser import parse
from autovenv.config.envrc.result import evaluated
from autovenv.config.envrc.scope import Scope
from autovenv.config.envrc.syntax import Assignment, Chain, If, Listing, Node, Not, Simple, Test
from autovenv.config.envrc.words import Expander

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.config.envrc.scope import Locator, Place
    from autovenv.config.gate import Sources
    from autovenv.config.result import Evaluated


def evaluate(path: str, outside: Mapping[str, str], sources: Sources, locate: Locator) -> Evaluated:
    """Return what the `.envrc` at path (absolute) changes in the environment `outside`.

    Raises BashNeededError where only bash can tell, WithheldError for a file that is not approved, EvaluationError for an error in a file.
    """
    scope = Scope(os.path.dirname(path), outside, sources, locate)
    scope.assign("DIRENV_IN_ENVRC", "1")
    scope.exported.add("DIRENV_IN_ENVRC")
    for name in ("PS1", "PS2"):  # a bash without a prompt has none
        scope.variables.pop(name, None)
    run(path, scope)
    return evaluated(scope, "declarative", path)


def run(path: str, scope: Scope) -> None:
    """Run the file at path in scope. Raises as `evaluate`."""
    content = scope.sources.read(path, "envrc")
    interpreter = Interpreter(scope)
    scope.run = interpreter.run
    scope.sources.enter(path, path)
    try:
        status = interpreter.run(content, path)
    except _Exit as exit_:
        if exit_.status:
            raise EvaluationError(exit_.where, f"exit {exit_.status}") from None
    except RecursionError:
        raise EvaluationError(f"{path}:1", "it is nested too deeply") from None
    else:
        # What a file returns is of no account, but where every failure is.
        if status and scope.strict:
            raise EvaluationError(path, f"its exit status is {status}, and strict_env holds")
    finally:
        scope.sources.leave()
    settle_layout(scope, path)


class _Return(Exception):  # noqa: N818 - no error
    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


class _Exit(_Return):
    def __init__(self, status: int, where: str) -> None:
        super().__init__(status)
        self.where = where


class Interpreter:
    """Runs statements in a scope."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._words = Expander(scope)
        self._tested = 0  # how many conditions we are in: a failure is no error there

    def run(self, content: bytes, path: str) -> int:
        """Run the content of the file at path in place, as `source` does, and return its exit status."""
        scope = self._scope
        before, self._words.file = self._words.file, path
        try:
            scope.status = 0
            return self._run(parse(text_of(content), path))
        except _Exit:
            raise
        except _Return as returned:
            return returned.status
        finally:
            self._words.file = before

    def _run(self, node: Node) -> int:
        if isinstance(node, Simple):
            return self._ended(self._simple(node), node.line)
        if isinstance(node, Listing):
            status = 0
            for item in node.items:
                status = self._run(item)
            return status
        if isinstance(node, If):
            return self._if(node)
        if isinstance(node, Chain):
            return self._chain(node)
        if isinstance(node, Not):
            self._scope.status = 0 if self._test(node.body) else 1
            return self._scope.status
        assert isinstance(node, Test)
        from autovenv.config.envrc import conditions

        place = self._words.place(node.line)
        return self._ended(0 if conditions.double_bracket(self._words, node.expression, place) else 1, node.line)

    def _ended(self, status: int, line: int) -> int:
        self._scope.status = status
        if status and self._scope.strict and not self._tested:
            raise EvaluationError(str(self._words.place(line)), f"this fails with exit status {status}, and strict_env holds")
        return status

    def _test(self, node: Node) -> int:
        """Run a condition; its failure is no error."""
        self._tested += 1
        try:
            return self._run(node)
        finally:
            self._tested -= 1

    def _chain(self, chain: Chain) -> int:
        status = self._test(chain.first)
        for number, (operator, node) in enumerate(chain.rest, 1):
            if (status == 0) == (operator == "&&"):
                status = self._run(node) if number == len(chain.rest) else self._test(node)
        return status

    def _if(self, node: If) -> int:
        for condition, body in node.branches:
            if self._test(condition) == 0:
                return self._run(body)
        status = self._run(node.otherwise) if node.otherwise is not None else 0
        self._scope.status = status
        return status

    def _simple(self, node: Simple) -> int:
        place = self._words.place(node.line)
        if not node.words:
            return self._assign(node.assignments, place)
        if node.assignments:
            raise place.needs_bash("a variable for one command")
        name = node.words[0].literal()
        if not name:
            raise place.needs_bash("a command that is computed")
        arguments = self._words.arguments(node.words[1:], declares=name == "export")
        said = len(self._scope.messages)
        status = self._command(name, arguments, place)
        if node.redirections and self._muted(node, name):
            del self._scope.messages[said:]
        return status

    def _assign(self, assignments: tuple[Assignment, ...], place: Place) -> int:
        self._words.substituted = 0
        for assignment in assignments:
            variables.assign(self._scope, assignment.name, self._words.assigned(assignment), place)
        return self._words.substituted

    def _command(self, name: str, arguments: list[str], place: Place) -> int:
        scope = self._scope
        if name == "export":
            return variables.export(scope, arguments, place)
        if name in {"true", ":", "false"}:
            return int(name == "false")
        if name in {"test", "["}:
            return self._tests(name, arguments, place)
        if name == "unset":
            return variables.unset(scope, arguments, is_of_the_shell, place)
        if name == "set":
            return variables.set_option(scope, arguments, place)
        if name == "return":
            raise _Return(variables.status_of(scope, arguments, name, place))
        if name == "exit":
            raise _Exit(variables.status_of(scope, arguments, name, place), str(place))
        if name == "command":
            return self._known(arguments, place)
        form = form_of(name)
        if form is None:
            raise place.needs_bash(f"`{name}`")
        return form(scope, tuple(arguments), place)

    def _tests(self, name: str, arguments: list[str], place: Place) -> int:
        if name == "[":
            if arguments[-1:] != ["]"]:
                self._scope.say(f"{place}: [: the ] is missing")
                return 2
            arguments = arguments[:-1]
        from autovenv.config.envrc import conditions

        return conditions.test(self._scope, arguments, place)

    def _known(self, arguments: list[str], place: Place) -> int:
        """Do `command -v NAME`, as a condition: what it prints is for people."""
        if len(arguments) != 2 or arguments[0] != "-v" or arguments[1][:1] in {"", "-"}:
            raise place.needs_bash("this kind of `command`")
        if is_of_the_shell(arguments[1]):
            return 0
        from autovenv.config.envrc.forms.lookup import which

        return 0 if which(self._scope, arguments[1]) else 1

    def _muted(self, node: Simple, name: str) -> bool:
        """Tell whether what the command says goes to /dev/null: `echo` says it on stdout, the others on stderr."""
        null = {1: False, 2: False}
        for one in node.redirections:
            if one.operator == "&>":
                null = {1: True, 2: True}
            else:
                null[max(one.fd, 1)] = one.target == "/dev/null" or null[int(one.target)]
        return null[1 if name == "echo" else 2]


def text_of(content: bytes) -> str:
    """Return the text of a file: without BOM, its lines ended by newlines; bytes that are no UTF-8 survive."""
    return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape").replace("\r\n", "\n")
