"""config.toml: what is known is read, anything else is one line that names the file."""

from __future__ import annotations

import json
import os

import pytest

from autovenv.base.errors import AutovenvError
from autovenv.base.settings import ROWS, Settings, read_settings, settings_path
from tests.commands import configure


@pytest.fixture
def path(home):
    return settings_path(os.environ)


def read(home, text):
    configure(home, text)
    return read_settings(os.environ)


def refused(home, text):
    with pytest.raises(AutovenvError) as caught:
        read(home, text)
    assert len(caught.value.message.splitlines()) == 1
    prefix = settings_path(os.environ)
    assert prefix in caught.value.message
    return caught.value.message


def test_without_a_file_the_defaults_stand(home, path):
    settings = read_settings(os.environ)
    assert settings == Settings(path)
    assert settings.mtime_ns == -1
    assert (settings.auto_create, settings.backend, settings.venv_path, settings.quiet) == (True, "uv", ".venv", False)


def test_every_key(home, path):
    settings = read(
        home,
        'trusted_paths = ["~/work", "/srv"]\nauto_create = false\nauto_sync = false\nbackend = "venv"\nvenv_path = "env/here"\n'
        'load_dotenv = true\nquiet = true\nceiling = ["/mnt"]\npython_downloads = "never"\n',
    )
    time = os.stat(path).st_mtime_ns
    assert settings == Settings(path, time, (f"{home}/work", "/srv"), False, False, "venv", "env/here", True, True, ("/mnt",), "never")


@pytest.mark.parametrize("text", ["env/", "./env", "env", ".//env"])
def test_the_place_of_environments_has_one_name(home, text):
    assert read(home, f"venv_path = '{text}'\n").venv_path == "env"


def test_an_empty_file_is_one(home, path):
    assert read(home, "") == Settings(path, os.stat(path).st_mtime_ns)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("auto_creat = true", "no setting is called 'auto_creat'; did you mean auto_create?"),
        ("trusted-paths = []", "did you mean trusted_paths?"),
        (
            "colour = 1",
            "known are trusted_paths, auto_create, auto_sync, backend, venv_path, load_dotenv, quiet, ceiling, python_downloads",
        ),
        ("path = '/x'", "no setting is called 'path'"),
        ("mtime_ns = 1", "no setting is called 'mtime_ns'"),
        ("auto_create = 1", 'auto_create must be true, false or "all"'),
        ("auto_create = 'yes'", 'auto_create must be true, false or "all"'),
        ("python_downloads = 'yes'", "python_downloads is one of never, ask, always"),
        ("quiet = []", "quiet must be true or false"),
        ("backend = true", "backend must be a string"),
        ("backend = 'conda'", "backend is one of uv, virtualenv, venv"),
        ("trusted_paths = '~/work'", "trusted_paths must be a list of strings"),
        ("trusted_paths = [1]", "trusted_paths must be a list of strings"),
        ("ceiling = {}", "ceiling must be a list of strings"),
        ("venv_path = ''", "venv_path is a path below the project"),
        ("venv_path = '/env'", "venv_path is a path below the project"),
        ("venv_path = '../env'", "venv_path is a path below the project"),
        ("venv_path = 'a/../../env'", "venv_path is a path below the project"),
        ("venv_path = 'a/../env'", "venv_path is a path below the project"),
        ("venv_path = ' '", "venv_path is a path below the project"),
        ('venv_path = "a\\u0000b"', "venv_path is a path below the project"),
        ("venv_path = '.'", "venv_path is a path below the project"),
        ("venv_path = './'", "venv_path is a path below the project"),
        ("venv_path = 'a/..'", "venv_path is a path below the project"),
        ("[backend]\nuv = 1", "backend must be a string"),
    ],
)
def test_what_is_wrong_is_told(home, text, said):
    assert said in refused(home, text + "\n")


@pytest.mark.parametrize(
    ("text", "said"), [("quiet = tru\n", ":1: "), ("quiet = true\nquiet = true\n", ":2: "), ("venv_path = [\n", ":2: ")]
)
def test_broken_toml_is_told_with_its_line(home, text, said):
    assert said in refused(home, text)


def test_bytes_that_are_no_text_are_told(home, path):
    configure(home, "")
    with open(path, "wb") as file:
        file.write(b"venv_path = '\xff'\n")
    with pytest.raises(AutovenvError, match=r"config\.toml:1: not UTF-8"):
        read_settings(os.environ)


def test_what_an_editor_on_windows_writes_is_read(home):
    assert read(home, "\ufeffquiet = true\r\n").quiet


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "1" * 5000])
def test_what_no_parser_takes_is_an_error_and_no_bug(home, text):
    assert "config.toml" in refused(home, text)


@pytest.mark.skipif(os.name == "nt", reason="FIFOs are POSIX")
def test_what_is_no_file_holds_nothing_up(home, path):
    os.makedirs(os.path.dirname(path))
    os.mkfifo(path)
    with pytest.raises(AutovenvError, match="not a regular file"):
        read_settings(os.environ)


def test_a_file_beyond_all_measure_is_told(home, path):
    configure(home, "# " + "x" * (1 << 20))
    with pytest.raises(AutovenvError, match="larger than"):
        read_settings(os.environ)


def test_the_readme_has_each_setting_with_its_sentence():
    """Who adds a row adds this line; its example is one that is taken."""
    readme = os.path.join(os.path.dirname(__file__), "..", "..", "README.md")
    with open(readme, encoding="utf-8") as file:
        block = file.read().partition("settings are in `config.toml`")[2].split("```")[1].removeprefix("toml\n")
    wide = max(map(len, ROWS))
    given = {name: json.dumps(row.example) for name, row in ROWS.items()}
    tall = max(map(len, given.values())) + 5
    assert block.splitlines() == [f"{name:<{wide}} = {given[name]:<{tall}}# {row.sentence}" for name, row in ROWS.items()]


def test_each_example_is_taken(home):
    read(home, "".join(f"{name} = {json.dumps(row.example)}\n" for name, row in ROWS.items()))
