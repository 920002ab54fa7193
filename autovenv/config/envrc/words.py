"""The expansion of words: variables, `~`, substitutions, and splitting."""

from __future__ import annotations

from autovenv.base.errors import EvaluationError
from autovenv.base.variables import is_name
from autovenv.config.envrc import variables
from autovenv.config.envrc.parser import split_assignment
from autovenv.config.envrc.scope import Place
from autovenv.config.envrc.syntax import Assignment, Parameter, Substitution, Text, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.config.envrc.scope import Scope

# How letters of an expanded word are treated.
_QUOTED = 0  # as they are
_LITERAL = 1  # written without quotes: they may be a pattern
_OPEN = 2  # expanded without quotes: they may be a pattern, and blanks split them
_PATTERN = frozenset("*?[\\(")
_ROOM = 16 << 20  # characters that variables may add to all words of a file


class Expander:
    """Expands words of the file that is evaluated."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.file = ""
        self.substituted = 0  # exit status of the last substitution
        self._room = _ROOM
        self._inside = 0  # how many $(…) we are in: a process of its own in bash
        self._assigning = ""  # the variable whose new value is computed

    def place(self, line: int) -> Place:
        """Return a position in the file."""
        return Place(self.file, line)

    def assigned(self, assignment: Assignment) -> str:
        """Return what is assigned: not split, `~` understood after each `:` too."""
        text = self._joined(self._assigned(assignment))
        if assignment.appends:
            text = (variables.read(self.scope, assignment.name, self.place(assignment.word.line)) or "") + text
        return text

    def single(self, word: Word) -> str:
        """Return the value of a word inside of [[ ]]: it is not split."""
        return self._joined(self._pieces(word))

    def compared(self, word: Word) -> str:
        """Return what `=` and `!=` in [[ ]] compare with. Raises BashNeededError for a pattern."""
        pieces = self._pieces(word)
        for text, kind in pieces:
            if kind != _QUOTED and not _PATTERN.isdisjoint(text):
                raise self.place(word.line).needs_bash("a pattern")
        return self._joined(pieces)

    def arguments(self, words: tuple[Word, ...], *, declares: bool = False) -> list[str]:
        """Return the arguments that words expand to. `declares`: what looks like an assignment is one, as for `export`."""
        found: list[str] = []
        for word in words:
            assignment = split_assignment(word)
            if assignment is None:
                self._split(self._pieces(word), word.line, found)
                continue
            left = f"{assignment.name}{'+' if assignment.appends else ''}="
            if declares:
                pieces = self._assigned(assignment)
                self._refuse_braces(pieces, word.line)
                found.append(left + self._joined(pieces))
            else:
                self._split([(left, _LITERAL), *self._pieces(assignment.word, colons=True)], word.line, found)
        return found

    def _assigned(self, assignment: Assignment) -> list[tuple[str, int]]:
        self._assigning = assignment.name
        pieces = self._pieces(assignment.word, colons=True)
        self._assigning = ""
        return pieces

    def _joined(self, pieces: list[tuple[str, int]]) -> str:
        return "".join([text for text, _ in pieces])

    def _pieces(self, word: Word, kind: int = _LITERAL, *, colons: bool = False) -> list[tuple[str, int]]:
        """Return the word's text with how it is treated; `kind` is that of unquoted text.

        A `~` at the beginning stands for the home directory; with `colons`, one behind a colon, too.
        """
        pieces: list[tuple[str, int]] = []
        for at, part in enumerate(word.parts):
            if isinstance(part, Parameter):
                found = self._parameter(part)
                self._room -= sum(len(text) for text, _ in found)
                if self._room < 0:
                    raise EvaluationError(f"{self.file}:{word.line}", f"its variables add up to more than {_ROOM >> 20} MiB of text")
                pieces.extend(found)
            elif isinstance(part, Substitution):
                pieces.append((self._substitution(part), _QUOTED if part.quoted else _OPEN))
            elif part.quoted:
                pieces.append((part.text, _QUOTED))
            elif "~" in part.text:
                self._tildes(pieces, word, at, kind, colons=colons)
            else:
                pieces.append((part.text, kind))
        return pieces

    def _substitution(self, part: Substitution) -> str:
        from autovenv.config.envrc.substitute import substitute

        assigning, self._assigning = self._assigning, ""
        self._inside += 1
        text, self.substituted = substitute(self, part)
        self._inside -= 1
        self._assigning = assigning
        self.scope.status = self.substituted
        return text

    def _tildes(self, pieces: list[tuple[str, int]], word: Word, at: int, kind: int, *, colons: bool) -> None:
        part = word.parts[at]
        assert isinstance(part, Text)
        runs = part.text.split(":") if colons else [part.text]
        for number, run in enumerate(runs):
            if number:
                pieces.append((":", kind))
            if not run.startswith("~") or (number == 0 and at):
                if run.startswith("~") and colons and isinstance(word.parts[at - 1], Text):
                    raise self.place(word.line).needs_bash("`~` behind a quote")
                pieces.append((run, kind))
                continue
            ends = number + 1 < len(runs) or at + 1 == len(word.parts)
            home = self.scope.get("HOME") or ""
            if run[1:2] not in {"", "/"} or (run == "~" and not ends) or not home or home.endswith("/"):
                raise self.place(word.line).needs_bash("this kind of `~`")
            pieces += [(home, _QUOTED), (run[1:], kind)]

    def _parameter(self, part: Parameter) -> list[tuple[str, int]]:
        place = self.place(part.line)
        scope, name, operator, word = self.scope, part.name, part.operator, part.word
        kind = _QUOTED if part.quoted else _OPEN
        if name == "?":
            return [(str(scope.status), kind)]
        if not is_name(name):
            raise self.place(part.line).needs_bash(f"${name}")
        text = variables.read(scope, name, place)
        if name == "PATH" and (operator or self._assigning != "PATH"):
            scope.need("PATH")
        if word is None:
            if text is None and scope.strict:
                raise self._missing(name, place)
            return [(text or "", kind)]
        is_absent = text is None or (operator[0] == ":" and not text)
        if operator[-1] == "+":
            return [] if is_absent else self._operand(word)
        if not is_absent:
            return [(text or "", kind)]
        if operator[-1] == "-":
            return self._operand(word)
        raise self._missing(name, place, self._joined(self._operand(word)))

    def _missing(self, name: str, place: Place, message: str = "") -> EvaluationError:
        if self._inside:  # it ends that process, and the file goes on
            return place.needs_bash("what fails in $(…)")
        return EvaluationError(str(place), f"{name}: {message}" if message else f"{name} is not set")

    def _operand(self, word: Word) -> list[tuple[str, int]]:
        for part in word.parts:
            if isinstance(part, Text) and not part.quoted and ":~" in part.text:
                raise self.place(word.line).needs_bash("`~` inside ${…}")
        return self._pieces(word, _OPEN)

    def _refuse_braces(self, pieces: list[tuple[str, int]], line: int) -> None:
        for text, kind in pieces:
            if kind == _LITERAL and "{" in text:
                raise self.place(line).needs_bash("{…}")

    def _split(self, pieces: list[tuple[str, int]], line: int, found: list[str]) -> None:
        """Add the arguments that pieces expand to. Raises BashNeededError where bash would look for files by a pattern."""
        self._refuse_braces(pieces, line)
        field: str | None = None
        for text, kind in pieces:
            if kind != _QUOTED and not _PATTERN.isdisjoint(text) and pieces != [("[", _LITERAL)]:
                raise self.place(line).needs_bash("a pattern for file names")
            if kind != _OPEN:
                if text or kind == _QUOTED:
                    field = (field or "") + text
                continue
            for number, run in enumerate(text.replace("\t", " ").replace("\n", " ").split(" ")):
                if number and field is not None:
                    found.append(field)
                    field = None
                if run:
                    field = (field or "") + run
        if field is not None:
            found.append(field)
