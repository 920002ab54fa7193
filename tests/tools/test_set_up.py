"""After `autovenv allow`, the project's tool has that environment, and its own command makes no second one."""

from __future__ import annotations

import os
import sys

import pytest

from tests.tools.place import program, same

PROJECT = '[project]\nname = "The.Shop"\nversion = "1"\nrequires-python = ">=3.9"\ndependencies = ["tiny @ file://{}"]\n[tool.{}]\n{}\n'
TOOLS = {
    # The project's file, what names the environment, what installs.
    "uv": ("package = false", ["run", "--no-sync", "python", "-c", "import sys; print(sys.prefix)"], ["sync"]),
    "poetry": ("package-mode = false", ["env", "info", "--path"], ["install"]),
    "pipenv": ("", ["--venv"], ["install", "--skip-lock"]),
    "pdm": ("distribution = false", ["run", "python", "-c", "import sys; print(sys.prefix)"], ["install"]),
}
PLACES = [*((tool, {}) for tool in TOOLS), ("pdm", {"PDM_VENV_IN_PROJECT": "0"}), ("poetry", {"POETRY_VIRTUALENVS_IN_PROJECT": "true"})]


def write(place, tool):
    if tool == "pipenv":
        place.write("Pipfile", f'[packages]\ntiny = {{path = "{place.wheel()}"}}\n')
    else:
        place.write("pyproject.toml", PROJECT.format(place.wheel(), tool, TOOLS[tool][0]))


def allow(place, environ):
    """Have autovenv make the environment, and return its path."""
    state = {
        "PYTHONPATH": os.path.dirname(os.path.dirname(os.path.dirname(__file__))),
        "PATH": f"{os.path.dirname(program('uv'))}:{place.environ['PATH']}",
    }
    place.run(sys.executable, "-m", "autovenv", "allow", "--yes", "--no-install", environ={**environ, **state})


@pytest.mark.long
@pytest.mark.parametrize("index", [0, 1])
@pytest.mark.parametrize(("tool", "environ"), PLACES)
def test_the_tool_takes_it(place, tool, environ, index):
    if len(place.minors) <= index:
        pytest.skip("needs two Pythons")
    _, asks, installs = TOOLS[tool]
    write(place, tool)
    if index:
        place.write(".python-version", place.minors[index])
    expected = place.find(tool, environ=environ)
    assert not expected.exists
    path = expected.path or expected.pattern.replace("{version}", place.minors[index])
    allow(place, environ)
    assert place.find(tool, environ=environ).exists
    assert same(place.find(tool, environ=environ).path, path)
    assert same(place.run(program(tool), *asks, environ=environ), path)
    identity = os.stat(os.path.join(path, "pyvenv.cfg")).st_ino
    place.run(program(tool), *installs, environ=environ)
    assert same(place.run(program(tool), *asks, environ=environ), path)
    assert os.stat(os.path.join(path, "pyvenv.cfg")).st_ino == identity
    assert place.installed_into(path)
    version = place.run(os.path.join(path, "bin", "python"), "-c", "import sys; print('%d.%d' % sys.version_info[:2])")
    assert version == place.minors[index]
