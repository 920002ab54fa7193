"""The words and operators of an `.envrc`, with their lines. Quotes are told apart from text here; nothing is expanded yet."""

from __future__ import annotations

from autovenv.base.errors import EvaluationError
from autovenv.base.value import value
from autovenv.config.envrc.quotes import dollar_quote
from autovenv.config.envrc.syntax import Encoded, Parameter, Part, Substitution, Text, Word
from autovenv.config.result import BashNeededError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_NAME_FIRST = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_NAME = _NAME_FIRST | frozenset("0123456789")
_ENDS_WORD = frozenset(" \t\n|&;()<>")
_SPECIAL = frozenset("'\"\\$`") | _ENDS_WORD
_SPECIAL_QUOTED = frozenset('"\\$`')
_OPERATORS = ("&>>", "<<<", "<<-", "&&", "||", ";;", "|&", "<<", ">>", "&>", ">&", "<&", "<>", ">|", "&", "|", ";", "(", ")", "<", ">")
_PARAMETER_OPERATORS = (":-", ":+", ":?", ":=", "##", "%%", "-", "+", "?", "=", "#", "%")
# What bash knows beside names: $1, $@, $?, …
_SPECIAL_PARAMETERS = frozenset("0123456789@*#?-$!")
# Bytes that bash uses for marks of its own inside words.
_MARKS = ("\x01", "\x7f")


@value
class Token:
    """`kind` is "word", "operator" (a newline among them), "redirect" (fd: what it redirects) or "end"; text is the operator's."""

    kind: str
    line: int
    text: str = ""
    word: Word | None = None
    fd: int = -1
    glued: bool = False  # it follows the token before it without a blank


class Lexer:
    """Reads tokens one by one: what stands behind a form that is not understood is never looked at."""

    def __init__(self, text: str, file: str, line: int, substitution: Callable[[Lexer], object]) -> None:
        """`substitution` parses commands up to their `)`, on this very lexer."""
        self.text = text
        self.file = file
        self.line = line
        self._at = 0
        self._ahead: Token | None = None
        self._substitution = substitution
        for mark in _MARKS:
            if mark in text:
                raise self.beyond("a control character", line + text.count("\n", 0, text.index(mark)))

    def error(self, message: str, line: int) -> EvaluationError:
        """Return the error for what bash would refuse too."""
        return EvaluationError(f"{self.file}:{line}", message)

    def beyond(self, form: str, line: int = 0) -> BashNeededError:
        """Return the error for what only bash understands."""
        return BashNeededError(f"{self.file}:{line or self.line}", f"{form} needs bash")

    def peek(self) -> Token:
        """Return the next token and leave it there."""
        if self._ahead is None:
            self._ahead = self._token()
        return self._ahead

    def take(self) -> Token:
        """Return the next token and go past it."""
        token = self.peek()
        self._ahead = None
        return token

    def is_done(self) -> bool:
        """Tell whether everything was taken."""
        return self._ahead is None and self._at == len(self.text)

    def _token(self) -> Token:
        text, start = self.text, self._at
        end = len(text)
        at = start
        while at < end:
            if text[at] in " \t":
                at += 1
            elif text.startswith("\\\n", at):
                at += 2
                self.line += 1
            else:
                break
        glued = at == start and at > 0
        if at < end and text[at] == "#":
            found = text.find("\n", at)
            at = end if found < 0 else found
        self._at = at
        line = self.line
        if at >= end:
            return Token("end", line)
        if text[at] == "\n":
            self._at += 1
            self.line += 1
            return Token("operator", line, "\n")
        if text[at] in _ENDS_WORD:
            for operator in _OPERATORS:
                if text.startswith(operator, at):
                    self._at += len(operator)
                    kind = "redirect" if operator[-1] in "<>" or operator in {"&>>", "<<-", ">&", "<&", ">|"} else "operator"
                    return Token(kind, line, operator, None, -1, glued)
        word = Word(self._parts(_ENDS_WORD, quoted=False), line)
        digits = word.literal()
        if self._at < end and text[self._at] in "<>" and digits.isascii() and digits.isdigit():
            redirect = self._token()
            return Token(redirect.kind, line, redirect.text, None, int(digits[:9]))
        return Token("word", line, "", word, -1, glued)

    def _parts(self, ends: frozenset[str], *, quoted: bool) -> tuple[Part, ...]:
        """Read up to one of `ends` outside of quotes, which is left there. `quoted`: all of it stands inside of double quotes."""
        text, end = self.text, len(self.text)
        parts: list[Part] = []
        special = (_SPECIAL_QUOTED if quoted else _SPECIAL) | ends
        while self._at < end:
            at = self._at
            while at < end and text[at] not in special:
                at += 1
            if at > self._at:
                self._add(parts, text[self._at : at], quoted=quoted)
                self.line += text.count("\n", self._at, at)
                self._at = at
                continue
            letter = text[at]
            if letter in ends:
                break
            if letter == "\\":
                self._backslash(parts, quoted=quoted)
            elif letter == '"':
                # Inside of "${NAME:-…}" quotes nest.
                self._double(parts)
            elif letter == "'":
                found = text.find("'", at + 1)
                if found < 0:
                    raise self.error("a single quote is not closed", self.line)
                self._add(parts, text[at + 1 : found], quoted=True)
                self.line += text.count("\n", at, found)
                self._at = found + 1
            elif letter == "$":
                self._dollar(parts, quoted=quoted)
            elif letter == "`":
                self._backticks(parts, quoted=quoted)
            else:  # a blank, or an operator's letter, in ${NAME:-…}
                self._add(parts, letter, quoted=quoted)
                self.line += letter == "\n"
                self._at += 1
        return tuple(parts)

    def _add(self, parts: list[Part], text: str, *, quoted: bool) -> None:
        before = parts[-1] if parts else None
        if isinstance(before, Text) and before.quoted is quoted:
            parts[-1] = Text(before.text + text, quoted)
        else:
            parts.append(Text(text, quoted))

    def _backslash(self, parts: list[Part], *, quoted: bool) -> None:
        following = self.text[self._at + 1 : self._at + 2]
        if not following:
            raise self.beyond("a backslash at the end")
        self._at += 2
        if following == "\n":
            self.line += 1
        elif quoted and following not in '$`"\\':
            self._add(parts, "\\" + following, quoted=True)
        else:
            self._add(parts, following, quoted=True)

    def _double(self, parts: list[Part]) -> None:
        line = self.line
        self._at += 1
        inside = self._parts(frozenset('"'), quoted=True)
        if self._at >= len(self.text):
            raise self.error("a double quote is not closed", line)
        self._at += 1
        self._add(parts, "", quoted=True)  # "" is a word, too
        for part in inside:
            if isinstance(part, Text):
                self._add(parts, part.text, quoted=True)
            else:
                parts.append(part)

    def _backticks(self, parts: list[Part], *, quoted: bool) -> None:
        line = self.line
        found = self.text.find("`", self._at + 1)
        if found < 0:
            raise self.error("a backtick is not closed", line)
        inside = self.text[self._at + 1 : found]
        if "\\" in inside or (quoted and '"' in inside):
            raise self.beyond("a quote inside backticks")
        # bash looks at what is inside when it comes to run it, if ever.
        try:
            inner = Lexer(inside + "\n)", self.file, line, self._substitution)
            body = self._substitution(inner)
        except EvaluationError:
            raise self.beyond("this kind of `…`", line) from None
        if not inner.is_done():
            raise self.beyond("this kind of `…`", line)
        parts.append(Substitution(body, quoted, line))
        self.line += inside.count("\n")
        self._at = found + 1

    def _dollar(self, parts: list[Part], *, quoted: bool) -> None:
        text, line = self.text, self.line
        after = text[self._at + 1 : self._at + 2]
        if after in _NAME_FIRST and after:
            end = self._at + 2
            while end < len(text) and text[end] in _NAME:
                end += 1
            parts.append(Parameter(text[self._at + 1 : end], "", None, quoted, line))
            if text.startswith("\\\n", end):
                raise self.beyond("a name that goes on in the next line")
            self._at = end
        elif after == "{":
            self._braces(parts, quoted=quoted)
        elif after == "(":
            if text.startswith("((", self._at + 1):
                raise self.beyond("arithmetic")
            self._at += 2
            body = self._substitution(self)
            parts.append(Substitution(body, quoted, line))
        elif after == "'" and not quoted:
            parts.extend(self._dollar_quoted())
        elif after == "[":
            raise self.beyond("arithmetic")
        elif after == '"' and not quoted:
            raise self.beyond('$"…"')
        elif after == "\\" and text.startswith("\\\n", self._at + 1):
            raise self.beyond("a name that goes on in the next line")
        elif after and after in _SPECIAL_PARAMETERS:
            parts.append(Parameter(after, "", None, quoted, line))
            self._at += 2
        else:
            self._add(parts, "$", quoted=quoted)
            self._at += 1

    def _dollar_quoted(self) -> list[Part]:
        end = self._at + 2
        while end < len(self.text) and self.text[end] != "'":
            end += 2 if self.text[end] == "\\" else 1
        if end >= len(self.text):
            raise self.error("a quote is not closed", self.line)
        inside = self.text[self._at + 2 : end]
        decoded = dollar_quote(inside)
        if decoded is None:
            raise self.beyond("this escape in $'…'")
        self.line += inside.count("\n")
        self._at = end + 1
        text, is_encoded = decoded
        return [Encoded(text)] if is_encoded else [Text(text, quoted=True)]

    def _braces(self, parts: list[Part], *, quoted: bool) -> None:
        text, line = self.text, self.line
        at = self._at + 2
        length = text.startswith("#", at) and text[at + 1 : at + 2] in _NAME_FIRST
        at += length
        end = at
        while end < len(text) and text[end] in _NAME:
            end += 1
        name = text[at:end]
        if name == "BASH_SOURCE" and text.startswith("[0]", end):
            end += 3
        if not name and text[end : end + 2] == "?}":
            name, end = "?", end + 1
        if not name or (name[0] not in _NAME_FIRST and name != "?") or text.startswith("\\\n", end):
            raise self._odd_braces(at, line)
        operator, word = "length" if length else "", None
        self._at = end
        if not text.startswith("}", end):
            operator = next((one for one in _PARAMETER_OPERATORS if text.startswith(one, end)), "")
            if length or not operator:
                raise self._odd_braces(at, line)
            self._at += len(operator)
            word = Word(self._operand(operator, quoted=quoted), line)
            if self._at >= len(text):
                raise self.error("${ is not closed", line)
        self._at += 1
        parts.append(Parameter(name, operator, word, quoted, line))

    def _operand(self, operator: str, *, quoted: bool) -> tuple[Part, ...]:
        if not quoted or operator[0] in "#%":
            inside = self._parts(frozenset("}"), quoted=False)
            if any(isinstance(part, Text) and "{" in part.text for part in inside):
                raise self.beyond("a brace inside ${…}")
            return inside
        start = self._at
        inside = self._parts(frozenset("}"), quoted=True)
        # Where quotes nest, and where \} stands, shells differ among each other.
        raw = self.text[start : self._at]
        if any(letter in raw for letter in ('"', "'", "\\", "`", "{")) and not _is_nested(inside, raw):
            raise self.beyond("a quote or brace inside a quoted ${…}")
        return inside

    def _odd_braces(self, at: int, line: int) -> EvaluationError:
        if "}" not in self.text[at:]:
            return self.error("${ is not closed", line)
        return self.beyond("this kind of ${…}", line)


def _is_nested(parts: tuple[Part, ...], raw: str) -> bool:
    """Tell whether the only braces are those of other ${…}."""
    return not any(letter in raw for letter in "\"'\\`") and not any(isinstance(part, Text) and "{" in part.text for part in parts)
