"""The table of forms: each name leads to a command that is there, whose module is imported when a file uses it."""

from __future__ import annotations

import subprocess
import sys

from autovenv.base.errors import EvaluationError
from autovenv.config.envrc import forms
from autovenv.config.envrc.forms import checks, creation, files, layouts, messages, paths, watching
from autovenv.config.envrc.scope import Place, Scope
from autovenv.config.gate import Sources
from autovenv.config.result import BashNeededError


def test_each_name_leads_to_a_command_that_tells_its_status_or_an_error_of_that_line(tmp_path):
    told = {}
    for name, form in forms.FORMS.items():
        scope = Scope(str(tmp_path), {"PATH": "/usr/bin"}, Sources(lambda _source: True), lambda layout, _scope: layout)
        try:
            told[name] = form(scope, (), Place("/p/.envrc", 1))
        except EvaluationError as problem:  # most want an argument
            told[name] = str(problem).partition(": ")[0]
        except BashNeededError as needed:
            told[name] = needed.message.partition(": ")[0]
    wrong = {name: outcome for name, outcome in told.items() if outcome not in {0, 1, 2, "/p/.envrc:1"}}
    assert wrong == {}


def test_all_layouts_have_a_name():
    assert {name for name in forms.FORMS if name.startswith("layout_")} == {f"layout_{name}" for name in layouts.LAYOUTS}
    assert {name for name in forms.FORMS if name.startswith("use_")} == {f"use_{name}" for name in layouts.USES}


def test_a_name_leads_to_its_command(monkeypatch):
    for module, function, name in (
        (paths, "add_to_path", "PATH_add"),
        (files, "source_up", "source_up"),
        (checks, "has", "has"),
        (watching, "watch_dir", "watch_dir"),
        (messages, "log", "log_status"),
        (layouts, "use", "use"),
        (creation, "poetry", "poetry"),
    ):
        monkeypatch.setattr(module, function, lambda *given, name=name: (name, *given))
        assert forms.FORMS[name]("scope", ("x",), "place") == (name, "scope", ("x",), "place")


def test_a_module_is_imported_when_it_is_needed():
    line = "import sys; from autovenv.config.envrc import evaluate; print([n for n in sys.modules if 'envrc.forms.' in n])"
    told = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, check=True).stdout
    assert told == "['autovenv.config.envrc.forms.lookup', 'autovenv.config.envrc.forms.activation']\n"


def test_what_the_shell_itself_has():
    assert all(map(forms.is_of_the_shell, ("cd", "if", "PATH_add", "layout_python", "direnv_load")))
    assert not any(map(forms.is_of_the_shell, ("python3", "poetry", "frobnicate", "")))
