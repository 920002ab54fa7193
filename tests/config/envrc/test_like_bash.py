"""What plain bash understands comes to the very same environment here."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from bash_peer import bashs, ours
from hypothesis import given, settings
from hypothesis import strategies as st

from autovenv.base.errors import EvaluationError
from autovenv.config.result import BashNeededError

pytestmark = pytest.mark.skipif(os.name == "nt" or not (shutil.which("bash") and shutil.which("git")), reason="no bash or git here")

# One to a line; ⏎ is a newline.
SAME = r"""
export A=1
A=1
export A
export A; A=1
A=1; export A
A=1 B=2; export A B
export A=1 B=$A
A=1 B=$A C=$B; export A B C
unset OUT
unset nosuch; export A=$?
export OUT=other
OUT=other
OUT=given
OUT+=more
export OUT+=more
A+=x; export A
export A=
export A=''
export A=""
A='$OUT \n "'; export A
A="$OUT \n ' \" \\ \$ \` \x"; export A
A="two⏎lines"; export A
A='two⏎lines'; export A
A="join\⏎ed"; export A
A=join\⏎ed; export A
export A=a\ b\"\'\\\$c
A=a"b c"'d e'f; export A
A=$'a\n\t\e\a\b\f\r\v\\\'\"\?z\101\x41'; export A
A=$'\x41\x4\x4g\0101\60'; export A
A=$'\xff\376'; export A
A=$'\303\251\xc3\xa9'; export A
A="é♀"; export A
A="$'x'"; export A
A="a$"; export A
A=$; export A
A="$ $% $/"; export A
export A=$OUT$OUT
export A=${OUT}x$OUT
export A="${OUT}x $OUTx"
A=$nosuch; export A
A="a${nosuch}b"; export A
export A=${nosuch:-d}
export A=${nosuch-d}
export A=${EMPTY:-d} B=${EMPTY-d}
export A=${OUT:+x} B=${EMPTY:+x} C=${EMPTY+x} D=${nosuch+x}
export A=${OUT:?gone}
export A=${nosuch:-${OUT}/x}
export A="${nosuch:-${OUT}/x y}"
export A="${nosuch:-a b}"
export A=${nosuch:-a   b}
A=${nosuch:-a   b}; export A
A=${nosuch:-"a   b"c}; export A
A=${nosuch:-'a   b'c}; export A
A=${nosuch:-a\}b}; export A
A=${nosuch:-a$OUT"b $OUT"}; export A
A=${nosuch:-$(pwd)}; export A
A=${nosuch:-~/x}; export A
A="${nosuch:-~/x}"; export A
A=${nosuch:-~}; export A
A=$PWD; export A
A=$PWD/x:$HOME/y; export A
A=~; export A
A=~/x; export A
A=~/x:~/y:~:z; export A
A=x:~/y; export A
A=x~/y; export A
A="~/x"; export A
A='~'/x; export A
A=\~/x; export A
A=x=~/y; export A
export A=~/x B=x:~/y C="~/z"
export "A=~/x"
export A=$OUT:~/x
A=-I~/x; export A
export A=$BLANKS
export A=x$BLANKS B=2
A=$BLANKS; export A
export A="$BLANKS"
export $PAIR
export $PAIR Q=2
export "$PAIR"
export X$PAIR
A=a{b,c}d; export A
A={a,b}; export A
A=*; export A
A=$STAR; export A
A=[ab]; export A
A=x\*; export A
A="*"; export A
export A=* B=?x C=$STAR
export A="{x,y}"
export A=a#b B='#' C=x # not this
# nothing⏎export A=1 # x
   export A=1  ⏎⏎⏎	export B=2   ;
#!/bin/bash⏎export A=1
export A=1;export B=2
export A=1 ; ⏎export B=2;
export A=1 \⏎  B=2 \⏎  C=3
export \⏎A=1
export A=x\⏎y
export FO\⏎O=1
export A=1 \⏎# comment
PATH=/x:$PATH
export PATH=/x:/y:$PATH:/z
export PATH="/x:$PATH"
PATH+=:/z
PATH=/only
OLD=$PATH; PATH=/x:$OLD; export OLD
LD=$PATH:/x; export LD
set -a; A=1; set +a; B=2
set -o allexport; A=1⏎B=2; set +o allexport; C=3
set -a; A=1; unset A
true && export A=1
false && export A=1
true || export A=1
false || export A=1
false || false || export A=1
true && false || export A=1
false && true || export A=1 && export B=2
true &&⏎ export A=1
! true && export A=1
! false && export A=1
! ! true && export A=1
if true; then export A=1; fi
if false; then export A=1; fi
if false; then export A=1; else export A=2; fi
if false; then export A=1; elif true; then export A=2; else export A=3; fi
if false; then export A=1; elif false; then export A=2; else export A=3; fi
if true⏎then⏎ export A=1⏎fi⏎export B=2
if ! true; then export A=1; else export A=2; fi
if true && false; then export A=1; else export A=2; fi
if false; true; then export A=1; fi
if true; then if false; then export A=1; else export A=2; fi; fi
if true; then # c⏎export A=1⏎# d⏎fi # e
{ export A=1; export B=2; }
{ false; } || export A=1
false || { export A=1; true; } && export B=2
{⏎export A=1⏎}
[ -n "$OUT" ] && export A=1
[ -n "$nosuch" ] && export A=1
[ -z "$nosuch" ] && export A=1
[ -z $nosuch ] && export A=1
[ -n $nosuch ] && export A=1
[ $nosuch ] && export A=1
[ $OUT ] && export A=1
[ "" ] || export A=1
[ ] || export A=1
test || export A=1
test x && export A=1
test "$OUT" = given && export A=1
[ "$OUT" == given ] && export A=1
[ "$OUT" != given ] || export A=1
[ ! "$OUT" = given ] || export A=1
[ ! -n "$OUT" ] || export A=1
[ ! "$nosuch" ] && export A=1
[ $nosuch = x ]; export A=$?
[ a b ]; export A=$?
[ a b c ]; export A=$?
[ -n = -n ] && export A=1
[ ! = ! ] && export A=1
[ = ]; export A=$?
[ ! ]; export A=$?
[ -e file ] && export A=1
[ -f file ] && [ -d sub ] && [ -d . ] && export A=1
[ -f sub ] || [ -d file ] || export A=1
[ -r file ] && [ -x run ] && [ ! -x file ] && export A=1
[ -f link ] && [ ! -e broken ] && export A=1
[ -f "two words" ] && export A=1
[ -e nosuch ] || export A=1
[ -d ~ ] && [ -f ~/.profile ] && export A=1
[ -d "~" ] || export A=1
[ -f "$PWD/file" ] && [ -f ./sub/../file ] && export A=1
[ -e "" ] || export A=1
[ -f file; export A=$?
export A=${PS1:-none} B=$PS2
PS1="(x) $PS1"; export PS1 A=$PS1
if [ -f nosuch ]; then export A=1; elif [ -f file ]; then export A=2; fi
[[ -n $OUT ]] && export A=1
[[ $OUT ]] && [[ ! $nosuch ]] && export A=1
[[ -z $nosuch && -n $OUT ]] && export A=1
[[ -n $nosuch || -n $OUT ]] && export A=1
[[ -n $nosuch || -n $OUT && -z $OUT ]] || export A=1
[[ ! -n $OUT ]] || export A=1
[[ $OUT == "g*" ]] || export A=1
[[ $STAR == \* ]] && [[ $STAR == '*' ]] && export A=1
[[ $OUT == given ]] && [[ $OUT != gone ]] && [[ $OUT = "given" ]] && export A=1
[[ $OUT == "g*" ]]; export A=$?
P='g*'; [[ $P == "$P" ]] && [[ $P != $OUT ]] && export A=1
[[ $BLANKS == "$BLANKS" ]] && export A=1
[[ -f file && -d sub ]] && export A=1
[[ -d ~ ]] && [[ $HOME == ~ ]] && export A=1
if [[ $OUT == given ]]; then export A=1; fi
[[ "" ]] ; export A=$?
[[ a == b ]] || { export A=1; }
A=$(pwd); export A
export A=$(pwd) B="$(pwd)/x"
A=`pwd`; export A
A="`pwd`/x"; export A
command -v ls >/dev/null && export A=1
command -v nosuchprogram >/dev/null 2>&1 || export A=1
if command -v ls &>/dev/null; then export A=1; fi
export A=$?
false; export A=$?
true; export A=$?
false; export A=$?$(pwd)$?
A=$(pwd); export B=$?
A=$(pwd) || export B=1
false && A=$(ls); export B=1
[ -f nosuch ] && export A=$(basename "$PWD")/$(ls -l 2>/dev/null)
A=1; export B=$?
[ -f nosuch ]; export A=$? B=$?
if false; then :; fi; export A=$?
! true; export A=$?
exit 0; export A=1
export A=1; exit 0; export B=2
export A=1; exit
export A=1; exit 256
export A=1; return; export B=2
export A=1; return 1; export B=2
export A=1; return 0; export B=2
export A=1; false
strict_env; export A=1
strict_env; false || true; export A=1
strict_env; if false; then :; fi; export A=1
strict_env; ! true; export A=1
strict_env; false && true; export A=1
strict_env; unstrict_env; false; export A=$nosuch
strict_env; export A=${nosuch:-d} B=${nosuch+x} C=${nosuch-} D=$EMPTY
strict_env; { false; } || export A=1
false; export A=1
export 1x=2 A=1; export B=$?
export 'a b'=2; export B=$?
export A=1 >/dev/null
export A=1 2>/dev/null B=2
2>/dev/null export A=1
export A=1 2>&1 >&2
A=1 >/dev/null; export A
: a=~/x b:~/y
export A==x B=a=b
export DIRENV_X=1 A=$DIRENV_IN_ENVRC
LC_ALL=C; export A=1
export LANG=C A=$LANG
A='a'"'"'b'; export A
A="a"b'c'$OUT"$OUT"; export A
export A="a;b" B='x && y' C=a\;b
export A=http://x/?y=z\&w=1
A=http://x/?y=z; export A
export A=a:b::c: B=/a/b//c
export A="$OUT"'$OUT'\$OUT
export A=%d B=@ C=+ D=a^b E=a,b F=a.b G=!
export A=a!b B="a!b"
export A=1⏎if [ -f file ]⏎then⏎  export B=2⏎else⏎  export B=3⏎fi⏎export C=$A$B
export é=1; export A=$?
if true; then exit 0; fi; export A=1
exit_=1; export exit_
if_=1 fi=2 then=3; export if_ fi then
export if=1
: if then fi; export A=1
export A=$OUT; unset OUT; export B=$OUT
export A=${A:-$OUT}${A:-$OUT}
unset HOME; export A=$HOME
HOME=/h; export A=~/x
A=${HOME:?no home}/x; export A
A=${OUT:+"x  y"}; export A
A=${OUT:+x$BLANKS}; export A
export A=${OUT:+x y}z
export $EMPTY A=1
export "" A=1; export B=$?
"""[1:-1].split("\n")  # fmt: skip

# What is told to be bash's, with the reason and the line.
BEYOND = r"""
1 a pipeline | ls | cat
1 a pipeline | true | true && export A=1
2 a loop | export A=1⏎for x in 1; do :; done
1 a loop | while false; do :; done
1 a loop | until true; do :; done
1 `case` | case x in x) ;; esac
2 a function | ⏎f() { :; }
1 a function | function f { :; }
1 a subshell | (true)
1 an array | A=(1 2)
1 an array | A+=(1 2)
1 arithmetic | A=$((1+1))
1 arithmetic | A="$[1+1]"
2 arithmetic | A="two⏎lines $((1))"
1 a subshell | ((1))
1 a here-document | : <<X⏎X
1 a here-document | : <<<x
1 a redirection | echo x > file
1 a redirection | echo x 2>file
1 a redirection | if true; then :; fi >/dev/null
1 a process substitution | : <(true)
1 a background job | true &
3 `nosuchcommand` | A=1⏎⏎nosuchcommand x
1 `eval` | eval x
1 `local` | local A=1
1 `declare` | declare -x A=1
1 `readonly` | readonly A=1
1 `shopt` | shopt -s x
1 `alias` | alias a=b
1 a variable for one command | A=1 true
1 a variable for one command | A=1 export B
1 a command that is computed | $OUT
1 a command that is computed | "$OUT" x
1 a command that is computed | $(pwd)
1 a command that is computed | "export" A
1 a command that is computed | ""
1 a pattern for file names | : *
1 a pattern for file names | : $STAR
1 a pattern for file names | : a?
1 a pattern for file names | export $STAR
1 {…} | : a{b,c}
1 {…} | export A={b,c}
1 this kind of `~` | A=~root
1 this kind of `~` | A=~+/x
1 this kind of `~` | A=~"/x"
1 `~` behind a quote | A=a\:~/x
1 this escape in | A=$'\cA'
1 this escape in | A=$'a\0b'
1 this escape in | A=$'\u00e9'
1 this kind of ${…} | A=${!OUT}
1 this kind of ${…} | A=${OUT:1:2}
1 this kind of ${…} | A=${OUT/x/y}
1 this kind of ${…} | A=${OUT^^}
1 this kind of ${…} | A=${OUT@Q}
1 this kind of ${…} | A=${OUT[1]}
1 this kind of ${…} | A=${1:-x}
1 this kind of ${…} | A=${#}
1 this kind of ${…} | A="${OUT }"
1 a quote or brace inside | A="${OUT:+"$OUT"}"
1 a quote or brace inside | A=${nosuch:-{}}
1 this kind of ${…} | A=${OUT#x}
1 this kind of ${…} | A="${OUT##*/}"
1 this kind of ${…} | A=${OUT%x}
1 this kind of ${…} | A=${#OUT}
1 this kind of ${…} | A=${nosuch:=x}
1 this kind of ${…} | A=${nosuch=x}
1 this kind of ${…} | A=${BASH_SOURCE[0]}
1 $BASH_SOURCE | A=$BASH_SOURCE
1 a pattern | [[ $OUT == [a]* ]]
1 a pattern | [[ $OUT == g* ]]
1 a pattern | [[ $OUT != $STAR ]]
1 this kind of [[ ]] | [[ ( a ) ]]
1 `-eq` in [[ ]] | [[ 3 -eq 3 ]]
1 this kind of [[ ]] | [[ a < b ]]
1 this kind of [[ ]] | [[ a && ]] ]]
1 this kind of [[ ]] | [[ -n ]] ]]
1 `=~` in [[ ]] | [[ $OUT =~ x ]]
1 this kind of [[ ]] | [[ $OUT == @(a|b) ]]
1 `-eq` | [ 1 -eq 1 ]
1 `-L` | [ -L link ]
1 `-v` | [ -v OUT ]
1 `-a` | [ a -a b ]
1 a `test` of many parts | [ -n a -o -n b ]
1 a `test` of many parts | [ "(" a ")" ]
1 a `test` of many parts | [ -n a -a ! -n b ]
1 a `test` of many parts | [ a b c d ]
1 `-nt` | [ file -nt other ]
1 $RANDOM | A=$RANDOM
1 $OLDPWD | A=$OLDPWD
1 $1 | A=$1
1 $@ | A="$@"
1 $$ | A=$$
1 $SHELL | A=$SHELL
1 $BASH_VERSION | A=$BASH_VERSION
1 to change IFS | IFS=:
1 to change IFS | unset IFS
1 to change PWD | PWD=/
1 to change SHLVL | export SHLVL=1
1 `unset PATH` | unset PATH
1 `unset -f` | unset -f x
1 to unset a function | unset has
1 `export -n` | export -n OUT
1 `export -p` | export -p
1 `set -x` | set -x
1 `set -- a` | set -- a
1 `set -e` | set -e; export A=1
1 `set +u` | set +u
1 `set -euo pipefail` | set -euo pipefail
1 `set -ea` | set -ea
1 `set -o errexit` | set -o errexit
1 `set a` | set a
1 `set -o posix` | set -o posix
1 `exit x` | exit x
1 this kind of $(…) | A=$(pwd; pwd)
1 this kind of $(…) | A=$(cd sub && pwd)
1 this kind of $(…) | A=$(case x in x) pwd;; esac)
1 this kind of $(…) | A=$(⏎pwd)
1 this kind of $(…) | A=$()
1 this kind of `…` | A=`pwd | cat`
1 this kind of `pwd` | A=$(pwd -P)
1 `ls` in $(…) | A=$(ls)
2 `basename` in $(…) | true⏎A=$(basename "$PWD")
1 `dirname` in $(…) | A="$(dirname "$(pwd)")"
1 `echo` in $(…) | A=x$(echo)y
1 `command` in $(…) | A=$(command -v ls)
1 `git` in $(…) | A=`git rev-parse --show-toplevel`
1 `A=1` in $(…) | A=$(A=1 pwd)
1 this kind of $(…) | A=$(pwd > /dev/null)
1 this kind of $(…) | A=$(pwd | cat)
1 what fails in $(…) | A=$(pwd ${nosuch:?x})
1 what fails in $(…) | strict_env; A=$(pwd "$(pwd $nosuch)")
1 this kind of `command` | command -V ls
1 `type` | type ls >/dev/null
1 `unset -v` | unset -v OUT
1 `echo -e` | echo -e x
1 `on_git_branch` | on_git_branch
1 `find_up` | find_up x
1 a redirection | true </dev/null
1 a command that is computed | \true
1 a control character | A=
"""[1:-1].replace("\\x01", "\x01").split("\n")  # fmt: skip

# An error in bash, too: (line, what, text).
WRONG = r"""
1 a single quote is not closed | A='x
2 a double quote is not closed | ⏎A="x⏎⏎
1 a quote is not closed | A=$'x\'
1 a backtick is not closed | A=`pwd
1 $( is not closed | A=$(pwd
1 ${ is not closed | A=${OUT:-x
1 ${ is not closed | A=${OUT
2 `if` is not closed | ⏎if true; then export A=1
1 `{` is not closed | { true
1 `fi` | fi
1 `then` | then
2 `else` | true⏎else
1 `}` | }
1 `)` | true )
1 `;` | ; true
1 `;;` | true ;;
1 `fi` | if true; then fi
1 `then` | if then true; fi
1 the file ends too early | true &&
1 `||` |  || true
2 `&&` | true &&⏎&& true
1 `x` | if true; then true; fi x
1 nosuch is not set | strict_env; A=$nosuch
1 nosuch is not set | strict_env; [[ -n $nosuch ]]
1 nosuch: gone away | A=${nosuch:?gone away}
1 EMPTY is not set | A=${EMPTY:?}
2 this fails | strict_env⏎false
2 this fails | strict_env⏎[ -f nosuch ]
2 this fails | strict_env⏎[[ -n "" ]]
2 this fails | strict_env⏎true && false
2 this fails | strict_env⏎if true; then false; fi
2 this fails | strict_env⏎command -v nosuchprogram
3 exit 1 | export A=1⏎⏎exit 1; export B=1
1 exit 255 | exit -1
1 exit 2 | exit 258
2 exit 1 | false⏎exit
"""[1:-1].split("\n")  # fmt: skip

OUTSIDE = {
    "PATH": "/usr/bin:/bin",
    "OUT": "given",
    "EMPTY": "",
    "FILE": "/usr/lib/x/archive.tar.gz",
    "STAR": "*",
    "BLANKS": "  one two\n three ",
    "PAIR": "P=v",
    "LANG": "C.UTF-8",
    "PS1": "$ ",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    top = tmp_path_factory.mktemp("place")
    project, home = top / "a project", top / "home"
    (project / "sub").mkdir(parents=True)
    home.mkdir()
    for name in ("file", "two words", "sub/x", "run"):
        (project / name).write_text("x")
    (project / "empty").write_text("")
    (project / "run").chmod(0o755)
    (home / ".profile").write_text("")
    (project / "link").symlink_to("file")
    (project / "broken").symlink_to("gone")
    (project / "linked").symlink_to(project / "sub")
    subprocess.run(["git", "init", "-q", str(project)], check=True, env={**OUTSIDE, "HOME": str(home)})
    return str(project), {**OUTSIDE, "HOME": str(home), "HOMED": f"{home}/x"}


def both(place, text):
    project, outside = place
    path = os.path.join(project, ".envrc")
    with open(path, "wb") as file:
        file.write(text.encode("utf-8", "surrogateescape"))
    try:
        mine = ours(path, outside)[0]
    except EvaluationError as error:
        mine = error
    return mine, *bashs(path, outside)


@pytest.mark.parametrize("text", SAME)
def test_a_line_means_what_it_means_in_bash(place, text):
    mine, theirs, _ = both(place, text.replace("⏎", "\n"))
    assert theirs is not None, "a case that bash refuses belongs elsewhere"
    assert mine == theirs


@pytest.mark.parametrize("case", BEYOND)
def test_what_only_bash_knows_is_left_to_it(place, case):
    told, _, text = case.partition(" | ")
    line, _, form = told.partition(" ")
    mine, _, _ = both(place, text.replace("⏎", "\n"))
    assert isinstance(mine, BashNeededError), mine
    assert str(mine).startswith(f"{place[0]}/.envrc:{line}: {form}")


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_in_bash_is_told_with_its_line(place, case):
    told, _, text = case.partition(" | ")
    line, _, what = told.partition(" ")
    mine, _, _ = both(place, text.replace("⏎", "\n"))
    assert isinstance(mine, EvaluationError), mine
    assert not isinstance(mine, BashNeededError), mine
    assert str(mine).startswith(f"{place[0]}/.envrc:{line}: ")
    assert what.strip() in str(mine)


_TEXT = [
    "a",
    "A",
    "OUT",
    "x y",
    "é",
    "=",
    "==",
    ":",
    "/",
    "~",
    "~/x",
    ".",
    "#",
    "!",
    "-",
    "+",
    "%",
    "1",
    "0",
    "{",
    "}",
    "a,b",
    "[",
    "]",
    "*",
    "?",
    "@",
]
_QUOTES = ["'", '"', "\\", "$'", "\\n", "\\'", '\\"', "\\$", "'a b'", '"a b"', '"$OUT"', "\\⏎", "$'\\x41'", "`", "''", '""']
_EXPANSIONS = [
    "$OUT", "$nosuch", "${OUT}", "$BLANKS", '"$BLANKS"', "$PAIR", "$STAR", "$EMPTY", "${", "}", "${OUT:-", "${nosuch:-", "${nosuch-", "${nosuch:=", "${EMPTY:+",
    "${OUT:+", "${FILE#", "*/", "?", "$PWD", "$HOME", "$?", "$(", ")", "$(pwd)", "`pwd`", "$", "$A", "${A}",
]  # fmt: skip
_WORDS = [
    "export ", "export A=", "A=", " B=", "A+=", "; export A", "; export B", "unset ", "set -a;", "strict_env;", "unstrict_env;", "true", "false", ": ", "echo ",
    "[ ", " ]", "[[ ", " ]]", "test ", " -n ", " -z ", " = ", " != ", " == ", " -a ", " -o ", " -f ", " -d ", " -eq ", "! ", " && ", " || ", ";", "⏎", " ", "  ", "\t", "if ",
    "; then ", "; elif ", "; else ", "; fi", "{ ", "; }", ">/dev/null", " 2>&1", " 2>/dev/null", "exit 0", "exit 1", "return 1", "# ", "PATH=", ":$PATH", "file", "sub",
    "=~", "(", ")", "|", ";;",
]  # fmt: skip
_SOUP = st.lists(
    st.one_of(st.sampled_from(_WORDS), st.sampled_from(_EXPANSIONS), st.sampled_from(_QUOTES), st.sampled_from(_TEXT)), max_size=14
).map("".join)
_CLOSED = st.sampled_from(
    [
        one
        for one in (*_EXPANSIONS, *_QUOTES, *_TEXT)
        if one not in {"${", "$(", "`", "'", '"', "$'", ")"} and (not one.startswith("${") or one.endswith("}"))
    ]
)
_OPERATOR = st.sampled_from([":-", "-", ":+", "+", ":?", "?", ":=", "#", ""])
_NAME = st.sampled_from(["OUT", "nosuch", "EMPTY", "A", "FILE", "STAR", "BLANKS", "PWD", "HOMED", "HOME"])
_NESTED = st.recursive(
    _CLOSED,
    lambda inner: st.one_of(
        st.builds("${{{}{}{}}}".format, _NAME, _OPERATOR, inner),
        st.builds('"{}"'.format, inner),
        st.builds("'{}'".format, inner),
        st.builds("$'{}'".format, inner),
        st.builds("{}{}".format, inner, inner),
        st.builds("{}{}{}".format, inner, inner, inner),
    ),
    max_leaves=8,
)
_VALUE = st.one_of(
    _NESTED,
    _NESTED,
    _NESTED,
    st.lists(st.one_of(st.sampled_from(_EXPANSIONS), st.sampled_from(_QUOTES), st.sampled_from(_TEXT)), max_size=6).map("".join),
)
_LINE = st.one_of(
    st.builds("{}={}".format, st.sampled_from(["A", "export A", "export B", "B", "A+", "export A+", "PATH"]), _VALUE),
    st.builds("export A={} B={}".format, _VALUE, _VALUE),
    st.builds("{} {} && export C=1".format, st.sampled_from(["[", "test", "! test", ":", "echo"]), _VALUE),
    st.builds(
        "{} {} {} {}".format,
        st.sampled_from(["[", "test", "[["]),
        _VALUE,
        st.sampled_from(["=", "==", "!=", "&&", "||", ""]),
        _VALUE,
    ),
    st.builds("[[ {} {} {} ]] && export C=1".format, _VALUE, st.sampled_from(["=", "==", "!=", "&&", "||", ""]), _VALUE),
    st.builds("[ {} {} {} ]; export C=$?".format, _VALUE, st.sampled_from(["=", "==", "!=", "-a", ""]), _VALUE),
    st.builds(
        "if {}; then export A={}; else export B={}; fi".format, st.sampled_from(["true", "false", "[ -n $A ]", "! true"]), _VALUE, _VALUE
    ),
    st.builds("export {}".format, _VALUE),
    _SOUP,
)
_FILE = st.one_of(_SOUP, _LINE, st.lists(_LINE, max_size=4).map("⏎".join))


@given(text=_FILE)
@settings(max_examples=int(os.environ.get("ENVRC_EXAMPLES", "400")), deadline=None, database=None)
def test_whatever_is_written_means_the_same_or_is_refused(place, text):
    mine, theirs, complained = both(place, text.replace("⏎", "\n"))
    if isinstance(mine, BashNeededError):
        return
    if isinstance(mine, EvaluationError):
        assert theirs is None or complained
    else:
        assert mine == theirs
