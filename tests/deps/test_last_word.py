"""The one line of a failure is what the program itself said; the logs are those of real programs."""

from __future__ import annotations

import pytest

from autovenv.deps.last_word import last_word

POETRY_BUILD = """\
  - Installing bad (1.0)

PEP517 build of a dependency failed

Backend subprocess exited when trying to invoke build_wheel

    | Command '['/tmp/x/.venv/bin/python', 'build_wheel', '/tmp/y']' returned non-zero exit status 1.
    |
    | the compiler has no memory left

Note: This error originates from the build backend, and is likely not a problem with poetry but one of the following issues with bad (1.0)

  - not supporting PEP 517 builds

You can verify this by running pip wheel --no-cache-dir --use-pep517 "bad (==1.0)".
"""
POETRY_OFFLINE = """\
  - Downgrading thing (1.1 -> 1.0)

    | All attempts to connect to 127.0.0.1:40285 failed.
    |
    | Probable Causes:
    |     - the server is not responding to requests at the moment
    |
    | You can also run your poetry command with -v to see more information.
"""
POETRY_GONE = """\
  - Installing thing (1.0): Failed

  RuntimeError

  Unable to find installation candidates for thing (1.0)

  at ~/poetry/installation/chooser.py:86 in choose_for
       86│                 raise RuntimeError(f"Unable to find installation candidates for {package}")

Cannot install thing.
"""
UV_BUILD = """\
error: Failed to build `bad==1.0`
  cause: The build backend returned an error
  cause: Call to `made_here.build_wheel` failed (exit status: 1)

         [stderr]
         Compiling
         the compiler has no memory left

hint: Build failures usually indicate a problem with the package or the build environment
"""
UV_YANKED = """\
error: No solution found when resolving dependencies
  cause: Because thing==1.1 was yanked:
             thing<=1.0
         your requirements are unsatisfiable.
"""
UV_OFFLINE = """\
error: No solution found when resolving dependencies
  cause: Because thing was not found in the cache and you require thing, we can conclude that your requirements are unsatisfiable.

hint: Packages were unavailable because the network was disabled. When the network is disabled, registry packages may only be read from the cache.
"""
UV_PRIVATE = """\
error: No solution found when resolving dependencies
  cause: Because thing was not found, your requirements are unsatisfiable.

hint: The URL could not be queried due to a lack of valid credentials (401 Unauthorized)
"""
PIPENV = """\
Looking in indexes: http://x/simple
ERROR: No matching distribution found for aaa==1.0
ERROR: Couldn't install package(s): aaa==1.0
thing==1.0
Package installation failed...
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (POETRY_BUILD, "Backend subprocess exited when trying to invoke build_wheel: the compiler has no memory left"),
        (POETRY_OFFLINE, "All attempts to connect to 127.0.0.1:40285 failed."),
        (POETRY_GONE, "Unable to find installation candidates for thing (1.0)"),
        (UV_BUILD, "Failed to build `bad==1.0`: the compiler has no memory left"),
        (
            UV_OFFLINE,
            (
                "No solution found when resolving dependencies: Because thing was not found in the cache and you require thing, "
                "we can conclude that your requirements are unsatisfiable."
            ),
        ),
        (
            UV_YANKED,
            "No solution found when resolving dependencies: Because thing==1.1 was yanked: thing<=1.0 your requirements are unsatisfiable.",
        ),
        (
            UV_PRIVATE,
            "No solution found when resolving dependencies: The URL could not be queried due to a lack of valid credentials (401 Unauthorized)",
        ),
        (PIPENV, "ERROR: Couldn't install package(s): aaa==1.0"),
        ("pip is\nNo module named pip\n\n", "No module named pip"),
        ("\x1b[1;31merror:\x1b[0m \x1b[31mred\x1b[0m\n", "red"),
        ("error: \x1b]0;title\x07\n", "\\x1b]0;title\\x07"),
        ("", ""),
    ],
)
def test_the_last_word(tmp_path, text, said):
    path = tmp_path / "log"
    path.write_text(text, encoding="utf-8")
    assert last_word(str(path)) == said


def test_of_a_long_one_the_beginning_and_the_end_are_shown(tmp_path):
    path = tmp_path / "log"
    path.write_text(f"error: failed to copy {'/x' * 500}: No space left on device\n", encoding="utf-8")
    said = last_word(str(path))
    assert said.startswith("failed to copy ")
    assert said.endswith("No space left on device")
    assert len(said) < 310


def test_where_there_is_no_log_there_is_no_word(tmp_path):
    assert last_word(str(tmp_path / "log")) == ""
