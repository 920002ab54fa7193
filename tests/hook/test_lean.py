"""What a shell waits for loads next to nothing: the helper, `hook`, `export`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from autovenv import PROTOCOL
from tests.base.toml_documents import HATCH, PDM, POETRY
from tests.commands import BASE, EXACT, MINOR, TOP, configure, make_foreign, run, run_helper, surroundings, write

# 2 to 110 ms each.
FORBIDDEN = {
    "argparse", "asyncio", "contextlib", "dataclasses", "enum", "functools", "hashlib", "inspect", "json", "logging", "packaging", "pathlib",
    "platformdirs", "random", "re", "rich", "shutil", "site", "subprocess", "tempfile", "tomllib", "typer", "typing", "watchfiles",
}  # fmt: skip
SLOW = {"argparse", "asyncio", "click", "platformdirs", "rich", "subprocess", "tomlkit", "typer", "virtualenv", "watchfiles"}


def loaded(stderr):
    """Top-level names of what `-X importtime` reports."""
    return {line.rpartition("|")[2].strip().split(".")[0] for line in stderr.splitlines() if line.startswith("import time:")}


def said(stderr):
    return [line for line in stderr.splitlines() if not line.startswith("import time:")]


@pytest.fixture
def project(home):
    """A project with an environment that its user approved."""
    path = os.path.join(home, "shop")
    write(os.path.join(path, ".python-version"), f"{MINOR}\n")
    make_foreign(path)
    done = run(["allow"], home, path)
    assert done.returncode == 0, done.stderr
    return path


def plan(home, directory, **extra):
    return run_helper(["plan", PROTOCOL, "bash", directory], home, home, "-X", "importtime", **extra)


def test_a_known_project_with_a_pin(home, project):
    done = plan(home, project)
    assert (done.returncode, said(done.stderr), done.stdout) == (0, [], "")
    assert "posixpath" in loaded(done.stderr), "the measure works"
    assert loaded(done.stderr) & FORBIDDEN == set()


def test_an_exact_pin(home, project):
    write(os.path.join(project, ".python-version"), f"# a comment\n{EXACT}\n")
    done = plan(home, project)
    assert (done.returncode, said(done.stderr)) == (0, [])
    assert loaded(done.stderr) & FORBIDDEN == set()


def test_a_project_of_a_repository_whose_files_are_tracked(home, project):
    subprocess.run(["git", "init", "-q", project], check=True, env=surroundings(home))
    write(os.path.join(project, "a.txt"), "x")
    subprocess.run(["git", "-C", project, "add", "a.txt"], check=True, env=surroundings(home))
    done = plan(home, project)
    assert (done.returncode, said(done.stderr)) == (0, [])
    assert loaded(done.stderr) & FORBIDDEN == set()


def test_an_environment_that_needs_consent(home):
    project = os.path.join(home, "shop")
    os.mkdir(project)
    make_foreign(project)
    done = plan(home, project)
    assert (done.returncode, said(done.stderr)) == (0, []), "the hook says it, from the stored plan"
    assert loaded(done.stderr) & FORBIDDEN == set()


def test_a_python_that_is_missing(home):
    """Every interpreter is looked for, none is run."""
    project = os.path.join(home, "shop")
    write(os.path.join(project, ".python-version"), "3.99\n")
    done = plan(home, project)
    assert (done.returncode, said(done.stderr)) == (0, [])
    assert loaded(done.stderr) & FORBIDDEN == set()


def test_a_directory_that_asks_for_nothing(home):
    project = os.path.join(home, "shop")
    write(os.path.join(project, "pyproject.toml"), "[project]\n")
    done = plan(home, project)
    assert said(done.stderr) == []
    assert loaded(done.stderr) & FORBIDDEN == set()


@pytest.fixture
def configured(home, project):
    """The same project with a .envrc; call it with the text."""

    def write_and_allow(text):
        write(os.path.join(project, ".envrc"), text)
        done = run(["allow"], home, project)
        assert done.returncode == 0, done.stderr
        # `allow` keeps what the file came to.
        write(os.path.join(project, ".python-version"), f"{MINOR}\n")
        shutil.rmtree(os.path.join(home, ".local", "state", "autovenv", f"plans-{PROTOCOL}"), ignore_errors=True)
        return project

    return write_and_allow


def modules(stderr):
    """Our own modules among what `-X importtime` reports."""
    return {name for line in stderr.splitlines() if (name := line.rpartition("|")[2].strip()).startswith("autovenv.")}


DECLARATIVE = """\
export APP=shop NAME="$APP-1"
PATH_add bin
if [[ -f .env.local ]]; then dotenv .env.local; fi
source_env_if_exists .envrc.local
"""


@pytest.mark.skipif(os.name == "nt", reason="the names are POSIX")
@pytest.mark.parametrize(
    "more", ["", "layout python3\n", "export TOP=$(pwd)\n", "watch_file a.lock\nhas git\nlog_status hi >/dev/null 2>&1\n"]
)
def test_a_file_of_plain_lines(home, configured, more):
    done = plan(home, configured(DECLARATIVE + more))
    assert (done.returncode, said(done.stderr)) == (0, [])
    assert loaded(done.stderr) & (FORBIDDEN | {"importlib", "signal", "select"}) == set()
    assert not [name for name in modules(done.stderr) if name.startswith("autovenv.config.bash")]


@pytest.mark.skipif(os.name == "nt", reason="the names are POSIX")
def test_a_file_pays_for_the_commands_that_it_uses(home, configured):
    done = plan(home, configured("export APP=shop\n"))
    found = {name.removeprefix("autovenv.config.envrc.") for name in modules(done.stderr) if name.startswith("autovenv.config.envrc.")}
    assert found & {"conditions", "substitute"} == set()
    assert {name for name in found if name.startswith("forms.")} <= {"forms.lookup", "forms.activation"}
    assert not {"autovenv.config.dotenv", "autovenv.env.kinds", "autovenv.trust.direnv", "autovenv.deps.install"} & modules(done.stderr)


@pytest.mark.skipif(os.name == "nt" or shutil.which("bash") is None, reason="no bash on PATH")
def test_a_file_that_bash_reads(home, configured):
    project = configured("for name in A B; do export $name=1; done\n")
    done = plan(home, project)
    assert (done.returncode, said(done.stderr)) == (0, [])
    assert "autovenv.config.bash.evaluation" in modules(done.stderr)
    assert loaded(done.stderr) & FORBIDDEN == set()


DOCUMENTS = {"poetry": POETRY, "pdm": PDM, "hatch": HATCH}  # none has requires-python


@pytest.mark.parametrize("tool", DOCUMENTS)
def test_a_pyproject_as_tools_write_it(home, project, tool):
    write(os.path.join(project, "pyproject.toml"), DOCUMENTS[tool])
    configure(home, 'quiet = true\ntrusted_paths = ["~/work"]\n')
    done = plan(home, project)
    assert (done.returncode, said(done.stderr)) == (0, [])
    assert loaded(done.stderr) & FORBIDDEN == set()


@pytest.mark.skipif(os.name == "nt", reason="the names are POSIX")
@pytest.mark.parametrize("tool", DOCUMENTS)
def test_the_layout_of_a_tool(home, project, configured, tool):
    configured(f"layout {tool}\n")
    write(os.path.join(project, "pyproject.toml"), DOCUMENTS[tool])
    done = plan(home, project)
    assert f"autovenv.env.kinds.{tool}" in modules(done.stderr)
    assert loaded(done.stderr) & {"re", "tomllib"} == set()


def test_only_what_is_not_written_plainly_costs_a_toml_parser(home, project):
    configure(home, 'backend = "\\u0075v"\n')
    assert "tomllib" in loaded(plan(home, project).stderr)


@pytest.mark.parametrize("arguments", [["hook", "bash"], ["hook", "fish"], ["export", "bash"], ["exec", "--", BASE, "-V"]])
def test_opening_a_shell_does_not_wait_for_typer(home, project, arguments):
    command = [sys.executable, "-X", "importtime", "-P", "-m", "autovenv", *arguments]
    environ = {**surroundings(home), "PYTHONPATH": TOP}
    done = subprocess.run(command, env=environ, cwd=project, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 0, said(done.stderr)
    assert "autovenv" in loaded(done.stderr)
    assert loaded(done.stderr) & SLOW == set()
