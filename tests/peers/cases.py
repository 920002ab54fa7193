"""What is tried on direnv and on autovenv alike. Adding a case is adding a `Case`.

Where autovenv differs on purpose, `ours` says what a file comes to here instead (variables that are set; None: unset), or
ERROR, and `reason` why. Everything else is to be equal: what is set, what is unset, PATH.
"""

from __future__ import annotations

from dataclasses import dataclass, field

ERROR = "error"
# In the text of files and values: {p} is the project, {t} the directory that it lies in, {h} the home.


@dataclass(frozen=True)
class Case:
    """A project and what it is entered with."""

    name: str
    envrc: str
    files: dict[str, str] = field(default_factory=dict)
    outside: dict[str, str] = field(default_factory=dict)
    ours: dict[str, str | None] | str | None = None
    reason: str = ""
    only_bash: bool = False  # the declarative evaluator may leave it to bash; without this it must understand it
    needs: tuple[str, ...] = ()  # programs


_VENV = {
    "env/pyvenv.cfg": "home = /usr/bin\nversion = 3.11.2\n",
    "env/bin/activate": 'VIRTUAL_ENV="{p}/env"\nexport VIRTUAL_ENV\nPATH="$VIRTUAL_ENV/bin:$PATH"\nexport PATH\n',
    "env/bin/python": "#!/bin/sh\n",
}
_REPOSITORY = {".git/HEAD": "ref: refs/heads/topic\n", ".git/refs/x": "", ".git/objects/x": ""}
_NOTHING = "an error applies nothing of the file; direnv applies what comes before it"

CASES = [
    # --- Variables -------------------------------------------------------------
    Case("one variable", "export A=1\n"),
    Case("several on a line", "export A=1 B=2 C\n"),
    Case("a variable that is not exported", "A=1\nexport B=$A\n"),
    Case("an exported variable of outside stays exported", "FOO=2\n", outside={"FOO": "1"}),
    Case("unset", "unset FOO\n", outside={"FOO": "1"}),
    Case("unset and set again", "unset FOO; FOO=2\n", outside={"FOO": "1"}),
    Case("empty is not unset", "export FOO=\nexport BAR=''\n", outside={"FOO": "1"}),
    Case("the same value as outside", "export FOO=1\n", outside={"FOO": "1"}),
    Case("earlier lines are seen", 'export A=1\nexport B="$A-${A}x"\n'),
    Case("defaults", 'export A="${X:-d}" B="${X-d}" C="${E:-d}" D="${E-d}" F="${E:+a}" G="${E+a}"\n', outside={"E": ""}),
    Case("a prefix and a suffix taken off", 'V=a/b/c\nexport A="${V##*/}" B="${V%/*}" C="${V#a/}"\n', only_bash=True),
    Case("quotes", "export A='a b' B=\"c \\\"d\\\" \\$e\" C=$'x\\ty\\n' D=a'b'\"c\"\\ d\n"),
    Case("lines that go on", "export A=1\\\n2 B='x\ny'\n"),
    Case("odd values", "export A='♀♂' B=$'\\b\\e[31m' C='(x)' D='*.ogg=38;5;45' E=$'end\\n\\n'\n"),
    Case("odd values of outside", "export A=$FOO\n", outside={"FOO": "*.ogg=38;5;45 (x) ♀♂\n\b"}),
    Case("comments, blank lines, semicolons", "#!/bin/bash\n\n# c\nexport A=1 # c\n  ; export B=2;export C=a#b\n".replace("  ;", "")),
    Case("a tilde", 'export A=~/x B="~/x" C=a:~/y\n'),
    Case("the directory", "export A=$PWD B=$(pwd)\n"),
    Case("the directory's name", 'export A=$(basename "$PWD") B=$(dirname $PWD)\n', only_bash=True),
    Case("HOME", "export HOME=$PWD/elsewhere\nexport A=$HOME\n", ours={"A": "{p}/elsewhere"}, reason="consent and settings lie below HOME: see docs/design.md"),
    Case("variables of the shell itself are not exported", "export PWD=/x OLDPWD=/y SHLVL=9 PS1=z COMP_WORDBREAKS=q SHELL=/x __fish_a=1\n", only_bash=True),
    Case("the variable that says where a file runs", "export A=$DIRENV_IN_ENVRC\n"),
    Case("an error in an expansion", "export A=1\nexport B=${NOPE:?wanted}\n", ours=ERROR, reason=""),
    Case("declare -x", "declare -x A=1\n", ours={"A": "1"}, reason="direnv loses it: it reads the file in a function", only_bash=True),
    # --- PATH ------------------------------------------------------------------
    Case("PATH_add", "PATH_add bin\nPATH_add a b\n"),
    Case("PATH_add of what is there", "PATH_add /usr/bin\n"),
    Case("PATH by export, in front", 'export PATH="$PWD/bin:$PATH"\n'),
    Case("PATH by export, behind", "export PATH=$PATH:$PWD/bin\n"),
    Case("PATH by export, both", "PATH=/a:$PATH:/z\n"),
    Case("PATH as a whole", "export PATH=/only:/usr/bin:/bin\n"),
    Case("PATH_rm", "PATH_rm /usr/bin /nowhere\n"),
    Case("PATH_rm by pattern", "PATH_rm '/usr/*'\n", only_bash=True),
    Case("path_add", "path_add FOO a b\npath_add FOO /c\n"),
    Case("path_add to what is there", "path_add FOO a\n", outside={"FOO": "/x:/y"}),
    Case("path_rm", "path_rm FOO /x\n", outside={"FOO": "/x:/y:/xz:/x/x"}),
    Case("path_rm by pattern", "path_rm FOO '/x*'\n", outside={"FOO": "/x:/y:/xz"}, only_bash=True),
    Case("MANPATH_add", "MANPATH_add man\n", outside={"MANPATH": "/m"}),
    Case(
        "MANPATH_add without a MANPATH", "MANPATH_add man\n",
        ours={"MANPATH": "{p}/man:"}, reason="man adds its own directories to an empty entry: `man -w` need not be run",
    ),
    Case("load_prefix", "load_prefix pre\n", outside={"MANPATH": "/m"}),
    # --- Other files -----------------------------------------------------------
    Case("dotenv", "dotenv\n", {".env": "A=1\nB='x y'\nC=\"q\\nr\"\nexport D=2\n# c\nE=$A\n"}),
    Case("dotenv of a file", "dotenv one\n", {"one": "A=1\n"}),
    Case(
        "dotenv of a directory", "dotenv sub\n", {"sub/.env": "B=2\n"},
        ours={"B": "2"}, reason="direnv looks for the .env in it, and then reads the directory, which fails",
    ),
    Case("dotenv of two files", "dotenv one two\n", {"one": "A=1\n", "two": "B=2\n"}, ours={"A": "1", "B": "2"}, reason="direnv reads the first"),
    Case("dotenv over variables of the file", "export A=1\ndotenv\nexport B=$A\n", {".env": "A=2\n"}),
    Case("dotenv_if_exists", "dotenv_if_exists\ndotenv_if_exists nope\nexport A=1\n"),
    Case("dotenv that is not there", "dotenv nope || export A=1\n"),
    Case("a .env with a comment behind a value", "dotenv\n", {".env": "A=b # c\n"}),
    Case("a .env with a # in a value", "dotenv\n", {".env": "D=e#f\n"}, ours={"D": "e#f"}, reason="only a # behind a blank begins a comment"),
    Case(".env beside .envrc is not loaded", "export A=1\n", {".env": "B=1\n"}),
    Case("source with set -a", "set -a; source vars; set +a\n", {"vars": "A=1\nB='2 3'\n"}),
    Case("source", "source ./lib.sh\nexport B=$A\n", {"lib.sh": "A=1\n"}),
    Case("source of a file that is not there", ". ./nope || export A=$?\n"),
    Case("source with arguments", "source ./lib.sh x 'y z'\n", {"lib.sh": 'export A="$*" B=$#\n'}, only_bash=True),
    Case("source of what a command prints", "source <(echo export A=1)\n", only_bash=True),
    Case("a sourced file that declares", "source ./lib.sh\nexport B=${M[a]}\n", {"lib.sh": "declare -A M=([a]=1)\n"}, only_bash=True),
    Case("source_env of a file", "source_env other\n", {"other": "export A=$PWD\nPATH_add bin\n"}),
    Case("source_env of a directory", "source_env sub\nexport B=$PWD\n", {"sub/.envrc": "export A=$PWD\nPATH_add bin\n"}),
    Case("source_env of what is not there", "source_env nope\nexport A=$?\n"),
    Case("source_env_if_exists", "source_env_if_exists nope\nsource_env_if_exists other\n", {"other": "export A=1\n"}),
    Case("source_up", "source_up\nexport B=$A\n", {"../.envrc": "export A=$PWD\n"}),
    Case("source_up_if_exists", "source_up_if_exists no-such-file\nexport B=1\n"),
    Case("source_up of what is not there", "source_up no-such-file\nexport A=$?\n"),
    Case("source_env over two levels", "source_env a\n", {"a/.envrc": "source_env b\nexport A=$B\n", "a/b/.envrc": "export B=$PWD\n"}),
    # --- Conditions and how a file ends ----------------------------------------
    Case("if", "if [ -f yes ]; then export A=1; else export A=2; fi\nif [[ -d no ]]; then export B=1; elif [ a = a ]; then export B=2; fi\n", {"yes": ""}),
    Case("and, or, not", "[ -f no ] && export A=1\n[ -f no ] || export B=1\n! [ -f no ] && export C=1\ntrue\n"),
    Case("has", "has sh && export A=1\nhas no-such-program || export B=1\nhas path_add && export C=1\n"),
    Case("command -v", "command -v sh >/dev/null && export A=1\ncommand -v no-such-program >/dev/null || export B=1\n"),
    Case("a last line that fails", "export A=1\nfalse\n"),
    Case("a command that is not there", "export A=1\nno_such_command\nexport B=1\n", only_bash=True),
    Case("return", "export A=1\nreturn 3\nexport B=1\n"),
    Case("exit 0", "export A=1\nexit 0\nexport B=1\n"),
    Case("exit 3", "export A=1\nexit 3\n", ours=ERROR),
    Case("set -e", "set -e\nexport A=1\nfalse\nexport B=1\n", ours=ERROR, only_bash=True),
    Case("strict_env", "strict_env\nexport A=$NOPE\n", ours=ERROR),
    Case("unstrict_env", "strict_env\nunstrict_env\nexport A=$NOPE\nfalse\nexport B=1\n"),
    Case("a syntax error", "export A=1\nif then\n", ours=ERROR, reason=_NOTHING),
    Case("a required variable", "env_vars_required FOO\nexport A=1\n", outside={"FOO": "1"}),
    Case("a required variable that is missing", "export A=1\nenv_vars_required NOPE\n", ours=ERROR, reason=_NOTHING),
    Case(
        "a trap on EXIT and an exit", "trap 'echo bye' EXIT\nexport A=1\nexit 0\n",
        ours={"A": "1"}, reason="direnv loses all", only_bash=True,
    ),
    Case("a trap on EXIT", "trap 'echo bye' EXIT\nexport A=1\n", ours={"A": "1"}, reason="direnv loses all", only_bash=True),
    # --- Real bash -------------------------------------------------------------
    Case("a function and a loop", "f() { export $1=$2; }\nfor n in A B; do f $n x; done\n", only_bash=True),
    Case("an array", "a=(x y)\nexport A=${a[1]} B=${#a[@]}\nexport a\n", only_bash=True),
    Case("a glob that matches nothing", "for f in *.nope; do export A=$f; done\nexport B=1\n", only_bash=True),
    Case("eval", 'eval "$(echo export A=1)"\n', only_bash=True),
    Case("a here-document", "export A=$(cat <<X\na\nb\nX\n)\n", only_bash=True),
    Case("cd stays in the file", "cd /\nexport A=$PWD\nPATH_add x\n", only_bash=True),
    Case("a function that is exported", "f() { :; }\nexport -f f\nexport A=1\n", only_bash=True),
    Case("a subshell changes nothing", "(export A=1)\nexport B=1\n", only_bash=True),
    Case("arithmetic", "export A=$((1 + 2))\n", only_bash=True),
    Case("the name of the file", 'export A=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)\n', only_bash=True),
    Case(
        "the name of the file, as it is", 'export A="$BASH_SOURCE"\n',
        ours={"A": "{p}/.envrc"}, reason="direnv's is ./.envrc, which is wrong after `cd`", only_bash=True,
    ),
    # --- Layouts, environments -------------------------------------------------
    Case("an environment that direnv made", "layout python\n", {".direnv/virtualenv/pyvenv.cfg": "home = /usr/bin\nversion = 3.11.2\n", ".direnv/virtualenv/bin/python": "#!/bin/sh\n"}),
    Case("source of activate", "source env/bin/activate\n", _VENV),
    Case("source of activate behind a condition", "[ -d env ] && . ./env/bin/activate\n", _VENV),
    Case("entries before and behind an activation", "PATH_add above\nsource env/bin/activate\nPATH_add below\nexport A=$VIRTUAL_ENV\n", _VENV),
    Case("source_env of activate", "source_env env/bin/activate\n", _VENV),
    Case("VIRTUAL_ENV and PATH", "export VIRTUAL_ENV=$PWD/env\nPATH_add $VIRTUAL_ENV/bin\n", _VENV),
    Case("source of activate that is not there", "export A=1\nsource env/bin/activate || export B=$?\n"),
    Case("VIRTUAL_ENV and PATH before the environment is there", "export VIRTUAL_ENV=$PWD/env\nPATH_add $VIRTUAL_ENV/bin\nexport A=1\n"),
    Case(
        "VIRTUAL_ENV of a command that prints nothing", "export VIRTUAL_ENV= A=1\n",
        ours={"A": "1"}, reason="a shell in no environment has no VIRTUAL_ENV",
    ),
    Case(
        "layout conda before the environment is there", "export A=1\nlayout conda none-such || export B=$?\n",
        ours={"A": "1", "B": "1"}, reason="direnv has no such layout: 127",
    ),
    Case("layout anaconda before the environment is there", "export A=1\nlayout anaconda none-such 2>/dev/null || export B=$?\n", ours={"A": "1", "B": "1"}, reason="direnv puts the directory of no conda on PATH"),
    Case("layout go", "layout go\n", only_bash=True),
    Case("layout node", "layout node\n", only_bash=True),
    Case("layout php", "layout php\n", only_bash=True),
    Case("layout perl", "layout perl\n", only_bash=True),
    Case("layout julia", "layout julia\n", only_bash=True),
    Case("a layout that nobody knows", "layout nosuch\nexport A=1\n", only_bash=True),
    Case("use node", "export NODE_VERSIONS=$PWD/n\nuse node 18\n", {f"n/node-v{v}/bin/node": "#!/bin/sh\necho v\n" for v in ("18.9.0", "18.10.1", "20.0.0")},
         outside={"MANPATH": "/m"}, only_bash=True),
    # --- What is asked for -----------------------------------------------------
    Case("expand_path", "export A=$(expand_path x) B=$(expand_path ../x/./y) C=$(expand_path x /r)\n"),
    Case("find_up", "export A=$(find_up mark) B=$(find_up no-such-file)\n", {"../mark": ""}, only_bash=True),
    Case("direnv_layout_dir", "export A=$(direnv_layout_dir)\n"),
    Case("user_rel_path", "export A=$(user_rel_path ~/x) B=$(user_rel_path /usr)\n", only_bash=True),
    Case("semver_search", "export A=$(semver_search v p- 1)\n", {f"v/p-{v}/x": "" for v in ("1.2.0", "1.10.0", "2.0.0")}, only_bash=True),
    Case("join_args", "export A=$(join_args a 'b c')\n", only_bash=True),
    Case("direnv_version", "direnv_version 2.0.0 && export A=1\ndirenv_version 99 || export B=1\n"),
    Case("on_git_branch", "on_git_branch && export A=1\non_git_branch topic && export B=1\non_git_branch x || export C=1\n", _REPOSITORY, needs=("git",), only_bash=True),
    Case("on_git_branch -r", "on_git_branch -r '^to' && export A=1\n", _REPOSITORY, needs=("git",), only_bash=True),
    Case("watching changes nothing", "watch_file a b\nwatch_dir .\nexport A=1\n"),
    Case("messages change nothing", "log_status a\nlog_error b\necho c\nexport A=1\n"),
    # --- The user's own files --------------------------------------------------
    Case("direnvrc", "use thing 3\n", {"{h}/.config/direnv/direnvrc": "use_thing() { export A=$1; }\n"}, only_bash=True),
    Case("lib", "layout mine\n", {"{h}/.config/direnv/lib/x.sh": "layout_mine() { PATH_add mine; }\n"}, only_bash=True),
    Case("~/.direnvrc", "mine\n", {"{h}/.direnvrc": "mine() { export A=1; }\n"}, only_bash=True),
]  # fmt: skip
