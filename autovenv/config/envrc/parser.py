"""The statements of an `.envrc`, as frozen values. What only bash understands is refused at its first letter, in the file's order."""

from __future__ import annotations

from autovenv.base.errors import EvaluationError
from autovenv.base.variables import is_name
from autovenv.config.envrc.syntax import (  # fmt: skip
    UNARY,
    Assignment,
    Chain,
    Combined,
    Compare,
    Expression,
    If,
    Listing,
    Node,
    Not,
    Redirection,
    Simple,
    Test,
    Text,
    Word,
)
from autovenv.config.envrc.tokens import Lexer, Token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_OF_BASH = {
    "for": "a loop", "while": "a loop", "until": "a loop", "select": "a loop", "case": "`case`", "function": "a function",
    "time": "`time`", "coproc": "`coproc`",
}  # fmt: skip
_CLOSING = frozenset({"then", "elif", "else", "fi", "do", "done", "esac", "}"})
_COMPARISONS = frozenset({"=", "==", "!="})
_TO_NULL = frozenset({">", ">>", "&>"})


def parse(text: str, file: str) -> Listing:
    """Return the statements of text; `file` is its name in messages.

    Raises EvaluationError for what is wrong in bash too, BashNeededError for what only bash understands: whichever comes first.
    """
    lexer = Lexer(text, file)
    listing = Parser(lexer).listing(frozenset())
    token = lexer.peek()
    if token.kind != "end":
        raise _unexpected(lexer, token)
    return listing


def split_assignment(word: Word) -> Assignment | None:
    """Return what the word assigns if it looks like `NAME=…` or `NAME+=…`, else None."""
    first = word.parts[0] if word.parts else None
    if not isinstance(first, Text) or first.quoted:
        return None
    left, equals, right = first.text.partition("=")
    name = left.removesuffix("+")
    if not equals or not is_name(name):
        return None
    rest = (Text(right, quoted=False), *word.parts[1:]) if right else word.parts[1:]
    return Assignment(name, left != name, Word(rest, word.line))


def _unexpected(lexer: Lexer, token: Token) -> EvaluationError:
    if token.kind == "end":
        return lexer.error("the file ends too early", token.line)
    what = "the end of the line" if token.text == "\n" else f"`{token.text or token.literal()}`"
    return lexer.error(f"{what} is not expected here", token.line)


class Parser:
    """Reads statements from a lexer."""

    def __init__(self, lexer: Lexer) -> None:
        self._lexer = lexer

    def listing(self, ends: frozenset[str]) -> Listing:
        """Read statements up to one of the keywords `ends`, a `)` or the end of the text, which are left there."""
        items: list[Node] = []
        while True:
            self._newlines()
            token = self._lexer.peek()
            if token.kind == "end" or token.text == ")" or token.literal() in ends:
                return Listing(tuple(items))
            items.append(self._chain())
            token = self._lexer.peek()
            if token.text in {";", "\n"}:
                self._lexer.take()
            elif token.text == "&":
                raise self._lexer.needs_bash("a background job", token.line)
            elif token.kind != "end" and token.text != ")":
                raise _unexpected(self._lexer, token)

    def _newlines(self) -> None:
        while self._lexer.peek().text == "\n":
            self._lexer.take()

    def _chain(self) -> Node:
        first = self._pipeline()
        rest: list[tuple[str, Node]] = []
        while self._lexer.peek().text in {"&&", "||"}:
            operator = self._lexer.take().text
            self._newlines()
            rest.append((operator, self._pipeline()))
        return Chain(first, tuple(rest)) if rest else first

    def _pipeline(self) -> Node:
        token = self._lexer.peek()
        node: Node
        if token.literal() == "!":
            self._lexer.take()
            if self._lexer.peek().kind != "word":
                raise self._lexer.needs_bash("a `!` alone", token.line)
            node = Not(self._pipeline())
        else:
            node = self._command()
        token = self._lexer.peek()
        if token.text in {"|", "|&"}:
            raise self._lexer.needs_bash("a pipeline", token.line)
        return node

    def _command(self) -> Node:
        lexer = self._lexer
        token = lexer.peek()
        if token.text == "(":
            raise lexer.needs_bash("a subshell", token.line)
        if token.kind in {"operator", "end"}:
            raise _unexpected(lexer, token)
        keyword = token.literal()
        if keyword in _OF_BASH:
            raise lexer.needs_bash(_OF_BASH[keyword], token.line)
        if keyword in _CLOSING:
            raise _unexpected(lexer, token)
        if keyword == "if":
            return self._closed(self._if())
        if keyword == "{":
            lexer.take()
            body = self._body(frozenset({"}"}), token, "{")
            lexer.take()
            return self._closed(body)
        if keyword == "[[":
            lexer.take()
            test = Test(self._joined("||", lambda: self._joined("&&", self._compare)), token.line)
            if lexer.take().literal() != "]]":
                raise lexer.needs_bash("this kind of [[ ]]", token.line)
            return self._closed(test)
        return self._simple()

    def _closed(self, node: Node) -> Node:
        token = self._lexer.peek()
        if token.kind == "redirect":
            raise self._lexer.needs_bash("a redirection", token.line)
        return node

    def _body(self, ends: frozenset[str], opened: Token, what: str) -> Listing:
        body = self.listing(ends)
        token = self._lexer.peek()
        if token.kind == "end":
            raise self._lexer.error(f"`{what}` is not closed", opened.line)
        if token.text == ")" or not body.items:
            raise _unexpected(self._lexer, token)
        return body

    def _if(self) -> If:
        lexer = self._lexer
        opened = lexer.take()
        branches: list[tuple[Listing, Listing]] = []
        while True:
            condition = self._body(frozenset({"then"}), opened, "if")
            lexer.take()
            body = self._body(frozenset({"elif", "else", "fi"}), opened, "if")
            branches.append((condition, body))
            token = lexer.take()
            if token.literal() == "fi":
                return If(tuple(branches), None)
            if token.literal() == "else":
                otherwise = self._body(frozenset({"fi"}), opened, "if")
                lexer.take()
                return If(tuple(branches), otherwise)

    def _simple(self) -> Simple:
        lexer = self._lexer
        line = lexer.peek().line
        assignments: list[Assignment] = []
        words: list[Word] = []
        redirections: list[Redirection] = []
        while True:
            token = lexer.peek()
            if token.kind == "redirect":
                redirections.append(self._redirection())
            elif token.word is not None:
                lexer.take()
                assignment = None if words else split_assignment(token.word)
                if assignment is not None:
                    assignments.append(assignment)
                else:
                    words.append(token.word)
            elif token.text == "(":
                if words and not words[-1].literal().endswith("="):
                    raise lexer.needs_bash("a function", token.line)
                raise lexer.needs_bash("an array", token.line)
            else:
                return Simple(tuple(assignments), tuple(words), tuple(redirections), line)

    def _redirection(self) -> Redirection:
        lexer = self._lexer
        token = lexer.take()
        if token.text.startswith("<<"):
            raise lexer.needs_bash("a here-document", token.line)
        target = lexer.take()
        if target.text == "(":
            raise lexer.needs_bash("a process substitution", token.line)
        if target.word is None:
            raise _unexpected(lexer, target)
        where = target.literal()
        to_null = where == "/dev/null" and token.text in _TO_NULL
        to_other = where in {"1", "2"} and token.text == ">&"
        if not (to_null or to_other) or token.fd > 2 or token.fd == 0 or (token.fd > 0 and token.text == "&>"):
            raise lexer.needs_bash("a redirection", token.line)
        return Redirection(token.text, token.fd, where)

    # Inside of [[ ]]

    def _joined(self, operator: str, operand: Callable[[], Expression]) -> Expression:
        found = [operand()]
        while self._lexer.peek().text == operator:
            self._lexer.take()
            found.append(operand())
        return found[0] if len(found) == 1 else Combined(operator, tuple(found))

    def _compare(self) -> Expression:
        first = self._operand()
        if first.literal() == "!":
            return Combined("!", (self._compare(),))
        if first.literal() in UNARY:
            return Compare(first.literal(), None, self._operand())
        following = self._lexer.peek()
        if following.literal() == "]]" or following.text in {"&&", "||"}:
            return Compare("", None, first)
        operator = self._lexer.take().literal()
        if operator not in _COMPARISONS:
            raise self._lexer.needs_bash(f"`{operator}` in [[ ]]" if operator else "this kind of [[ ]]", following.line)
        return Compare(operator, first, self._operand())

    def _operand(self) -> Word:
        token = self._lexer.take()
        if token.word is None or token.literal() == "]]":
            raise self._lexer.needs_bash("this kind of [[ ]]", token.line)
        return token.word
