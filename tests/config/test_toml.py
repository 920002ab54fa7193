"""`[tool.autovenv]` and autovenv.toml: the same as `.envrc`, from TOML."""

from __future__ import annotations

import importlib.resources
import json
import os
import tomllib

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autovenv.base import variables
from autovenv.base.errors import EvaluationError
from autovenv.base.value import replace
from autovenv.config import toml_keys
from autovenv.config.difference import difference as compared
from autovenv.config.envrc.scope import Scope
from autovenv.config.gate import Sources
from autovenv.config.result import WithheldError
from autovenv.config.toml import apply, declare, inherits
from tests.commands import write

SCHEMA = json.loads(importlib.resources.files("autovenv.config").joinpath("autovenv.schema.json").read_bytes())
OUTSIDE = {"HOME": "/home/u", "PATH": "/usr/bin:/bin", "OLD": "old", "EMPTY": ""}


@pytest.fixture
def root(tmp_path):
    return os.path.realpath(tmp_path)


def scope_in(root, approves=lambda source: True, **environ):
    def locate(layout, scope):
        return replace(layout, path=layout.path or f"{root}/.venv")

    return Scope(root, {**OUTSIDE, **environ}, Sources(approves), locate)


def take(path, content, scope):
    apply(declare(path, content), path, scope)


def applied(root, text, name="autovenv.toml", **environ):
    """The scope after the file, and what of the environment it changes."""
    scope = scope_in(root, **environ)
    take(f"{root}/{name}", text.encode(), scope)
    return scope, compared({**OUTSIDE, **environ}, scope.result())


def refused(text, name="autovenv.toml"):
    with pytest.raises(EvaluationError) as caught:
        declare(f"/p/{name}", text.encode())
    return caught.value.message


# --- What takes effect -------------------------------------------------------


def test_variables_are_set_in_their_order(root):
    _, found = applied(root, '[env]\nA = "1"\nB = "$A/${OLD}/${NONE:-d}"\nEMPTY_TOO = ""\nD = "$PWD/data"')
    assert dict(found.set) == {"A": "1", "B": "1/old/d", "EMPTY_TOO": "", "D": f"{root}/data"}


def test_the_same_stands_in_pyproject(root):
    text = '[project]\nname = "x"\n[tool.autovenv]\npath = ["bin"]\n[tool.autovenv.env]\nA = "1"\n[tool.other]\nenv = 1'
    _, found = applied(root, text, "pyproject.toml")
    assert found.set == (("A", "1"),)
    assert found.front == (f"{root}/bin",)


def test_texts_are_literal_but_for_variables(root):
    _, found = applied(root, "[env]\nA = '5$$ \\n \\$OLD `x` $ 5$ 100%'\nB = '$$OLD $${OLD} $$(x)'")
    assert dict(found.set) == {"A": "5$ \\n \\old `x` $ 5$ 100%", "B": "$OLD ${OLD} $(x)"}


@pytest.mark.parametrize("text", ["$(whoami)", "${OLD:+x}", "${!OLD}", "${OLD"])
def test_what_only_a_shell_knows_is_an_error(root, text):
    with pytest.raises(EvaluationError, match=r"autovenv\.toml:3: env\.B: \$.* is not known here, and nothing is run; \$\$ is a dollar$"):
        applied(root, f"[env]\nA = '1'\nB = '{text}'")


def test_a_hash_that_loses_a_part_is_told_of(root):
    scope, found = applied(root, "[env]\nA = '$2y$10$abc'\nB = '$$2y$$10$$abc'")
    assert dict(found.set) == {"A": "$2y$10", "B": "$2y$10$abc"}
    assert scope.messages == [
        f"{root}/autovenv.toml:2: env.A refers to a variable that is not set, so a part of it is empty; $$ is a dollar"
    ]


def test_directories_come_to_the_front_of_path(root):
    _, found = applied(root, 'path = ["bin", "/opt/x/../tools", "$OLD/y"]')
    assert found.front == (f"{root}/bin", "/opt/tools", f"{root}/old/y")
    assert (found.back, found.gone, found.set) == ((), (), ())


def test_path_can_be_written_as_a_variable(root):
    _, found = applied(root, '[env]\nPATH = "/first:$PATH:/last"')
    assert (found.front, found.back, found.gone, found.set) == (("/first",), ("/last",), (), ())


def test_one_entry_of_path_is_one_directory(root):
    with pytest.raises(EvaluationError, match=r"autovenv\.toml:1: path: .* holds a ':'"):
        applied(root, 'path = ["a:b"]')


def test_without_a_path_outside_no_empty_entry_is_made(root):
    scope = Scope(root, {}, Sources(lambda source: True), None)
    take(f"{root}/autovenv.toml", b'path = ["a", "b"]', scope)
    assert scope.result()["PATH"] == f"{root}/a:{root}/b"


@pytest.mark.parametrize("value", ["true", '".env"', '[".env"]'])
def test_dotenv_files_are_read(root, value):
    write(f"{root}/.env", "A=1\nB=$OLD\nbad-name=1\n")
    scope, found = applied(root, f'dotenv = {value}\n[env]\nC = "$A"')
    assert dict(found.set) == {"A": "1", "B": "old", "C": "1"}
    assert [(one.path, one.kind) for one in scope.sources.sources] == [(f"{root}/.env", "dotenv")]
    assert scope.messages == [f"{root}/.env:3: 'bad-name' is not a valid variable name: it is left out"]


def test_later_files_win_and_the_table_wins_over_them(root):
    write(f"{root}/.env", "A=1\nB=1\nC=1")
    write(f"{root}/.env.local", "B=2\nC=2")
    _, found = applied(root, 'dotenv = true\ndotenv_if_exists = [".env.local", ".env.none"]\n[env]\nC = "3"')
    assert dict(found.set) == {"A": "1", "B": "2", "C": "3"}


def test_a_missing_dotenv_file_is_an_error(root):
    with pytest.raises(EvaluationError, match=rf"^{root}/autovenv\.toml:2: {root}/\.env can't be read: No such file"):
        applied(root, '\ndotenv = true\n[env]\nA = "1"')


def test_a_missing_file_that_may_be_missing_is_watched(root):
    scope, found = applied(root, "dotenv_if_exists = true")
    assert found.set == ()
    assert [(one.kind, one.path) for one in scope.sources.inputs] == [("absent", f"{root}/.env")]


def test_a_dotenv_file_that_is_not_approved_is_withheld(root):
    write(f"{root}/.env", "A=1")
    scope = scope_in(root, lambda source: False)
    with pytest.raises(WithheldError):
        take(f"{root}/autovenv.toml", b'dotenv_if_exists = true\n[env]\nB="1"', scope)
    assert compared(OUTSIDE, scope.result()).set == ()


@pytest.mark.parametrize(
    ("words", "kind", "version", "name"),
    [
        ("python", "python", "", ""),
        ("python 3.12", "python", "3.12", ""),
        ("poetry", "poetry", "", ""),
        ("conda science", "conda", "", "science"),
    ],
)
def test_a_layout_has_the_words_of_envrc(root, words, kind, version, name):
    write(f"{root}/pyproject.toml", "")
    scope, _ = applied(root, f'layout = "{words}"')
    assert (scope.layout.kind, scope.layout.name) == (kind, name)
    assert version in scope.layout.version
    assert scope.layout.where == f"{root}/autovenv.toml:1"


def test_variables_and_path_can_lie_in_the_environment(root):
    _, found = applied(root, 'layout = "python"\npath = ["$VIRTUAL_ENV/tools"]\n[env]\nA = "$VIRTUAL_ENV/x"')
    assert dict(found.set)["A"] == f"{root}/.venv/x"
    assert f"{root}/.venv/tools" in found.front


@pytest.mark.parametrize("words", ["nonsense", "node", "ruby"])
def test_a_layout_that_only_bash_knows_says_so(root, words):
    with pytest.raises(
        EvaluationError, match=rf"autovenv\.toml:2: layout = '{words}' is not known; one that bash knows belongs in \.envrc$"
    ):
        applied(root, f'inherit = true\nlayout = "{words}"')


def test_what_is_watched_is_an_input(root):
    scope, _ = applied(root, 'watch = ["schema.sql"]')
    assert [one.path for one in scope.sources.inputs] == [f"{root}/schema.sql"]


def test_what_is_required_may_come_from_anywhere(root):
    write(f"{root}/.env", "B=1")
    scope, _ = applied(root, 'dotenv = true\nrequired = ["A", "B", "OLD"]\n[env]\nA = "1"')
    assert scope.needs == {"OLD": "old"}


def test_all_that_is_missing_is_named(root):
    with pytest.raises(EvaluationError, match=r"autovenv\.toml:1: NONE, EMPTY, TOO are required, and not set or empty$"):
        applied(root, 'required = ["NONE", "EMPTY", "OLD", "TOO"]')
    with pytest.raises(EvaluationError, match=r"autovenv\.toml:1: NONE is required, and not set or empty$"):
        applied(root, 'required = ["NONE"]')


def test_variables_are_unset(root):
    scope, found = applied(root, 'unset = ["OLD", "NONE"]\n[env]\nA = "${OLD-gone}"')
    assert found.unset == ("OLD",)
    assert found.set == (("A", "gone"),)
    assert scope.needs["NONE"] is None


def test_it_says_whether_it_inherits():
    assert inherits("/p/autovenv.toml", b"inherit = true")
    assert inherits("/p/pyproject.toml", b"[tool.autovenv]\ninherit = true")
    assert not inherits("/p/autovenv.toml", b"inherit = false")
    assert not inherits("/p/pyproject.toml", b"inherit = true")


@pytest.mark.parametrize(
    "content", [b"inherit = ", b"inherit = 1", b"inherit = true\nnonsense = 1", b"\xffinherit = true", b"inherit = " + b"[" * 5000]
)
def test_a_broken_file_inherits_nothing(content):
    """It is asked before anybody approved the file."""
    assert not inherits("/p/autovenv.toml", content)


def test_a_project_may_say_where_its_environment_is():
    assert declare("/p/autovenv.toml", b'venv_path = "build/./env"').venv_path == "build/env"


# --- What is refused ---------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = 1\n\npaht = []", "1: no key is called 'a'; known are env, path, dotenv, "),
        ("\npaht = []", "2: no key is called 'paht'; did you mean path?"),
        ("#\nauto_create = true", "2: auto_create is the user's to set, in config.toml: a project can't"),
        ("env = 1", "1: env takes a table of variables and texts"),
        ('[env]\nA = "x"\nPORT = 8000\nB = "x"', '3: env.PORT must be a string: "8000"'),
        ("[env]\nA = true", "2: env.A must be a string"),
        ("[env.A]\nB = 'x'", "1: env.A must be a string"),
        ("env.A = ''\nenv.'a-b' = ''", "2: env: 'a-b' is not a valid variable name"),
        ("env = {A = '', PS1 = ''}", "1: env.PS1 is the shell's own: it can't be set here"),
        ("[env]\nBASH_ENV = ''", "2: env.BASH_ENV is the shell's own: it can't be set here"),
        ("[env]\nVIRTUAL_ENV = 'x'", "2: env.VIRTUAL_ENV: the environment is chosen with layout and venv_path"),
        ('[env]\nA = "\\u0000"', "2: env.A holds a NUL character"),
        ("path = 'bin'", "1: path must be a list of strings"),
        ("path = ['bin', 1]", "1: path must be a list of strings"),
        ("path = ['']", "1: path is empty"),
        ("dotenv = 1", "1: dotenv must be true, a string or a list of strings"),
        ("dotenv = [true]", "1: dotenv must be a list of strings"),
        ("layout = ['python']", "1: layout must be a string"),
        ("layout = ' '", "1: layout is empty"),
        ("watch = 'x'", "1: watch must be a list of strings"),
        ("required = 'A'", "1: required must be a list of strings"),
        ("required = ['A=1']", "1: required: 'A=1' is not a valid variable name"),
        ("unset = ['a b']", "1: unset: 'a b' is not a valid variable name"),
        ("unset = ['PATH']", "1: unset: PATH is the shell's own: it can't be unset here"),
        ("inherit = 'yes'", "1: inherit must be true or false"),
        (f"sync = '{'a' * 5000}'", "1: sync is longer than 4 KiB: put it into a script"),
        ("venv_path = '/x'", "1: venv_path is a path below the project"),
        ("venv_path = '.'", "1: venv_path is a path below the project"),
        ("venv_path = 'a/../../b'", "1: venv_path is a path below the project"),
        ("inherit = true\ninherit = true\n", "2: broken TOML: Cannot overwrite a value"),
        ("a = [\n\n", "3: broken TOML: Invalid value"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text, said):
    assert refused(text).startswith(f"/p/autovenv.toml:{said}")


def test_lines_are_those_of_the_table():
    text = '[tool.other]\nlayout = "x"\n[tool.autovenv.env]\nA = "1"\n\n[tool.autovenv]\nlayout = 1\n'
    assert refused(text, "pyproject.toml") == "/p/pyproject.toml:7: layout must be a string"
    assert refused("[tool]\nautovenv = 1", "pyproject.toml") == "/p/pyproject.toml:2: tool.autovenv takes a table"
    assert refused("\ufeff[tool.autovenv]\r\nx = 1\r\n", "pyproject.toml").startswith("/p/pyproject.toml:2: ")


def test_broken_bytes_and_depth_are_errors():
    with pytest.raises(EvaluationError, match=r"^/p/autovenv.toml:2: not UTF-8"):
        declare("/p/autovenv.toml", b"#\n\xff")
    assert refused("a = " + "[" * 100_000) == "/p/autovenv.toml: nested too deeply for TOML: simplify it"


@given(st.one_of(st.binary(), st.text(alphabet="[]{}=.\"'envpath \n1").map(str.encode)))
def test_any_bytes_are_a_declaration_or_an_error(content):
    try:
        declare("/p/autovenv.toml", content)
    except EvaluationError as problem:
        assert problem.message.startswith("/p/autovenv.toml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sync = 'uv sync --all-extras'", ("uv", "sync", "--all-extras")),
        ("""sync = "make 'my deps' A=$HOME" """, ("make", "my deps", "A=$HOME")),
        ("""sync = "sh -c 'a && b'" """, ("sh", "-c", "a && b")),
        ("sync = false", False),
        ("", True),
    ],
)
def test_the_command_that_installs_is_split_as_a_shell_does_and_nothing_is_expanded(text, words):
    assert declare("/p/autovenv.toml", text.encode()).sync == words


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("""sync = "make 'deps" """, "sync: a quotation is not closed"),
        ("""sync = "'' deps" """, "sync names no program"),
        ("sync = 'make a && make b'", "sync is run without a shell, which && is for: put it into a script, or a target of make"),
        ("sync = 3", "sync must be true, false or a command line"),
    ],
)
def test_a_command_that_can_not_be_run_is_refused(text, why):
    assert refused(f"\n{text}") == f"/p/autovenv.toml:2: {why}"


# --- The schema --------------------------------------------------------------

GOOD = [
    "",
    "env = {}",
    "[env]\nA = '$B'\nPATH = 'x:$PATH'\nE = ''",
    "path = ['bin', '$A/x']",
    "path = []",
    "dotenv = true",
    "dotenv = false",
    "dotenv = '.env'",
    "dotenv_if_exists = ['.env', 'b']",
    "layout = 'python 3.12'",
    "watch = ['a']",
    "required = ['A', 'PATH', 'PS1']",
    "unset = ['PYTHONPATH', 'VIRTUAL_ENV']",
    "inherit = false",
    "venv_path = 'a/.b/..c'",
    "venv_path = './a'",
    "venv_path = '...'",
    "sync = true",
    "sync = false",
    "sync = 'uv sync --all-extras'",
]
BAD = [
    "nonsense = 1",
    "quiet = true",
    "env = []",
    "env = {A = 1}",
    "env = {A = true}",
    "env = {A = ['x']}",
    "env = {a-b = 'x'}",
    "env = {1A = 'x'}",
    "env = {VIRTUAL_ENV = 'x'}",
    "env = {PWD = 'x'}",
    "env = {BASH_ENV = 'x'}",
    "env = {AUTOVENV_X = 'x'}",
    'env = {A = "\\u0000"}',
    "path = 'bin'",
    "path = [1]",
    "path = ['']",
    "path = [' ']",
    "dotenv = 1",
    "dotenv = ['a', true]",
    "dotenv = ''",
    "dotenv_if_exists = {path = 'a'}",
    "layout = true",
    "layout = ''",
    "watch = {}",
    "required = ['a-b']",
    "required = 'A'",
    "unset = ['']",
    "unset = ['PATH']",
    "unset = ['DIRENV_DIR']",
    "inherit = 1",
    "inherit = 'true'",
    "venv_path = ''",
    "venv_path = '/a'",
    "venv_path = '..'",
    "venv_path = '../a'",
    "venv_path = 'a/../b'",
    "venv_path = './.'",
    "venv_path = ['a']",
    'layout = "\\u0000x"',
    "sync = ''",
    "sync = ' '",
    "sync = 1",
    "sync = ['make', 'deps']",
]


def accepts(text):
    try:
        declare("/p/autovenv.toml", text.encode())
    except EvaluationError:
        return False
    return True


@pytest.mark.parametrize(("text", "good"), [*((one, True) for one in GOOD), *((one, False) for one in BAD)])
def test_editors_are_told_the_same(text, good):
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid(tomllib.loads(text)) is good
    assert accepts(text) is good


def test_the_schema_is_one_and_explains_each_key():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["properties"]) == set(toml_keys._CHECKS)
    for key, about in SCHEMA["properties"].items():
        assert about["title"]
        assert about["description"]
        for example in about.get("examples", []):
            assert jsonschema.Draft202012Validator({**SCHEMA}).is_valid({key: example}), key
    assert set(SCHEMA["$defs"]["shells_own"]["anyOf"][0]["enum"]) == set(variables._NEVER)
    begins = SCHEMA["$defs"]["shells_own"]["anyOf"][1]["pattern"].strip("^()").split("|")
    assert begins == list(variables._NEVER_BEGINS)
