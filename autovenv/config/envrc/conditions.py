"""Conditions: `test`, `[ ]` and `[[ ]]`."""

from __future__ import annotations

import os
import stat

from autovenv.base.variables import is_name
from autovenv.config.envrc.patterns import ANY, matches
from autovenv.config.envrc.syntax import Combined, Compare, Expression
from autovenv.config.envrc.variables import read
from autovenv.config.result import BashNeededError
from autovenv.plan.inputs import Input

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.config.envrc.scope import Place, Scope
    from autovenv.config.envrc.words import Expander

_UNARY = frozenset("-" + letter for letter in "abcdefghknoprstuvwxzGLNORS")
_BINARY = frozenset({
    "=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef", "-a", "-o",
})  # fmt: skip


def test(scope: Scope, arguments: list[str], place: Place) -> int:
    """Return the exit status of `test`: it decides by the number of its arguments, as POSIX says."""
    if len(arguments) == 0:
        return 1
    if len(arguments) == 1:
        return 0 if arguments[0] else 1
    if len(arguments) == 4 and arguments[0] == "!":
        return _negated(test(scope, arguments[1:], place))
    if len(arguments) > 3:
        return 0 if _joined(scope, arguments, place) else 1
    if len(arguments) == 3:
        left, operator, right = arguments
        if operator in _BINARY:
            return 0 if _compare(operator, left, right, place) else 1
        if left == "!":
            return _negated(test(scope, arguments[1:], place))
        if left == "(":
            raise _beyond("this kind of `test`", place)
        scope.say(f"{place}: test: {operator} is no comparison")
        return 2
    operator, operand = arguments
    if operator == "!":
        return 1 if operand else 0
    if operator in _UNARY:
        return 0 if _holds(scope, operator, operand, place) else 1
    scope.say(f"{place}: test: {operator} is no condition")
    return 2


def _joined(scope: Scope, arguments: list[str], place: Place) -> bool:
    """Return whether conditions hold that -a and -o join; -a binds closer. Only where it is plain which word is what."""
    holds, both = False, True
    part: list[str] = []
    for word in [*arguments, "-o"]:
        if word not in {"-a", "-o"}:
            part.append(word)
            continue
        unary = len(part) == 2 and part[0] in _UNARY and part[1] not in _BINARY
        binary = len(part) == 3 and part[1] in _BINARY
        if not (unary or binary) or not {"!", "(", ")"}.isdisjoint(part):
            raise _beyond("a `test` of many parts", place)
        both = test(scope, part, place) == 0 and both
        part = []
        if word == "-o":
            holds, both = holds or both, True
    return holds


def double_bracket(expander: Expander, expression: Expression, place: Place) -> bool:
    """Return whether what stands inside of [[ ]] holds."""
    if isinstance(expression, Combined):
        if expression.operator == "!":
            return not double_bracket(expander, expression.operands[0], place)
        if expression.operator == "&&":
            return all(double_bracket(expander, one, place) for one in expression.operands)
        return any(double_bracket(expander, one, place) for one in expression.operands)
    return _double_compare(expander, expression, place)


def _double_compare(expander: Expander, compare: Compare, place: Place) -> bool:
    operator = compare.operator
    if compare.left is None:
        text = expander.single(compare.right)
        return _holds(expander.scope, operator, text, place) if operator else text != ""
    left = expander.single(compare.left)
    if operator in {"=", "==", "!="}:
        pattern = expander.pattern(compare.right)
        if (ANY in pattern and not left.isascii()) or len(left) * len(pattern) > 1 << 20:
            raise _beyond("a pattern for this text", place)
        return matches(pattern, left) == (operator != "!=")
    right = expander.single(compare.right)
    for text in (left, right):
        # [[ ]] computes: 010 is eight there.
        if text.lstrip("-")[:1] == "0" and text != "0":
            raise _beyond("this number", place)
    return _compare(operator, left, right, place)


def _negated(status: int) -> int:
    return status if status > 1 else 1 - status


def _beyond(form: str, place: Place) -> BashNeededError:
    return BashNeededError(str(place), f"{form} needs bash")


def _compare(operator: str, left: str, right: str, place: Place) -> bool:
    if operator in {"=", "=="}:
        return left == right
    if operator == "!=":
        return left != right
    if operator == "-a":
        return left != "" and right != ""
    if operator == "-o":
        return left != "" or right != ""
    if operator not in {"-eq", "-ne", "-lt", "-le", "-gt", "-ge"}:
        raise _beyond(f"`{operator}`", place)
    one, other = _number(left, place), _number(right, place)
    return {
        "-eq": one == other, "-ne": one != other, "-lt": one < other, "-le": one <= other, "-gt": one > other, "-ge": one >= other,
    }[operator]  # fmt: skip


def _number(text: str, place: Place) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 18):
        raise _beyond("what is no plain number", place)
    return int(text)


def _holds(scope: Scope, operator: str, operand: str, place: Place) -> bool:
    if operator == "-n":
        return operand != ""
    if operator == "-z":
        return operand == ""
    if operator == "-v":
        if not is_name(operand):
            raise _beyond("this kind of -v", place)
        return read(scope, operand, place) is not None
    if operator not in {"-e", "-f", "-d", "-r", "-w", "-x", "-s", "-L", "-h"}:
        raise _beyond(f"`{operator}`", place)
    return operand != "" and _file_holds(scope, operator, os.path.join(scope.directory, operand))


def _file_holds(scope: Scope, operator: str, path: str) -> bool:
    """Look at a file; that it is there, or is not, becomes an input."""
    try:
        found = os.lstat(path) if operator in {"-L", "-h"} else os.stat(path)
    except (OSError, ValueError):
        scope.sources.watch(path)
        return False
    if operator in {"-L", "-h", "-s"}:
        scope.sources.watch(path)
    else:
        scope.sources.inputs.append(Input("present", path))
    if operator in {"-L", "-h"}:
        return stat.S_ISLNK(found.st_mode)
    if operator == "-f":
        return stat.S_ISREG(found.st_mode)
    if operator == "-d":
        return stat.S_ISDIR(found.st_mode)
    if operator == "-s":
        return found.st_size > 0
    access = {"-r": os.R_OK, "-w": os.W_OK, "-x": os.X_OK}.get(operator)
    return access is None or os.access(path, access)
