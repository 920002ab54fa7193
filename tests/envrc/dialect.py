"""Rows for the lines of dotenv.md: a `.env` beside an `.envrc` that says `dotenv`."""

from __future__ import annotations

from tests.envrc.row import Row


def _row(name: str, text: str, values: dict[str, str] | None = None, **fields: object) -> Row:
    return Row(name, "dotenv\n", {".env": text}, set=values or {}, **fields)  # type: ignore[arg-type]


def _warns(*lines: str) -> tuple[str, ...]:
    return tuple("{p}/.env:" + line for line in lines)


_LOST = "refers to a variable that is not set, so a part of it is empty; in single quotes a $ is a $"
_RUNS = "stays as it is written: a .env file runs nothing"

DIALECT = {
    ".env: keys": [
        _row("export prefix", "export A=1\nexport   B=2\n", {"A": "1", "B": "2"}),
        _row("keys of letters, digits, underscores", "_a=1\nA_1=2\nabc=3\n", {"_a": "1", "A_1": "2", "abc": "3"}),
        _row("a.b is skipped with a warning", "a.b=1\nA=2\n", {"A": "2"}, says=_warns("1: 'a.b' is not a valid variable name: it is left out")),
        _row("a-b is skipped with a warning", "A=1\na-b=1\n", {"A": "1"}, says=_warns("2: 'a-b' is not a valid variable name: it is left out")),
        _row("1A is skipped with a warning", "1A=1\nA=2\n", {"A": "2"}, says=_warns("1: '1A' is not a valid variable name: it is left out")),
        _row("spaces around =", "A = 1\nB= 2\nC =3\n", {"A": "1", "B": "2", "C": "3"}),
        _row("A: b", "A: b\nB: 'c d'\n", {"A": "b", "B": "c d"}),
        _row("a bare A is skipped with a warning", "A\nB=1\n", {"B": "1"}, says=_warns("1: 'A' has no value: it is left out")),
        _row("the last duplicate wins", "A=1\nA=2\n", {"A": "2"}),
        _row("nothing behind =", "A=\nB=''\n", {"A": "", "B": ""}),
    ],
    ".env: values": [
        _row("single quotes are literal", "A='$HOME \\n \"x\" # y'\n", {"A": '$HOME \\n "x" # y'}),
        _row("\\' and \\\\ in single quotes", "A='it\\'s \\\\ \\x'\n", {"A": "it's \\ \\x"}),
        _row("escapes in double quotes", 'A="\\n\\t\\r\\\\\\"\\$x"\n', {"A": '\n\t\r\\"$x'}),
        _row("double quotes over several lines", 'A="one\n two\n"\nB=1\n', {"A": "one\n two\n", "B": "1"}),
        _row("single quotes over several lines", "A='one\ntwo'\nB=1\n", {"A": "one\ntwo", "B": "1"}),
        _row("unquoted values are trimmed", "A=  a b  \n", {"A": "a b"}),
        _row("a comment starts at blank and #", 'A=b # c\nB="d" # e\n# F=1\n', {"A": "b", "B": "d"}),
        _row("A=b#c", "A=b#c\n", {"A": "b#c"}),
        _row("JSON stays verbatim", 'A={"a": [1, "b c"], "d": {}}\n', {"A": '{"a": [1, "b c"], "d": {}}'}),
        _row("A=b=c==", "A=b=c==\n", {"A": "b=c=="}),
    ],
    ".env: expansion": [
        _row("$VAR and ${VAR}", 'A=1\nB=$A-${A}x\nC="$A ${A}"\n', {"A": "1", "B": "1-1x", "C": "1 1"}),
        _row("${VAR:-default}", "A=${X:-d}\nB=${E:-d}\nC=${S:-d}\n", {"A": "d", "B": "d", "C": "s"}, outside={"E": "", "S": "s"}),
        _row("${VAR-default}", "A=${X-d}\nB=${E-d}\n", {"A": "d", "B": ""}, outside={"E": ""}),
        _row("earlier lines first, then the environment, else empty", "S=mine\nA=$S\nB=$T\nC=x$U\n", {"S": "mine", "A": "mine", "B": "t", "C": "x"}, outside={"S": "s", "T": "t"}),
        _row("a hash or a password that loses a part is told of", 'A=$2y$10$abc.def\nB=pa$word\nC="$5$Salt$x"\n', {"A": "$2y$10.def", "B": "pa", "C": "$5"}, says=_warns(*(f"{line}: {name} {_LOST}" for line, name in ((1, "A"), (2, "B"), (3, "C"))))),
        _row("a hash in single quotes is whole", "A='$2y$10$abc.def'\nB=\\$2y\\$10\\$abc\n", {"A": "$2y$10$abc.def", "B": "$2y$10$abc"}),
        _row("a variable that is not set is nothing, without a word", "A=$NOPE:src\nB=${nope}x\nC=${nope-d}\n", {"A": ":src", "B": "x", "C": "d"}),
        _row("\\$ is a dollar", 'A=\\$HOME\nB="\\$HOME"\n', {"A": "$HOME", "B": "$HOME"}),
        _row("$(…) stays literal, with a warning", "A=$(touch evil)\n", {"A": "$(touch evil)"}, says=_warns(f"1: $(…) {_RUNS}")),
        _row("backticks stay literal, with a warning", "A=`touch evil`\n", {"A": "`touch evil`"}, says=_warns(f"1: `…` {_RUNS}")),
    ],
    ".env: the file": [
        _row("BOM", "\ufeffA=1\n", {"A": "1"}),
        _row("CRLF", "A=1\r\nB=\"x\r\ny\"\r\nC='z'\r\n", {"A": "1", "B": "x\ny", "C": "z"}),
        _row("an unterminated quote is an error", 'A=1\nB="x\nC=3\n', error=".env:2"),
        _row("nothing of the file is applied after an error", "A=1\nB='\n", error=".env:2"),
        Row("1 MiB at most", "export A=1\ndotenv\n", {".env": "A=" + "x" * (1 << 20)}, error=".envrc:2"),
        Row("regular files only", "export A=1\ndotenv /dev/null\n", error=".envrc:2"),
        _row("PATH goes through the managed operation", "PATH=/x:$PATH:/y\n", front=("/x",), back=("/y",)),
        _row("bytes that are no UTF-8", "A=a\udcff\n", {"A": "a\udcff"}, not_in={"pwsh": "its texts are UTF-16"}),
        _row("names that change how programs load are set, once approved", "LD_PRELOADED=x\nNODE_OPTIONS=y\nEDITOR=ed\n", {"LD_PRELOADED": "x", "NODE_OPTIONS": "y", "EDITOR": "ed"}),
    ],
}  # fmt: skip
