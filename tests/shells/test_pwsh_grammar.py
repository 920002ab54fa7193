"""The PowerShell hook, read and not run: what its grammar alone can tell, on machines that have no PowerShell."""

from __future__ import annotations

import os
import re

import pytest
import tree_sitter_powershell
from tree_sitter import Language, Parser

from autovenv import PROTOCOL
from autovenv.hook.script import hook
from autovenv.plan import store
from autovenv.plan.render import pwsh

RAW = os.path.join(os.path.dirname(__file__), "..", "..", "shells", "autovenv.ps1")
ODD = "/home/o'hara ‘x’/$(whoami)`n\"/éß"

# Each of these loads a module the first time: 50 to 150 ms in every new shell.
SLOW = {
    "add-member", "foreach-object", "get-command", "get-content", "get-date", "get-item", "get-location", "get-random", "get-variable", "join-path",
    "measure-object", "new-object", "out-null", "out-string", "remove-item", "remove-variable", "resolve-path", "select-object", "set-content",
    "set-item", "set-variable", "sort-object", "split-path", "test-path", "where-object", "write-host", "write-output", "write-warning",
}  # fmt: skip
# Core's, or used only after a command that failed (the one way to give `$?` back), for a prompt that used it itself, or once in a session
# (Get-Item where no home can be written, until that is settled).
# Each by its module's name: a user's function may have the other one (which is the last resort where no module is found).
HARMLESS = {
    r"Microsoft.PowerShell.Core\Set-StrictMode",
    r"Microsoft.PowerShell.Core\Get-Module",
    "Set-Alias",
    r"Microsoft.PowerShell.Management\Get-Item",
} | {rf"Microsoft.PowerShell.Utility\{name}" for name in ("Write-Host", "Write-Information", "Set-Alias")}
ANSWERING = (
    "__autovenv_take",
    "__autovenv_load",
    "__autovenv_help",
    "__autovenv_same",
    "__autovenv_rooted",
    "__autovenv_needs",
    "__autovenv_barred",
)


def parse(text):
    return Parser(Language(tree_sitter_powershell.language())).parse(text.encode()).root_node


def nodes(root, *kinds):
    """Those of a kind, in the order of the text."""
    found, stack = [], [root]
    while stack:
        node = stack.pop()
        if node.type in kinds:
            found.append(node)
        stack += reversed(node.children)
    return found


def text(node):
    return node.text.decode()


def raw():
    with open(RAW, encoding="utf-8") as file:
        return file.read()


@pytest.fixture
def tree():
    return parse(raw())


@pytest.fixture
def functions(tree):
    """Each function's own node by its name. One that is defined inside another is a function of its own."""
    return {text(nodes(one, "function_name")[0]).removeprefix("global:"): one for one in nodes(tree, "function_statement")}


def commands(node):
    """Names of the commands in node; functions that are defined inside it are left out."""
    names = []
    for child in node.children:
        if child.type != "function_statement":
            names += [text(child)] if child.type == "command_name" else commands(child)
    return names


def reachable(functions):
    """The functions that a prompt, a change of directory or `deactivate` may run."""
    open_, seen = ["__autovenv_prompt", "__autovenv_moved", "deactivate"], set()
    while open_:
        name = open_.pop()
        if name not in seen:
            seen.add(name)
            open_ += [one for one in commands(functions[name]) if one in functions]
    return seen


@pytest.mark.parametrize("rendered", [False, True])
def test_it_is_powershell(rendered, home, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", ODD)
    source = hook("pwsh", os.environ) if rendered else raw()
    assert ("@STATE@" in source) != rendered
    assert [(one.start_point.row + 1, text(one)) for one in nodes(parse(source), "ERROR")] == []

    def missing(node):
        return ([node] if node.is_missing else []) + [one for child in node.children for one in missing(child)]

    assert [(one.start_point.row + 1, one.type) for one in missing(parse(source))] == []


def test_places_are_one_literal_word_each(home, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", ODD)
    line = next(line for line in hook("pwsh", os.environ).splitlines() if line.startswith("    $global:__autovenv_state ="))
    literal = nodes(parse(line), "verbatim_string_characters")
    assert line.endswith(pwsh.quote(ODD + "/autovenv"))
    assert len(nodes(parse(line), "variable", "sub_expression", "command")) == 1, "nothing in it but the variable that is set"
    assert literal


def test_all_of_it_is_ascii():
    assert raw().isascii(), "Windows PowerShell reads a file without a mark as ANSI"


def test_no_slow_cmdlet_at_a_prompt(functions):
    reached = reachable(functions)
    assert {"__autovenv_look", "__autovenv_load", "__autovenv_help", "__autovenv_adopt", "__autovenv_leave"} <= reached
    for name in reached:
        called = set(commands(functions[name]))
        assert not {one.lower() for one in called} & SLOW, name
        assert called <= set(functions) | HARMLESS, name


def test_every_function_of_ours_is_defined_and_used(tree, functions):
    called = {text(one) for one in nodes(tree, "command_name") if text(one).startswith("__autovenv")}
    by_alias = set(re.findall(r", '(__autovenv_\w+)'", raw()))
    in_plans = {f"__autovenv_{name}" for name in ("set", "give_back", "front", "behind", "without", "needs")}
    assert called | by_alias | in_plans == {name for name in functions if name.startswith("__autovenv")}


def test_every_function_is_global(tree):
    for one in nodes(tree, "function_name"):
        assert text(one).startswith("global:"), text(one)


def test_no_function_is_called_autovenv(functions):
    assert "autovenv" not in {name.lower() for name in functions}


def test_every_variable_that_is_read_was_set_when_the_hook_was_loaded(tree, functions):
    """StrictMode: one that was never set throws."""
    load = [functions["__autovenv_places"], functions["__autovenv_begin"]]
    loaded = {
        text(variable)
        for statement in load
        for assignment in nodes(statement, "left_assignment_expression")
        for variable in nodes(assignment, "variable")
    }
    used = {text(one) for one in nodes(tree, "variable") if text(one).startswith("$global:__autovenv")}
    assert used - loaded == set()
    assert {one for one in loaded if one.startswith("$global:__autovenv")} - used == set()


def test_every_local_variable_is_set_in_its_own_function(functions):
    """A variable of the caller must not be taken for one's own: PowerShell's scopes are dynamic."""
    given = {
        "$true",
        "$false",
        "$null",
        "$_",
        "$?",
        "$PID",
        "$Host",
        "$PSVersionTable",
        "$ExecutionContext",
        "$env:PATH",
        "${alias:prompt}",
        "@__autovenv_how",
        "$PSCmdlet",
    }
    for name, function in functions.items():
        own = {text(one) for one in nodes(function, "variable") if not text(one).startswith(("$global:", "${function:"))}
        made = {text(one) for left in nodes(function, "left_assignment_expression") for one in nodes(left, "variable")}
        made |= {text(one) for loop in nodes(function, "foreach_statement") for one in loop.children if one.type == "variable"}
        made |= {text(one) for parameter in nodes(function, "script_parameter") for one in nodes(parameter, "variable")}
        assert own - made - given == set(), name


def test_what_is_compared_without_case_has_no_case():
    code = "\n".join(line.split("  # ")[0] for line in raw().splitlines() if not line.lstrip().startswith("#"))
    allowed = (
        r"-(?:eq|ne) -?\d",
        r"\(\$null -eq \$__autovenv_\w+\) -(?:eq|ne) \((?:\$null -eq )?",
        r"\$null -(?:eq|ne) ",
        r"-ne \$global:__autovenv_stood\[",
        r"-eq \$__autovenv_scope\b",
        r"-ne 'FullLanguage'",
        r"-ne \$global:__autovenv_times\[",
        r"-ine \$__autovenv_at\) \{ continue",
        r"_windows -and \$__autovenv_name -match \$__autovenv_own",
    )
    rest = code
    for pattern in allowed:
        rest = re.sub(pattern, "", rest)
    assert re.findall(r".*-i?(?:eq|ne|match|notmatch|like|notlike|contains|notcontains|in|notin|replace|split)\b.*", rest) == []


def test_nothing_that_windows_powershell_can_not_read(tree):
    assert not nodes(tree, "pipeline_chain_tail", "ternary_expression", "null_coalesce_expression", "class_statement", "enum_statement")
    operators = [text(one) for one in nodes(tree, "&&", "||", "??", "?.", "??=")]
    assert operators == []


@pytest.mark.parametrize(
    "line", ["/usr/bin/direnv export pwsh;", '(& "C:/a b/direnv.exe" export pwsh) -join', "/nix/.direnv-wrapped export pwsh"]
)
def test_direnv_is_told_by_its_words(line):
    pattern = re.search(r"-cmatch '(direnv.*?)'", raw())[1]
    assert re.search(pattern, line)
    assert not re.search(pattern, "mise hook-env -s pwsh; $Env:DIRENV_DIR; proto export pwsh")


def test_a_name_does_not_control_the_terminal(functions):
    """As in bash and zsh: a directory may be called ESC ]0;…"""
    assert r"-creplace '\p{Cc}', '?'" in text(functions["__autovenv_named"])


def test_only_absolute_paths_are_looked_up(functions):
    """A provider of somebody's (Azure:, a registry) has places that look relative to [IO.File], on each system."""
    first = next(text(one) for one in nodes(functions["__autovenv_look"], "if_statement"))
    assert first == "if ($__autovenv_directory[0] -cne '/' -and -not (__autovenv_rooted $__autovenv_directory)) { return }"


def test_functions_that_answer_say_only_yes_or_no(functions):
    """An answer beside `return` would make every answer true."""
    for name in ANSWERING:
        flow = nodes(functions[name], "flow_control_statement")
        returned = [text(one).removeprefix("return").strip() for one in flow if text(one).startswith("return")]
        assert returned, name
        assert all(one in {"$true", "$false"} or one.startswith("(") for one in returned), (name, returned)


def test_what_hook_and_planner_agree_on():
    source = raw()
    assert {int(number) for number in re.findall(r"\b\d{15,}\b", source)} == {pwsh.NOTHING}
    assert f"'/{store.FOLDER}/pwsh'" in source
    assert pwsh.NEVER not in {pwsh.PRESENT, pwsh.NOTHING}


def test_what_a_program_is_told_is_no_pattern(functions):
    """PowerShell on Unix expands a variable without quotes, like a bare word, where its value holds [, * or ?."""
    given = [
        text(one).strip()
        for command in nodes(functions["__autovenv_help"], "command")
        if text(command).startswith("& $global:__autovenv_python")
        for one in command.children[2].children
        if "$" in text(one)
    ]
    assert len(given) == 3, given
    assert all(one.startswith('"') and one.endswith('"') for one in given), given


def test_variables_are_removed_and_not_emptied(tree):
    for call in nodes(tree, "invokation_expression"):
        if text(call).startswith("[Environment]::SetEnvironmentVariable"):
            assert "$null" not in text(call), text(call)


def test_on_windows_a_plan_lies_where_the_store_puts_it(monkeypatch):
    """The hook takes [IO.Path]::GetPathRoot off, the store os.path.splitdrive: the same place, without drive or share."""
    import ntpath
    from types import SimpleNamespace

    assert "'/' + $__autovenv_at.Substring([IO.Path]::GetPathRoot($__autovenv_at).Length)" in raw()
    monkeypatch.setattr(store, "os", SimpleNamespace(name="nt", path=ntpath))
    for directory, path_root in {"C:\\a\\b c": "C:\\", "C:\\": "C:\\", "\\\\server\\share\\a": "\\\\server\\share"}.items():
        hooks = "X:\\state" + f"/plans-{PROTOCOL}" + "/" + directory[len(path_root) :] + "/" + store.FOLDER
        assert ntpath.normpath(hooks) == ntpath.normpath(store.folder("X:\\state", directory)), directory
