"""The expansion of words: variables, `~`, substitutions, and splitting."""

from __future__ import annotations

from autovenv.base.errors import EvaluationError
from autovenv.base.variables import is_name
from autovenv.config.envrc import variables
from autovenv.config.envrc.parser import split_assignment
from autovenv.config.envrc.patterns import ANY, STAR, without_prefix, without_suffix
from autovenv.config.envrc.scope import Place
from autovenv.config.envrc.syntax import Assignment, Encoded, Parameter, Substitution, Text, Word
from autovenv.config.result import BashNeededError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from autovenv.config.envrc.scope import Scope

# How letters of an expanded word are treated.
_QUOTED = 0  # as they are
_LITERAL = 1  # written without quotes: they may be a pattern
_OPEN = 2  # expanded without quotes: they may be a pattern, and blanks split them
_PATTERN = frozenset("*?[")
_ROOM = 16 << 20  # characters that variables may add to all words of a file


class Expander:
    """Expands words of the file that is evaluated."""

    def __init__(self, scope: Scope, substitute: Callable[[Expander, Substitution], tuple[str, int]]) -> None:
        """`substitute` runs the commands of a `$(…)` and returns what they print, and their exit status."""
        self.scope = scope
        self.file = ""
        self._room = _ROOM
        self.substituted = 0  # exit status of the last substitution
        self._substitute = substitute
        self._inside = 0  # how many $(…) we are in: a process of its own in bash
        self._assigning = ""  # the variable whose new value is computed

    def place(self, line: int) -> Place:
        """Return a position in the file."""
        return Place(self.file, line)

    def assigned(self, assignment: Assignment) -> str:
        """Return what is assigned: not split, `~` understood after each `:` too."""
        self._assigning = assignment.name
        try:
            text = self._joined(self._pieces(assignment.word, "every"))
        finally:
            self._assigning = ""
        if assignment.appends:
            text = (variables.read(self.scope, assignment.name, self.place(assignment.word.line)) or "") + text
        return text

    def single(self, word: Word) -> str:
        """Return what a word inside of [[ ]] comes to: it is not split."""
        return self._joined(self._pieces(word, "first"))

    def arguments(self, words: tuple[Word, ...], *, declares: bool = False) -> list[str]:
        """Return the arguments that words come to. `declares`: what looks like an assignment is one, as for `export`."""
        found: list[str] = []
        for word in words:
            assignment = split_assignment(word)
            if assignment is None:
                self._split(self._pieces(word, "first"), word.line, found)
                continue
            left = f"{assignment.name}{'+' if assignment.appends else ''}="
            if declares:
                self._assigning = assignment.name
            try:
                pieces = self._pieces(assignment.word, "every")
            finally:
                self._assigning = ""
            if declares:
                self._refuse_braces(pieces, word.line)
                found.append(left + self._joined(pieces))
            else:
                self._split([(left, _LITERAL), *pieces], word.line, found)
        return found

    def pattern(self, word: Word, *, tilde: bool = True) -> list[str]:
        """Return the word as a pattern: what is quoted stands for itself."""
        items: list[str] = []
        for text, kind in self._pieces(word, "first" if tilde else "refused"):
            if kind == _QUOTED:
                items.extend(text)
                continue
            if any(letter in text for letter in "[\\("):
                raise self._beyond("this kind of pattern", word.line)
            items.extend(STAR if letter == "*" else ANY if letter == "?" else letter for letter in text)
        return items

    def _joined(self, pieces: list[tuple[str, int]]) -> str:
        return "".join([text for text, _ in pieces])

    def _beyond(self, form: str, line: int) -> BashNeededError:
        return BashNeededError(f"{self.file}:{line}", f"{form} needs bash")

    def _pieces(self, word: Word, tildes: str, kind: int = _LITERAL) -> list[tuple[str, int]]:
        """Return the word's text with how it is treated.

        `tildes`: "first" (one at the beginning stands for the home directory), "every" (one behind a colon, too), "refused", or "none".
        `kind` is that of unquoted text.
        """
        pieces: list[tuple[str, int]] = []
        for at, part in enumerate(word.parts):
            if isinstance(part, Text):
                if part.quoted:
                    pieces.append((part.text, _QUOTED))
                elif "~" in part.text and tildes != "none":
                    self._tildes(pieces, word, at, tildes, kind)
                else:
                    pieces.append((part.text, kind))
            elif isinstance(part, Parameter):
                found = self._parameter(part)
                self._room -= sum(len(text) for text, _ in found)
                if self._room < 0:
                    raise EvaluationError(f"{self.file}:{word.line}", f"its variables add up to more than {_ROOM >> 20} MiB of text")
                pieces.extend(found)
            elif isinstance(part, Substitution):
                assigning, self._assigning = self._assigning, ""
                self._inside += 1
                text, self.substituted = self._substitute(self, part)
                self._inside -= 1
                self._assigning = assigning
                self.scope.status = self.substituted
                pieces.append((text, _QUOTED if part.quoted else _OPEN))
            else:
                pieces.append((self._encoded(part, word.line), _QUOTED))
        return pieces

    def _tildes(self, pieces: list[tuple[str, int]], word: Word, at: int, tildes: str, kind: int) -> None:
        part = word.parts[at]
        assert isinstance(part, Text)
        runs = part.text.split(":") if tildes == "every" else [part.text]
        for number, run in enumerate(runs):
            if number:
                pieces.append((":", kind))
            if not run.startswith("~"):
                pieces.append((run, kind))
                continue
            before = word.parts[at - 1] if at else None
            if number == 0 and before is not None:
                if isinstance(before, Text) and tildes == "every":
                    raise self._beyond("`~` behind a quote", word.line)
                pieces.append((run, kind))
                continue
            ends = number + 1 < len(runs) or at + 1 == len(word.parts)
            home = self.scope.get("HOME") or ""
            if run[1:2] not in {"", "/"} or (run == "~" and not ends) or tildes == "refused" or not home or home.endswith("/"):
                raise self._beyond("this kind of `~`", word.line)
            pieces.append((home, _QUOTED))
            pieces.append((run[1:], kind))

    def _encoded(self, part: Encoded, line: int) -> str:
        for name in ("LC_ALL", "LC_CTYPE", "LANG"):
            locale = self.scope.get(name)
            if locale != self.scope.outside.get(name):
                break
            if locale:
                if locale.lower().replace("-", "").endswith("utf8"):
                    return part.text
                break
        raise self._beyond(r"\u without a UTF-8 locale", line)

    def _parameter(self, part: Parameter) -> list[tuple[str, int]]:
        place = self.place(part.line)
        scope, name, operator = self.scope, part.name, part.operator
        kind = _QUOTED if part.quoted else _OPEN
        if name == "?":
            text: str | None = str(scope.status)
            if operator:
                raise self._beyond("this kind of ${?…}", part.line)
        elif name in {"BASH_SOURCE", "BASH_SOURCE[0]"}:
            text = self.file
        elif not is_name(name[0]):
            raise self._beyond(f"${name}", part.line)
        else:
            text = variables.read(scope, name, place)
            if name == "PATH" and (operator or self._assigning != "PATH"):
                scope.need("PATH")
        word = part.word
        if word is None or operator[0] in "#%":
            if text is None and scope.nounset:
                raise self._missing(name, place)
            text = text or ""
            if operator == "length":
                if not text.isascii():
                    raise self._beyond("the length of this text", part.line)
                text = str(len(text))
            elif word is not None:
                text = self._trimmed(text, part, word)
            return [(text, kind)]
        absent = text is None or (operator[0] == ":" and not text)
        action = operator[-1]
        if action == "+":
            return [] if absent else self._operand(word, quoted=part.quoted)
        if not absent:
            return [(text or "", kind)]
        if action == "-":
            return self._operand(word, quoted=part.quoted)
        given = self._joined(self._operand(word, quoted=part.quoted))
        if action == "?":
            raise self._missing(name, place, given)
        if self._inside:
            raise self._beyond("an assignment in $(…)", part.line)
        variables.assign(scope, name, given, place)
        return [(given, kind)]

    def _missing(self, name: str, place: Place, message: str = "") -> EvaluationError:
        if self._inside:  # it ends that process, and the file goes on
            return self._beyond("what fails in $(…)", place.line)
        return variables.missing(name, place, message)

    def _operand(self, word: Word, *, quoted: bool) -> list[tuple[str, int]]:
        if quoted:
            return self._pieces(word, "none")
        for part in word.parts:
            if isinstance(part, Text) and not part.quoted and ":~" in part.text:
                raise self._beyond("`~` inside ${…}", word.line)
        return self._pieces(word, "first", _OPEN)

    def _trimmed(self, text: str, part: Parameter, word: Word) -> str:
        pattern = self.pattern(word, tilde=not part.quoted)
        if not text.isascii() and (ANY in pattern or any("\udc80" <= letter <= "\udcff" for letter in text)):
            raise self._beyond("a pattern for this text", part.line)
        longest = len(part.operator) == 2
        if len(text) * len(pattern) > 1 << 20:
            raise self._beyond("a pattern for a text this long", part.line)
        if part.operator[0] == "#":
            return without_prefix(pattern, text, longest=longest)
        return without_suffix(pattern, text, longest=longest)

    def _refuse_braces(self, pieces: list[tuple[str, int]], line: int) -> None:
        for text, kind in pieces:
            if kind == _LITERAL and "{" in text:
                raise self._beyond("{…}", line)

    def _split(self, pieces: list[tuple[str, int]], line: int, found: list[str]) -> None:
        """Add the arguments that pieces come to. Raises BashNeededError where bash would look for files by a pattern."""
        self._refuse_braces(pieces, line)
        for text, kind in pieces:
            if kind == _QUOTED:
                continue
            if (not _PATTERN.isdisjoint(text) and not (text == "[" and len(pieces) == 1)) or (
                kind == _OPEN and ("\\" in text or "(" in text)
            ):
                raise self._beyond("a pattern for file names", line)
        field: str | None = None
        for text, kind in pieces:
            if kind != _OPEN:
                if text or kind == _QUOTED:
                    field = (field or "") + text
                continue
            begin = 0
            for at, letter in enumerate(text):
                if letter in " \t\n":
                    if at > begin:
                        field = (field or "") + text[begin:at]
                    if field is not None:
                        found.append(field)
                        field = None
                    begin = at + 1
            if begin < len(text):
                field = (field or "") + text[begin:]
        if field is not None:
            found.append(field)
