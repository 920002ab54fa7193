"""The syntax of an `.envrc` as frozen values: words with their parts, statements, conditions."""

from __future__ import annotations

from autovenv.base.value import value

# What `test` and `[[ ]]` take before one operand.
UNARY = frozenset(f"-{letter}" for letter in "abcdefghknoprstuvwxzGLNORS")


@value
class Text:
    """Letters as they stand; quoted ones are never split, matched or expanded."""

    text: str
    quoted: bool


@value
class Parameter:
    """`$NAME` or `${NAME…}`."""

    name: str
    operator: str  # "", or as it is written: ":-", "+", …
    word: Word | None  # what follows the operator
    quoted: bool
    line: int


@value
class Substitution:
    """`$(…)`: a command and its arguments."""

    words: tuple[Word, ...]
    quoted: bool
    line: int


Part = Text | Parameter | Substitution


@value
class Word:
    """What stands between blanks."""

    parts: tuple[Part, ...]
    line: int

    def literal(self) -> str:
        """Return the text of a word that is nothing but unquoted text, "" for any other."""
        if len(self.parts) == 1:
            part = self.parts[0]
            if isinstance(part, Text) and not part.quoted:
                return part.text
        return ""


@value
class Assignment:
    """`NAME=value`, or `NAME+=value`."""

    name: str
    appends: bool
    word: Word


@value
class Redirection:
    """`fd` is -1 where none is written; `target` is "/dev/null", "1" or "2"."""

    operator: str
    fd: int
    target: str


@value
class Simple:
    """Assignments, or a command with its arguments."""

    assignments: tuple[Assignment, ...]
    words: tuple[Word, ...]
    redirections: tuple[Redirection, ...]
    line: int


@value
class Not:
    """`! …`."""

    body: Node


@value
class Chain:
    """`a && b || c`: each of `rest` with the operator before it."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@value
class Listing:
    """One after the other."""

    items: tuple[Node, ...]


@value
class If:
    """Pairs of condition and body, and what `else` says."""

    branches: tuple[tuple[Listing, Listing], ...]
    otherwise: Listing | None


@value
class Test:
    """`[[ … ]]`."""

    expression: Expression
    line: int


@value
class Compare:
    """Inside of `[[ ]]`: words, the operator told apart. `operator` is "" for a single word."""

    operator: str
    left: Word | None
    right: Word


@value
class Combined:
    """Inside of `[[ ]]`: "&&", "||", or "!" with one operand."""

    operator: str
    operands: tuple[Expression, ...]


Expression = Compare | Combined
Node = Simple | Not | Chain | Listing | If | Test
