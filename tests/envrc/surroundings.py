"""Rows for the lines of envrc.md about PATH, environments, and other files."""

from __future__ import annotations

import base64
import hashlib

from tests.envrc.row import Row

_IN = "{p}/.venv/bin"
_POETRY = {"pyproject.toml": "[tool.poetry]\nname = 'x'\n"}
_UV = "[project]\nname = 'x'\nversion = '1'\nrequires-python = '>=3.8'\n"
_CONDA = {
    "env/conda-meta/history": "", "env/conda-meta/python-3.12.4-h1_0.json": '{"name": "python", "version": "3.12.4", "build": "h1_0"}',
    "env/bin/python": "#!/bin/sh\n",
}  # fmt: skip
_CONDA_SETS = {
    "CONDA_PREFIX": "{p}/env", "CONDA_DEFAULT_ENV": "{p}/env", "CONDA_SHLVL": "1", "CONDA_PROMPT_MODIFIER": "({p}/env) ",
}  # fmt: skip
_POETRY_HERE = {**_POETRY, "{t}/tools/poetry": "#!/bin/sh\nexit 1\n"}  # it prints nothing before it has made an environment
_TOOLS = {"PATH": "{t}/tools:/usr/bin:/bin"}
_NODE = {f"n/node-v{version}/bin/node": "#!/bin/sh\n" for version in ("18.9.0", "18.10.1", "20.0.0")}
_MADE = "bash runs the line itself, wherever it stands"
_FETCHED = "export A=1\n"
_HASH = "sha256-" + base64.b64encode(hashlib.sha256(_FETCHED.encode()).digest()).decode()


def _python(name: str, envrc: str, **fields: object) -> Row:
    """A row whose environment is the project's .venv, unless it says another."""
    given: dict[str, object] = {"environments": (".venv",), "environment": "{p}/.venv", "front": (_IN,), **fields}
    return Row(name, envrc, **given)  # type: ignore[arg-type]


def _yet(line: int, kind: str, command: str) -> str:
    return f"{{p}}/.envrc:{line}: layout {kind}: there is no environment yet: `{command}` makes it"


SURROUNDINGS = {
    "PATH": [
        Row("export PATH=x:$PATH", "export PATH=$PWD/bin:$PATH\n", front=("{p}/bin",)),
        Row("PATH=x:$PATH", 'PATH="$PWD/a:/b:$PATH"\n', front=("{p}/a", "/b")),
        Row("export PATH=$PATH:x", "export PATH=$PATH:$PWD/bin\n", back=("{p}/bin",)),
        Row("both ends", "export PATH=/a:$PATH:/z\n", front=("/a",), back=("/z",)),
        Row("PATH as a whole", "export PATH=/only:/usr/bin:/bin\n", path="/only:/usr/bin:/bin"),
        Row("PATH_add d…", "PATH_add bin\nPATH_add a ../b\n", front=("{p}/a", "{t}/b", "{p}/bin")),
        Row("path_add VAR d…", "path_add FOO a b\npath_add BAR /x\n", outside={"FOO": "/c:/d"}, set={"FOO": "{p}/a:{p}/b:/c:/d", "BAR": "/x"}),
        Row("path_add PATH d…", "path_add PATH a b\n", front=("{p}/a", "{p}/b")),
        Row("PATH_rm p…", "PATH_rm '/gone/*'\n", gone=("/gone/bin", "/gone/sbin"), bash=1),
        Row("PATH_rm of one", "PATH_rm /gone/sbin /nowhere\nPATH_add bin\n", front=("{p}/bin",), gone=("/gone/sbin",)),
        Row("path_rm VAR p…", "path_rm FOO '/x*'\n", outside={"FOO": "/x:/y:/xz"}, set={"FOO": "/y"}, bash=1),
        Row("path_rm VAR d…", "path_rm FOO /x /z\n", outside={"FOO": "/x:/y::/xz:/x:"}, set={"FOO": "/y::/xz"}),
        Row("path_rm takes an entry that is written several times over", "path_rm FOO /x\n", outside={"FOO": "/y:/x/x"}, set={"FOO": "/y"}),
        Row("MANPATH_add", "MANPATH_add man\n", outside={"MANPATH": "/m:"}, set={"MANPATH": "{p}/man:/m:"}),
        Row("MANPATH_add keeps the system's pages", "MANPATH_add man\n", set={"MANPATH": "{p}/man:"}),
        Row(
            "load_prefix d", "load_prefix pre\n", outside={"MANPATH": "/m"}, front=("{p}/pre/bin",),
            set={
                "MANPATH": "{p}/pre/share/man:{p}/pre/man:/m", "CPATH": "{p}/pre/include", "LD_LIBRARY_PATH": "{p}/pre/lib",
                "LIBRARY_PATH": "{p}/pre/lib", "PKG_CONFIG_PATH": "{p}/pre/lib/pkgconfig",
            },
        ),
        Row("an entry that is there already", "PATH_add /usr/bin\n", front=("/usr/bin",)),
        Row("an entry that is used further down", "PATH_add bin\ncommand -v mine >/dev/null && export A=1\n", {"bin/mine": "#!/bin/sh\n"}, set={"A": "1"}, front=("{p}/bin",)),
    ],
    "layout": [
        _python("layout python", "layout python\n"),
        _python("layout python3", "layout python3\nexport A=$VIRTUAL_ENV\n", set={"A": "{p}/.venv"}),
        Row("layout python2 is of no version that is there", "layout python2\n", {".direnv/python-2.7.18/pyvenv.cfg": "home = /usr/bin\nversion = 2.7.18\n", ".direnv/python-2.7.18/bin/python": "#!/bin/sh\n"}, environment="{p}/.direnv/python-2.7.18", front=("{p}/.direnv/python-2.7.18/bin",)),
        _python("layout python VERSION", "layout python {v}\n"),
        _python("layout python EXE", "layout python python{v}\n"),
        _python("layout python python3", "layout python python3\n"),
        _python("layout python with arguments", "layout python python3 --prompt x --copies\n"),
        _python("layout python and entries of PATH around it", "PATH_add above\nlayout python\nPATH_add below\n", front=("{p}/below", _IN, "{p}/above")),
        _python("PYTHONHOME is nothing for an environment", "layout python\n", outside={"PYTHONHOME": "/x"}, unset=("PYTHONHOME",)),
        _python("layout pyenv V…", "layout pyenv {v}\n"),
        _python("layout pipenv", "layout pipenv\n", files={"Pipfile": ""}, set={"PIPENV_ACTIVE": "1"}),
        _python("layout poetry", "layout poetry\n", files=_POETRY, set={"POETRY_ACTIVE": "1"}),
        _python("layout uv", "layout uv\n", files={"pyproject.toml": "[project]\nname = 'x'\n"}),
        _python("layout pdm", "layout pdm\n", files={"pyproject.toml": ""}),
        _python("layout hatch", "layout hatch\n", files={"hatch.toml": '[envs.default]\npath = ".venv"\n'}),
        Row("layout conda", "layout conda ./env\n", _CONDA, environment="{p}/env", front=("{p}/env/bin",), set=_CONDA_SETS),
        Row("layout conda NAME", "layout conda mine\n", {name.replace("env/", "{h}/.conda/envs/mine/", 1): text for name, text in _CONDA.items()}, environment="{h}/.conda/envs/mine", front=("{h}/.conda/envs/mine/bin",), set={"CONDA_PREFIX": "{h}/.conda/envs/mine", "CONDA_DEFAULT_ENV": "mine", "CONDA_SHLVL": "1", "CONDA_PROMPT_MODIFIER": "(mine) "}),
        Row("layout anaconda", "layout anaconda ./env\n", _CONDA, environment="{p}/env", front=("{p}/env/bin",), set=_CONDA_SETS),
        Row("layout miniconda", "layout miniconda ./env\n", _CONDA, environment="{p}/env", front=("{p}/env/bin",), set=_CONDA_SETS),
        Row("layout micromamba", "layout micromamba ./env\n", _CONDA, environment="{p}/env", front=("{p}/env/bin",), set=_CONDA_SETS),
        _python("layout virtualenv", "layout virtualenv\n"),
        _python("layout virtualenv PATH", "layout virtualenv ./here\n", environments=("here",), environment="{p}/here", front=("{p}/here/bin",)),
        Row("layout virtualenvwrapper NAME", "layout virtualenvwrapper mine\n", environments=("{h}/.virtualenvs/mine",), environment="{h}/.virtualenvs/mine", front=("{h}/.virtualenvs/mine/bin",)),
        Row("layout pixi", "layout pixi\n", {"pixi.toml": "", **{name.replace("env/", ".pixi/envs/default/", 1): text for name, text in _CONDA.items()}}, environment="{p}/.pixi/envs/default", front=("{p}/.pixi/envs/default/bin",), set={"CONDA_PREFIX": "{p}/.pixi/envs/default", "CONDA_DEFAULT_ENV": "default", "CONDA_SHLVL": "1", "CONDA_PROMPT_MODIFIER": "(default) "}),
        _python("VIRTUAL_ENV above chooses the path", "export VIRTUAL_ENV=$PWD/env\nlayout python\n", environments=("env", ".venv"), environment="{p}/env", front=("{p}/env/bin",)),
        _python("VIRTUAL_ENV above, not exported", "VIRTUAL_ENV=env\nlayout python\n", environments=("env", ".venv"), environment="{p}/env", front=("{p}/env/bin",)),
        _python("VIRTUAL_ENV from outside never does", "layout python\n", outside={"VIRTUAL_ENV": "/outside"}, not_in={"*": "an environment that the user activated stays"}),
        Row("an environment that direnv made", "layout python\n", environments=(".direnv/python-{v}", ".venv"), environment="{p}/.direnv/python-{v}", front=("{p}/.direnv/python-{v}/bin",)),
        Row("an environment that direnv made long ago", "layout python\n", environments=(".direnv/virtualenv",), environment="{p}/.direnv/virtualenv", front=("{p}/.direnv/virtualenv/bin",)),
    ],
    "A layout whose environment is not there yet takes nothing away": [
        Row("layout poetry before the first install", "export A=1\nlayout poetry\nexport B=$?\n", _POETRY, set={"A": "1", "B": "1"}, says=(_yet(2, "poetry", "poetry install"),)),
        Row("layout poetry without a pyproject.toml", "export A=1\nlayout poetry\n", set={"A": "1"}, says=("{p}/.envrc:2: no pyproject.toml in {p} or above: `poetry init` makes one",)),
        Row("layout pipenv before the first install", "layout pipenv\nexport A=1\n", {"Pipfile": ""}, set={"A": "1"}, says=(_yet(1, "pipenv", "pipenv install"),)),
        Row("layout pdm before the first install", "layout pdm\nexport A=1\n", {"pyproject.toml": "", "pdm.toml": "[venv]\nin_project = false\n"}, set={"A": "1"}, says=(_yet(1, "pdm", "pdm install"),)),
        Row("layout hatch before the first install", "layout hatch\nexport A=1\n", {"pyproject.toml": "[project]\nname = 'x'\n"}, set={"A": "1"}, says=(_yet(1, "hatch", "hatch env create"),)),
        Row("layout conda NAME before it is made", "layout conda none-such\nexport A=1\n", set={"A": "1"}, says=(_yet(1, "conda", "conda create --name none-such python"),)),
        Row("layout pixi before the first install", "layout pixi\nexport A=1\n", {"pixi.toml": ""}, set={"A": "1"}, says=(_yet(1, "pixi", "pixi install"),)),
        Row("layout virtualenvwrapper before it is made", "layout virtualenvwrapper none-such\nexport A=1\n", set={"A": "1"}, says=(_yet(1, "virtualenvwrapper", "mkvirtualenv none-such"),)),
        Row("|| true", "layout poetry || true\nexport A=$?\n", _POETRY, set={"A": "0"}, says=(_yet(1, "poetry", "poetry install"),)),
        Row("if", "if layout poetry; then\n  export A=1\nelse\n  export A=2\nfi\n", _POETRY, set={"A": "2"}, says=(_yet(1, "poetry", "poetry install"),)),
        Row("thrown away", "layout poetry 2>/dev/null\nexport A=1\n", _POETRY, set={"A": "1"}),
        Row("under set -e it is an error", "set -e\nexport A=1\nlayout poetry\nexport B=1\n", _POETRY, error=".envrc:3", bash=1),
        Row("under strict_env it is an error", "strict_env\nexport A=1\nlayout poetry\nexport B=1\n", _POETRY, error=".envrc:3"),
        Row("under set -e with || true", "set -e\nlayout poetry || true\nexport A=1\n", _POETRY, set={"A": "1"}, says=(_yet(2, "poetry", "poetry install"),), bash=1),
        Row("another one instead", "layout poetry || source env/bin/activate\nexport A=1\n", _POETRY, environments=("env",), set={"A": "1"}, environment="{p}/env", front=("{p}/env/bin",), says=(_yet(1, "poetry", "poetry install"),)),
        Row("[ -d $(poetry env info --path) ] &&", '[ -d "$(poetry env info --path)" ] && source "$(poetry env info --path)/bin/activate"\nexport A=1\n', _POETRY_HERE, outside=_TOOLS, set={"A": "1"}, says=(_yet(1, "poetry", "poetry install"),)),
        Row("source_env_if_exists of what poetry prints", 'source_env_if_exists "$(poetry env info --path)/bin/activate"\nexport A=1\n', _POETRY_HERE, outside=_TOOLS, set={"A": "1"}, says=(_yet(1, "poetry", "poetry install"),)),
        Row("source of what poetry prints", 'source "$(poetry env info -p)/bin/activate"\nexport A=$?\n', _POETRY_HERE, outside=_TOOLS, set={"A": "1"}, says=(_yet(1, "poetry", "poetry install"), "{p}/.envrc:1: /bin/activate is not there")),
        Row("VIRTUAL_ENV of what poetry prints", "export VIRTUAL_ENV=$(poetry env info --path)\nexport A=$? B=1\n", _POETRY_HERE, outside=_TOOLS, set={"A": "0", "B": "1"}, says=(_yet(1, "poetry", "poetry install"),)),
        Row("VIRTUAL_ENV of what poetry prints, and its status", "VIRTUAL_ENV=$(poetry env info --path) || export A=none\nexport VIRTUAL_ENV\n", _POETRY_HERE, outside=_TOOLS, set={"A": "none"}, says=(_yet(1, "poetry", "poetry install"),)),
        Row("source P/bin/activate", "source env/bin/activate\nexport A=$?\n", set={"A": "1"}, says=("{p}/.envrc:1: no environment is at {p}/env: `python3 -m venv env` makes it",)),
        Row("source_env P/bin/activate", "source_env env/bin/activate || export A=1\n", set={"A": "1"}, says=("{p}/.envrc:1: no environment is at {p}/env: `python3 -m venv env` makes it",)),
        Row("source P/bin/activate, thrown away", "source env/bin/activate 2>/dev/null || true\nexport A=1\n", set={"A": "1"}),
        Row("VIRTUAL_ENV and PATH_add", 'VIRTUAL_ENV=$PWD/env\nexport VIRTUAL_ENV\nPATH_add "$VIRTUAL_ENV/bin"\nexport A=1\n', set={"A": "1", "VIRTUAL_ENV": "{p}/env"}, front=("{p}/env/bin",), says=("{p}/.envrc: VIRTUAL_ENV names {p}/env, where no environment is: `python3 -m venv env` makes it",)),
    ],
    "use": [
        _python("use python V", "use python {v}\n"),
        _python("use pyenv V", "use pyenv {v}\n"),
        _python("use venv PATH", "use venv env\n", environments=("env",), environment="{p}/env", front=("{p}/env/bin",)),
        _python("use uv", "use uv\n"),
    ],
    "source P/bin/activate": [
        _python("source P/bin/activate", "source .venv/bin/activate\n"),
        _python(". P/bin/activate", ". ./.venv/bin/activate\nexport A=$VIRTUAL_ENV\n", set={"A": "{p}/.venv"}),
        _python(". P/Scripts/activate", ". .venv/Scripts/activate\n", files={".venv/Scripts/activate": "exit 7\n"}),
        _python("source by an absolute path", 'source "$PWD/.venv/bin/activate"\nPATH_add below\n', front=("{p}/below", _IN)),
        _python("source_env P/bin/activate", "source_env .venv/bin/activate\n"),
        _python("source_env_if_exists P/bin/activate", "source_env_if_exists .venv/bin/activate\n"),
        Row("source_env_if_exists of what is not there", "source_env_if_exists .venv/bin/activate\nexport A=1\n", set={"A": "1"}),
        _python("behind [ -d P ] &&", "[ -d .venv ] && source .venv/bin/activate\n"),
        Row("behind [ -d P ] && where it is not", "[ -d .venv ] && source .venv/bin/activate\nexport A=1\n", set={"A": "1"}),
        _python("if … elif … fi", "if [ -f venv/bin/activate ]; then\n  source venv/bin/activate\nelif [ -f .venv/bin/activate ]; then\n  . .venv/bin/activate\nfi\n"),
        _python("[ -d .venv ] || uv venv", "[ -d .venv ] || uv venv\nsource .venv/bin/activate\n"),
        _python("[ -d P ] || python -m venv P", "[ -d env ] || python3 -m venv env\n. env/bin/activate\n", environments=("env",), environment="{p}/env", front=("{p}/env/bin",)),
        _python("export VIRTUAL_ENV=P with PATH_add", "export VIRTUAL_ENV=$PWD/env\nPATH_add $VIRTUAL_ENV/bin\n", environments=("env",), environment="{p}/env", front=("{p}/env/bin",)),
        _python("export VIRTUAL_ENV=P with PATH", 'export VIRTUAL_ENV="$PWD/env"\nexport PATH="$VIRTUAL_ENV/bin:$PATH"\n', environments=("env",), environment="{p}/env", front=("{p}/env/bin",)),
        _python("the script itself is never sourced", "source .venv/bin/activate\nexport A=${SCRIPT:-never}\n", set={"A": "never"}),
        Row("a script of that name that is no environment's", "source tool/bin/activate\n", {"tool/bin/activate": "export A=1\n"}, set={"A": "1"}),
    ],
    "created where the line creates it": [
        _python("python -m venv P", "python3 -m venv .venv\nsource .venv/bin/activate\n", environments=(), without_bash=_MADE, not_in={"*": "test_envrc_behaviour.py makes one"}),
        _python("uv venv", "uv venv\n. .venv/bin/activate\n", environments=(), without_bash=_MADE, not_in={"*": "test_envrc_behaviour.py makes one"}),
        _python("layout python", "layout python\n", environments=(), not_in={"*": "test_envrc.py makes one"}),
    ],
    "uv sync, pip install -r F, … as whole lines": [
        _python("uv sync", "uv sync\nsource .venv/bin/activate\n", files={"pyproject.toml": _UV}, installs=("uv sync",), without_bash=_MADE),
        _python("uv venv and uv pip install", "[ -d .venv ] || uv venv\nsource .venv/bin/activate\nuv pip install -r dev.txt\n", files={"dev.txt": ""}, installs=("uv pip install -r dev.txt",), without_bash=_MADE),
        _python("pip install -r F", "layout python\npip install -r requirements.txt\n", files={"requirements.txt": ""}, installs=("pip install -r requirements.txt",), without_bash=_MADE),
        _python("python -m pip install", "layout python\npython -m pip install -q -r r.txt\n", files={"r.txt": ""}, installs=("pip install -q -r r.txt",), without_bash=_MADE),
        _python("poetry install", "layout poetry\npoetry install\n", files=_POETRY, set={"POETRY_ACTIVE": "1"}, installs=("poetry install",), without_bash=_MADE),
        _python("pipenv install", "layout pipenv\npipenv install\n", files={"Pipfile": ""}, set={"PIPENV_ACTIVE": "1"}, installs=("pipenv install",), without_bash=_MADE),
    ],
    "dotenv, source of assignments": [
        Row("dotenv", "dotenv\n", {".env": "A=1\nB='x y'\n"}, set={"A": "1", "B": "x y"}),
        Row("dotenv f…", "dotenv one sub/two\n", {"one": "A=1\nB=1\n", "sub/two": "B=2\n"}, set={"A": "1", "B": "2"}),
        Row("dotenv sees what the file exported", "export A=1\ndotenv\nexport C=$B\n", {".env": "B=$A/x\n"}, set={"A": "1", "B": "1/x", "C": "1/x"}),
        Row("dotenv of what is not there", "dotenv nope\nexport A=$?\n", set={"A": "1"}, says=("{p}/.envrc:1: {p}/nope is not there",)),
        Row("dotenv_if_exists", "dotenv_if_exists\ndotenv_if_exists one nope\nexport B=$?\n", {"one": "A=1\n"}, set={"A": "1", "B": "0"}),
        Row("set -a; source F; set +a", "set -a; source vars; set +a\nC=3\n", {"vars": "A=1\nB='2 3'\n"}, set={"A": "1", "B": "2 3"}),
        Row("source_env .env", "source_env .env\n", {".env": "export A=1 B='x y'\nC=local\n"}, set={"A": "1", "B": "x y"}),
        Row("source of what is not there", "source ./nope\nexport A=$?\n. nope\n", set={"A": "1"}, says=("{p}/.envrc:1: {p}/nope is not there", "{p}/.envrc:3: {p}/nope is not there")),
        Row("source of a directory", "source ./sub\nexport A=$?\n", {"sub/x": ""}, set={"A": "1"}, says=("{p}/.envrc:1: {p}/sub is a directory",)),
        Row("source of assignments with bash quoting", "source vars\nexport B=$A\n", {"vars": "A=x'y z'\"$HOME\"\n"}, set={"B": "xy z{h}"}),
    ],
    "source_env, source_env_if_exists, source_up, source_up_if_exists": [
        Row("source_env of a file", "source_env lib.sh\nexport B=$A\n", {"lib.sh": "export A=$PWD\n"}, set={"A": "{p}", "B": "{p}"}),
        Row("source_env of a directory", "source_env ../other\nPATH_add bin\nexport C=$PWD\n", {"../other/.envrc": "export A=$PWD\nPATH_add bin\nLOCAL=1\n"}, set={"A": "{t}/other", "C": "{p}"}, front=("{p}/bin", "{t}/other/bin")),
        Row("source_env of $VAR", 'WHERE=sub\nsource_env "$WHERE"\n', {"sub/.envrc": "export A=1\n"}, set={"A": "1"}),
        Row("source_env of what is not there", "source_env nope\nexport A=1\n", set={"A": "1"}, says=("{p}/.envrc:1: {p}/nope is not there",)),
        Row(
            "source_env of an empty word",
            'source_env "" || true\nsource_env_if_exists ""\nexport A=1\n',
            set={"A": "1"},
            says=("{p}/.envrc:1: source_env: no file is named",),
        ),
        Row("source_env_if_exists", "source_env_if_exists lib\nsource_env_if_exists nope\n", {"lib": "export A=1\n"}, set={"A": "1"}),
        Row("source_up", "source_up\nexport B=$A\n", {"../.envrc": "export A=$PWD\nPATH_add up\n"}, set={"A": "{t}", "B": "{t}"}, front=("{t}/up",)),
        Row("source_up of a file by name", "source_up other\n", {"../other": "export A=$PWD\n"}, set={"A": "{t}"}),
        Row("source_up over two levels", "source_up\nexport D=$C\n", {"../.envrc": "source_env more\nexport C=$B\n", "../more/.envrc": "export B=$PWD\n"}, set={"B": "{t}/more", "C": "{t}/more", "D": "{t}/more"}),
        Row("source_up without one", "source_up no-such-file\nexport A=$?\n", set={"A": "1"}, says=("{p}/.envrc:1: no directory above has a no-such-file",)),
        Row("source_up_if_exists", "source_up_if_exists no-such-file\nexport A=$?\nsource_up_if_exists other\n", {"../other": "export B=1\n"}, set={"A": "0", "B": "1"}),
        Row("a file that is a link", "source lib\n", {"{t}/real": "export A=1\n"}, {"lib": "{t}/real"}, set={"A": "1"}),
        Row("a file that reads itself", "export A=1\nsource_env .envrc\n", error=".envrc:2"),
    ],
    "source_url URL HASH, fetchurl": [
        Row("source_url", f"source_url file://{{p}}/served {_HASH}\n", {"served": _FETCHED}, set={"A": "1"}, bash=1, needs=("curl",)),
        Row("source_url with another hash", f"export B=1\nsource_url file://{{p}}/served {_HASH.replace('-', '-AAAA', 1)[:-4]}\n", {"served": _FETCHED + "#\n"}, error=".envrc:2", bash=2, needs=("curl",)),
        Row("fetchurl", f"file=$(fetchurl file://{{p}}/served {_HASH})\nexport B=$(cat $file)\n", {"served": _FETCHED}, set={"B": _FETCHED.strip()}, bash=1, needs=("curl",)),
    ],
    "use flake, …, layout go: the bash evaluator": [
        Row("use flake", "use flake\n", {"{t}/tools/nix": "#!/bin/sh\necho 'export A=flake'\n"}, outside={"PATH": "{t}/tools:/usr/bin:/bin"}, set={"A": "flake"}, bash=1),
        Row("use nix", "use nix\n", {"{t}/tools/nix-shell": '#!/bin/sh\nwhile [ "$1" != --run ]; do shift; done\nA=nix exec sh -c "$2"\n'}, outside={"PATH": "{t}/tools:/usr/bin:/bin"}, set={"A": "nix"}, bash=1),
        Row("use guix", "use guix x\n", {"{t}/tools/guix": "#!/bin/sh\necho export A=$2\n"}, outside={"PATH": "{t}/tools:/usr/bin:/bin"}, set={"A": "x"}, bash=1),
        Row("use mise", "use mise\n", {"{t}/tools/mise": "#!/bin/sh\necho export A=mise\n"}, outside={"PATH": "{t}/tools:/usr/bin:/bin"}, set={"A": "mise"}, bash=1),
        Row("use rbenv", "use rbenv\n", {"{t}/tools/rbenv": "#!/bin/sh\necho export A=rbenv\n"}, outside={"PATH": "{t}/tools:/usr/bin:/bin"}, set={"A": "rbenv"}, bash=1),
        Row("use nvm", "export NVM_DIR=$PWD/nvm\nuse nvm 20\n", {"nvm/nvm.sh": 'nvm() { export A="$*"; }\n'}, set={"A": "use 20", "NVM_DIR": "{p}/nvm"}, bash=2),
        Row("use node", "export NODE_VERSIONS=$PWD/n\nuse node 18\n", _NODE, outside={"MANPATH": "/m"}, bash=2, front=("{p}/n/node-v18.10.1/bin",), set={"NODE_VERSIONS": "{p}/n", "MANPATH": "{p}/n/node-v18.10.1/share/man:{p}/n/node-v18.10.1/man:/m", "CPATH": "{p}/n/node-v18.10.1/include", "LD_LIBRARY_PATH": "{p}/n/node-v18.10.1/lib", "LIBRARY_PATH": "{p}/n/node-v18.10.1/lib", "PKG_CONFIG_PATH": "{p}/n/node-v18.10.1/lib/pkgconfig"}),
        Row("use of the user's direnvrc", "use row_flox x\n", {"{h}/.config/direnv/direnvrc": "use_row_flox() { export A=$1; }\nrow_mine() { export B=mine; }\n"}, set={"A": "x"}, bash=1),
        Row("lib/*.sh of the user", "layout row_lib\n", {"{h}/.config/direnv/lib/rows.sh": "layout_row_lib() { PATH_add lib; }\n"}, front=("{p}/lib",), bash=1),
        Row("use asdf, go, ruby: nobody knows them here", "use asdf\nexport A=$?\n", set={"A": "127"}, says=("{p}/.envrc:1: use asdf: neither autovenv nor your direnvrc knows it",), bash=1),
        Row("layout go", "layout go\n", set={"GOPATH": "{p}/.direnv/go"}, front=("{p}/.direnv/go/bin",), bash=1),
        Row("layout node", "layout node\n", front=("{p}/node_modules/.bin",), bash=1),
        Row("layout ruby", "layout ruby\n", {"{t}/tools/ruby": "#!/bin/sh\n"}, outside={"PATH": "{t}/tools:/usr/bin:/bin"}, front=("{p}/.direnv/bin", "{p}/.direnv/ruby/bin"), set={"GEM_HOME": "{p}/.direnv/ruby", "BUNDLE_BIN": "{p}/.direnv/bin"}, bash=1),
        Row("layout perl", "layout perl\n", front=("{p}/.direnv/perl5/bin",), set={"LOCAL_LIB_DIR": "{p}/.direnv/perl5", "PERL_MB_OPT": "--install_base '{p}/.direnv/perl5'", "PERL_MM_OPT": "INSTALL_BASE={p}/.direnv/perl5", "PERL5LIB": "{p}/.direnv/perl5/lib/perl5", "PERL_LOCAL_LIB_ROOT": "{p}/.direnv/perl5"}, bash=1),
        Row("layout php", "layout php\n", front=("{p}/vendor/bin",), bash=1),
        Row("layout julia", "layout julia\n", set={"JULIA_PROJECT": "{p}"}, bash=1),
        Row("layout opam", "layout opam\n", {"{t}/tools/opam": "#!/bin/sh\necho export A=opam\n"}, outside={"PATH": "{t}/tools:/usr/bin:/bin"}, set={"A": "opam"}, bash=1),
        Row("an environment beside bash", "layout python\nfor n in A; do export $n=$VIRTUAL_ENV; done\n", environments=(".venv",), environment="{p}/.venv", front=(_IN,), set={"A": "{p}/.venv"}, bash=2),
    ],
    "Behaviour of direnv": [
        Row(".envrc wins over .env", "export A=1\n", {".env": "A=2\nB=2\n"}, set={"A": "1"}),
        Row("variables that the file unset come back on leaving", "unset A B\n", outside={"A": "1", "B": ""}, unset=("A", "B")),
        Row("direnvrc is read", "row_mine\n", {"{h}/.config/direnv/direnvrc": "use_row_flox() { export A=$1; }\nrow_mine() { export B=mine; }\n"}, set={"B": "mine"}, bash=1),
        Row("output goes to the terminal under bash, too", "for n in 1; do echo out; echo err >&2; done\nlog_status said\n", says=("out", "err", "said"), bash=1),
        Row("stdin is closed", "read -r A || A=nothing\nexport A\n", set={"A": "nothing"}, bash=1),
    ],
}  # fmt: skip
