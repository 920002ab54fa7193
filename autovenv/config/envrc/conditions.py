"""Conditions: `test`, `[ ]` and `[[ ]]`."""

from __future__ import annotations

import os

from autovenv.config.envrc.syntax import UNARY, Combined, Expression
from autovenv.plan.inputs import Input

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.config.envrc.scope import Place, Scope
    from autovenv.config.envrc.words import Expander

_BINARY = frozenset({
    "=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef", "-a", "-o",
})  # fmt: skip


def test(scope: Scope, arguments: list[str], place: Place) -> int:
    """Return the exit status of `test`: it decides by the number of its arguments, as POSIX says."""
    count = len(arguments)
    if count < 2:
        return 0 if any(arguments) else 1
    if count == 3 and arguments[1] in _BINARY:
        return 0 if _compare(arguments[1], arguments[0], arguments[2], place) else 1
    if arguments[0] == "!" and count <= 4:
        status = test(scope, arguments[1:], place)
        return status if status > 1 else 1 - status
    if count > 3 or arguments[0] == "(":
        raise place.needs_bash("a `test` of many parts")
    if count == 2 and arguments[0] in UNARY:
        return 0 if _holds(scope, arguments[0], arguments[1], place) else 1
    scope.say(f"{place}: test: {arguments[count - 2]} is no {'condition' if count == 2 else 'comparison'}")
    return 2


def double_bracket(expander: Expander, expression: Expression, place: Place) -> bool:
    """Return whether what stands inside of [[ ]] holds."""
    if isinstance(expression, Combined):
        if expression.operator == "!":
            return not double_bracket(expander, expression.operands[0], place)
        if expression.operator == "&&":
            return all(double_bracket(expander, one, place) for one in expression.operands)
        return any(double_bracket(expander, one, place) for one in expression.operands)
    operator = expression.operator
    if expression.left is None:
        text = expander.single(expression.right)
        return _holds(expander.scope, operator, text, place) if operator else text != ""
    return _compare(operator, expander.single(expression.left), expander.compared(expression.right), place)


def _compare(operator: str, left: str, right: str, place: Place) -> bool:
    if operator not in {"=", "==", "!="}:
        raise place.needs_bash(f"`{operator}`")
    return (left == right) == (operator != "!=")


def _holds(scope: Scope, operator: str, operand: str, place: Place) -> bool:
    if operator == "-n":
        return operand != ""
    if operator == "-z":
        return operand == ""
    if operator not in {"-e", "-f", "-d", "-r", "-x"}:
        raise place.needs_bash(f"`{operator}`")
    return operand != "" and _file_holds(scope, operator, os.path.join(scope.directory, operand))


def _file_holds(scope: Scope, operator: str, path: str) -> bool:
    """Look at a file; that it is there, or is not, becomes an input."""
    if not os.path.exists(path):
        scope.sources.watch(path)
        return False
    scope.sources.inputs.append(Input("present", path))
    if operator == "-f":
        return os.path.isfile(path)
    if operator == "-d":
        return os.path.isdir(path)
    access = {"-r": os.R_OK, "-x": os.X_OK}.get(operator)
    return access is None or os.access(path, access)
