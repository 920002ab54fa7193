"""The words and operators of an `.envrc`, with their lines. Quotes are told apart from text here; nothing is expanded yet."""

from __future__ import annotations

from autovenv.base.errors import EvaluationError
from autovenv.base.value import value
from autovenv.base.variables import LETTERS, is_name
from autovenv.config.envrc.quotes import dollar_quote
from autovenv.config.envrc.syntax import Parameter, Part, Substitution, Text, Word
from autovenv.config.result import BashNeededError

_NAME_FIRST = frozenset(filter(is_name, LETTERS))
_ENDS_WORD = frozenset(" \t\n|&;()<>")
_SPECIAL = frozenset("'\"\\$`") | _ENDS_WORD
_SPECIAL_QUOTED = frozenset('"\\$`')
_OPERATORS = (
    "&>>", "<<<", "<<-", "&&", "||", ";;", "|&", "<<", ">>", "&>", ">&", "<&", "<>", ">|", "&", "|", ";", "(", ")", "<", ">", "\n",
)  # fmt: skip
_PARAMETER_OPERATORS = (":-", ":+", ":?", "-", "+", "?")
# What bash knows beside names: $1, $@, $?, …
_SPECIAL_PARAMETERS = frozenset("0123456789@*#?-$!")
# What may stand in `…`: a command and its arguments without a quote.
_PLAIN = LETTERS | frozenset(" -./")
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

    def literal(self) -> str:
        """Return the text of a word that is nothing but unquoted text, "" for any other token."""
        return self.word.literal() if self.word is not None else ""


class Lexer:
    """Reads tokens one by one: what stands behind a form that is not understood is never looked at."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.line = 1
        self._at = 0
        self._ahead: Token | None = None
        for mark in _MARKS:
            if mark in text:
                raise self.needs_bash("a control character", 1 + text.count("\n", 0, text.index(mark)))

    def error(self, message: str, line: int) -> EvaluationError:
        """Return the error for what bash would refuse too."""
        return EvaluationError(f"{self.file}:{line}", message)

    def needs_bash(self, form: str, line: int = 0) -> BashNeededError:
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

    def _token(self) -> Token:
        self._skip_blanks()
        text, line = self.text, self.line
        if self._at >= len(text):
            return Token("end", line)
        if text[self._at] in _ENDS_WORD:
            operator = next(one for one in _OPERATORS if text.startswith(one, self._at))
            self._at += len(operator)
            self.line += operator == "\n"
            return Token("redirect" if "<" in operator or ">" in operator else "operator", line, operator)
        word = Word(self._parts(_ENDS_WORD, quoted=False), line)
        digits = word.literal()
        if digits.isascii() and digits.isdigit() and text.startswith(("<", ">"), self._at):
            return Token("redirect", line, self._token().text, None, int(digits[:9]))
        return Token("word", line, "", word)

    def _skip_blanks(self) -> None:
        """Go past blanks, a comment, and ends of lines behind a backslash."""
        text = self.text
        while self._at < len(text):
            if text[self._at] in " \t":
                self._at += 1
            elif text.startswith("\\\n", self._at):
                self._at += 2
                self.line += 1
            else:
                break
        if text.startswith("#", self._at):
            end = text.find("\n", self._at)
            self._at = len(text) if end < 0 else end

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
                self._double(parts)
            elif letter == "'":
                self._single(parts)
            elif letter == "$":
                self._dollar(parts, quoted=quoted)
            elif letter == "`":
                parts.append(self._backticks(quoted=quoted))
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
            raise self.needs_bash("a backslash at the end")
        self._at += 2
        if following == "\n":
            self.line += 1
        elif quoted and following not in '$`"\\':
            self._add(parts, "\\" + following, quoted=True)
        else:
            self._add(parts, following, quoted=True)

    def _single(self, parts: list[Part]) -> None:
        end = self.text.find("'", self._at + 1)
        if end < 0:
            raise self.error("a single quote is not closed", self.line)
        self._add(parts, self.text[self._at + 1 : end], quoted=True)
        self.line += self.text.count("\n", self._at, end)
        self._at = end + 1

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

    def _dollar_quoted(self, parts: list[Part]) -> None:
        end = self._at + 2
        while end < len(self.text) and self.text[end] != "'":
            end += 2 if self.text[end] == "\\" else 1
        if end >= len(self.text):
            raise self.error("a quote is not closed", self.line)
        inside = self.text[self._at + 2 : end]
        decoded = dollar_quote(inside)
        if decoded is None:
            raise self.needs_bash("this escape in $'…'")
        self._add(parts, decoded, quoted=True)
        self.line += inside.count("\n")
        self._at = end + 1

    def _backticks(self, *, quoted: bool) -> Substitution:
        end = self.text.find("`", self._at + 1)
        if end < 0:
            raise self.error("a backtick is not closed", self.line)
        inside = self.text[self._at + 1 : end]
        if not _PLAIN.issuperset(inside):
            raise self.needs_bash("this kind of `…`")
        self._at = end + 1
        words = tuple(Word((Text(word, quoted=False),), self.line) for word in inside.split())
        return Substitution(words, quoted, self.line)

    def _substitution(self, *, quoted: bool) -> Substitution:
        """Read one command up to its `)`. What it says on stderr may be thrown away: that is an error's text."""
        line = self.line
        self._at += 2
        words: list[Word] = []
        while (token := self._token()).text != ")":
            if token.kind == "end":
                raise self.error("$( is not closed", line)
            if token.word is not None and token.literal() != "case":  # which a `)` does not end
                words.append(token.word)
            elif (token.text, token.fd) != (">", 2) or self._token().literal() != "/dev/null":
                raise self.needs_bash("this kind of $(…)", token.line)
        return Substitution(tuple(words), quoted, line)

    def _dollar(self, parts: list[Part], *, quoted: bool) -> None:
        text, line = self.text, self.line
        after = text[self._at + 1 : self._at + 2]
        if after in _NAME_FIRST and after:
            name = self._name(self._at + 1)
            parts.append(Parameter(name, "", None, quoted, line))
            self._at += 1 + len(name)
        elif after == "{":
            parts.append(self._braces(quoted=quoted))
        elif after == "[" or text.startswith("((", self._at + 1):
            raise self.needs_bash("arithmetic")
        elif after == "(":
            parts.append(self._substitution(quoted=quoted))
        elif after == "'" and not quoted:
            self._dollar_quoted(parts)
        elif after == '"' and not quoted:
            raise self.needs_bash('$"…"')
        elif text.startswith("\\\n", self._at + 1):
            raise self.needs_bash("a name that goes on in the next line")
        elif after and after in _SPECIAL_PARAMETERS:
            parts.append(Parameter(after, "", None, quoted, line))
            self._at += 2
        else:
            self._add(parts, "$", quoted=quoted)
            self._at += 1

    def _name(self, at: int) -> str:
        """Return the name of a variable that begins at a position, "" if none does."""
        text, end = self.text, at
        while end < len(text) and text[end] in LETTERS:
            end += 1
        if text.startswith("\\\n", end):
            raise self.needs_bash("a name that goes on in the next line")
        return text[at:end] if text[at : at + 1] in _NAME_FIRST else ""

    def _braces(self, *, quoted: bool) -> Parameter:
        text, start, line = self.text, self._at, self.line
        name = self._name(start + 2)
        end = start + 2 + len(name)
        operator = next((one for one in _PARAMETER_OPERATORS if text.startswith(one, end)), "")
        if not name or not (operator or text.startswith("}", end)):
            if "}" not in text[end:]:
                raise self.error("${ is not closed", line)
            raise self.needs_bash("this kind of ${…}", line)
        self._at = end + len(operator)
        word = Word(self._operand(quoted=quoted), line) if operator else None
        if self._at >= len(text):
            raise self.error("${ is not closed", line)
        self._at += 1
        return Parameter(name, operator, word, quoted, line)

    def _operand(self, *, quoted: bool) -> tuple[Part, ...]:
        start = self._at
        inside = self._parts(frozenset("}"), quoted=quoted)
        # Where quotes nest, and where \} stands, shells differ among each other.
        quotes = quoted and not frozenset("\"'\\`").isdisjoint(self.text[start : self._at])
        if quotes or any(isinstance(part, Text) and "{" in part.text for part in inside):
            raise self.needs_bash("a quote or brace inside ${…}")
        return inside
