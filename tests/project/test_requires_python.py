"""What the metadata of a project requires, and pins that can't meet it."""

from __future__ import annotations

import os

import pytest

from autovenv.project.errors import RequestError
from autovenv.project.pin import Pin
from autovenv.project.request import parse_request
from autovenv.project.requires_python import Requires, contradiction, find_global_pin, find_requires, global_pin, satisfies


@pytest.fixture
def write(tmp_path):
    """Write a file of the project; returns its path."""

    def write(name, content):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(tmp_path / name)

    return write


@pytest.mark.parametrize(
    ("name", "content", "specifier", "line"),
    [
        ("pyproject.toml", '[project]\nname = "x"\nrequires-python = ">=3.12, <4"\n', ">=3.12, <4", 3),
        ("pyproject.toml", '[tool.x]\nrequires-python = "no"\n[project] # us\n"requires-python" = ">=3.12"\n', ">=3.12", 4),
        ("pyproject.toml", b'\xef\xbb\xbf[project]\nrequires-python = ">=3.12"\n', ">=3.12", 2),
        ("pyproject.toml", 'project.requires-python = ">=3.12"\n', ">=3.12", 0),
        ("pyproject.toml", "[project]\nrequires-python='>=3.12'  # why\n", ">=3.12", 2),
        ("pyproject.toml", '[project]\nrequires-python = ">=\\u0033.12"\n', ">=3.12", 2),
        ("pyproject.toml", '[project]\ndescription = """\n[x]\n"""\nrequires-python = ">=3.12"\n', ">=3.12", 5),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.11"\n', ">=3.11,<4.0", 2),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = {version = "~3.11"}\n', ">=3.11,<3.12", 2),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "~2.7 || ^3.6.2"\n', ">=2.7,<2.8 || >=3.6.2,<4.0", 2),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = ">=3.9 <4.0, !=3.9.7"\n', ">=3.9,<4.0,!=3.9.7", 2),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = ">= 3.9"\n', ">=3.9", 2),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "3.*"\n', "==3.*", 2),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3"\n', ">=3,<4.0", 2),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "~3"\n', ">=3,<4.0", 2),
        ("setup.cfg", "[metadata]\nname = %(x)s\n[options]\npython_requires = >=3.8\n", ">=3.8", 4),
        ("Pipfile", '[requires]\npython_version = "3.12"\n', "==3.12.*", 2),
        ("Pipfile", '[requires]\npython_version = "3.12"\npython_full_version = "3.12.1"\n', "==3.12.1", 3),
    ],
)
def test_each_file_says_what_it_requires(tmp_path, write, *, name, content, specifier, line):
    path = write(name, content)
    found = find_requires(str(tmp_path))
    assert found.error == ""
    assert found.requires == Requires(specifier, f"{path}:{line}" if line else path, path)
    assert path in [one.path for one in found.inputs]
    assert satisfies(specifier, (3, 12, 1), "") in (True, False)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pyproject.toml", "[tool.ruff]\nline-length = 140\n"),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "*"\n'),
        ("pyproject.toml", 'project = "odd"\n'),
        ("pyproject.toml", '[project]\ndescription = """\nrequires-python = "no"\n"""\n'),
        ("pyproject.toml", '[project.urls]\nrequires-python = "no"\n'),
        ("setup.cfg", "[metadata]\nname = x\n"),
        ("Pipfile", '[packages]\nrequests = "*"\n'),
    ],
)
def test_a_file_that_requires_nothing(tmp_path, write, name, content):
    write(name, content)
    found = find_requires(str(tmp_path))
    assert (found.requires, found.error) == (None, "")
    assert {os.path.basename(one.path): one.kind for one in found.inputs} == {
        **dict.fromkeys(("pyproject.toml", "setup.cfg", "Pipfile"), "absent"),
        name: "unchanged",
    }


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("pyproject.toml", "[project]\nx = 1\nname = \n", ":3: broken TOML: Invalid value"),
        ("pyproject.toml", '[project]\nx = """', ":2: broken TOML: "),
        ("pyproject.toml", '[project]\nrequires-python = ">=3.12" nonsense\n', ":2: broken TOML: "),
        ("pyproject.toml", '[project]\nrequires-python = ">=3.12"\n[tool.x]\na = \n', ":4: broken TOML: "),
        ("pyproject.toml", b"[project]\n# caf\xe9\n", ":2: not UTF-8"),
        ("pyproject.toml", "x = " + "[" * 5000, ": nested too deeply"),
        ("pyproject.toml", "x = " + "1" * 5000, ": broken TOML: Exceeds the limit"),
        ("pyproject.toml", "[project]\nrequires-python = 3.12\n", ":2: requires-python is not a string"),
        ("pyproject.toml", '[project]\nrequires-python = "3.12"\n', ":2: '3.12' is not a version specifier"),
        ("pyproject.toml", '[project]\nrequires-python = "===\\u00b2\\u001b"\n', ":2: "),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^foo"\n', ":2: '^foo' is no version constraint"),
        ("setup.cfg", "python_requires = >=3\n", ":1: broken"),
        ("setup.cfg", "[options]\nwhat\n", ":2: broken"),
        ("Pipfile", "[requires]\npython_version = 3.12\n", ":2: python_version is not a string"),
        ("pyproject.toml", "#" * (1 << 20) + "\n", ": larger than 1048576 bytes"),
    ],
)
def test_a_broken_file_is_an_error_with_its_place(tmp_path, write, name, content, said):
    path = write(name, content)
    found = find_requires(str(tmp_path))
    assert found.requires is None
    assert found.error.startswith(path + said)
    assert found.error.isprintable()
    assert path in [one.path for one in found.inputs]


def test_the_first_file_that_requires_something_decides(tmp_path, write):
    write("Pipfile", '[requires]\npython_version = "3.9"\n')
    write("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.10"\n')
    assert find_requires(str(tmp_path)).requires.specifier == ">=3.10,<4.0"
    write("setup.cfg", "[options]\npython_requires = >=3.11\n")
    assert find_requires(str(tmp_path)).requires.specifier == ">=3.11"
    write("pyproject.toml", '[project]\nrequires-python = ">=3.12"\n[tool.poetry.dependencies]\npython = "^3.10"\n')
    found = find_requires(str(tmp_path))
    assert found.requires.specifier == ">=3.12"
    assert [os.path.basename(one.path) for one in found.inputs] == ["pyproject.toml"]


@pytest.mark.parametrize(
    ("specifier", "version", "pre", "expected"),
    [
        (">=3.12,<3.13", (3, 12, 1), "", True),
        (">=3.12,<3.13", (3, 13, 0), "", False),
        ("~=3.12", (3, 14, 0), "", True),
        ("==3.12.*", (3, 12, 7), "", True),
        ("==3.12", (3, 12, 7), "", False),
        (">=3.14", (3, 14, 0), "rc1", False),
        (">=3.13", (3, 14, 0), "rc1", True),
        ("<3.14", (3, 14), "dev", False),
        (">=2.7,<2.8 || >=3.6", (3, 12, 1), "", True),
        (">=2.7,<2.8 || >=3.6", (3, 5, 1), "", False),
    ],
)
def test_satisfies(specifier, version, pre, expected):
    assert satisfies(specifier, version, pre) is expected


def test_satisfies_refuses_what_is_no_specifier():
    with pytest.raises(RequestError, match=r"'3\.12 or so'"):
        satisfies("3.12 or so", (3, 12), "")


@pytest.mark.parametrize(
    ("pinned", "required", "meets"),
    [
        ("3.12", ">=3.11", True),
        ("3.11", ">=3.12", False),
        ("3.12", ">=3.12.4", True),
        ("3.12", ">=3.12.4,<3.12.6", True),
        ("3.12", "==3.12.57", True),
        ("3.12.1", ">=3.12.4", False),
        ("3.12", "<3.12", False),
        ("3.12", "!=3.12.*", False),
        ("3.12", ">3.12", True),
        ("3.12", ">=3.11,<3.12 || >=3.13", False),
        ("3", ">=3.12", True),
        ("3", "<3", False),
        ("2.7", ">=3", False),
        ("pypy3.9", ">=3.10", False),
        ("3.14rc1", ">=3.14", True),
        (">=3.13", "<3.12", False),
        ("~=3.12", ">=3.13,<3.15", True),
        ("system", ">=3.99", True),
        ("my-project", ">=3.99", True),
    ],
)
def test_a_pin_that_can_never_meet_what_is_required(pinned, required, meets):
    pin = Pin(parse_request(pinned), (), "/p/.python-version:2", "/p/.python-version", 2, "file")
    said = contradiction(pin, Requires(required, "/p/pyproject.toml:5", "/p/pyproject.toml"))
    if meets:
        assert said == ""
    else:
        assert f"/p/.python-version:2 asks for Python {pinned}, but /p/pyproject.toml:5 requires {required}" in said


def test_only_a_local_pin_contradicts():
    requires = Requires(">=3.12", "f:1", "f")
    assert contradiction(None, requires) == ""
    assert contradiction(Pin(parse_request("3.11"), (), "g:1", "g", 1, "global"), requires) == ""
    assert contradiction(Pin(parse_request("3.11"), (), "g:1", "g", 1, "file"), None) == ""
    assert contradiction(Pin(parse_request("3.11"), (), "PYENV_VERSION", "", 0, "variable"), requires) != ""


def test_the_global_pin_is_uvs_then_pyenvs(home):
    environ = {"HOME": home}
    assert global_pin(environ) is None
    os.makedirs(f"{home}/.pyenv")
    with open(f"{home}/.pyenv/version", "w") as file:
        file.write("3.11.7\n3.10.13\n")
    assert global_pin(environ).request.text == "3.11.7"
    os.makedirs(f"{home}/.config/uv")
    with open(f"{home}/.config/uv/.python-version", "w") as file:
        file.write("3.12\n")
    pin = global_pin(environ)
    assert (pin.request.text, pin.kind, pin.source) == ("3.12", "global", f"{home}/.config/uv/.python-version:1")
    assert global_pin({**environ, "XDG_CONFIG_HOME": f"{home}/none", "PYENV_ROOT": f"{home}/none"}) is None


def test_a_bad_global_pin_is_an_error(home):
    os.makedirs(f"{home}/.pyenv")
    with open(f"{home}/.pyenv/version", "w") as file:
        file.write("3.11.7.7\n")
    with pytest.raises(RequestError, match=r"/\.pyenv/version:1: '3\.11\.7\.7'"):
        global_pin({"HOME": home})
    found = find_global_pin({"HOME": home})
    assert [one.kind for one in found.inputs] == ["absent", "unchanged"]
