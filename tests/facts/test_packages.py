"""What a project's own file says of its packages, as far as it is known before anybody approved it."""

from __future__ import annotations

import pytest

from autovenv.config.configuration import Configuration, Sync
from autovenv.config.files import Files
from autovenv.env.environment import Environment
from autovenv.facts.packages import source_for, with_packages
from autovenv.plan.facts import Facts
from autovenv.trust.source import Source


@pytest.fixture
def unapproved(tmp_path):
    """Call it with the text of an autovenv.toml that nobody approved; what would be installed comes back."""
    path = str(tmp_path / "autovenv.toml")
    (tmp_path / "requirements.txt").write_text("thing\n")

    def source(text):
        (tmp_path / "autovenv.toml").write_text(text)
        configuration = Configuration(
            withheld=Source(path, path, "", "toml"), files=Files(str(tmp_path), ("autovenv.toml",), ((path, "toml"),))
        )
        return source_for(Facts(str(tmp_path), "shop", "", "", tool="pip"), configuration)

    return source


@pytest.mark.parametrize("text", ["sync = false\n", "sync = 'make'\n", "sync = ''\n", "sync = 'make'\nnosuch = 1\n"])
def test_a_file_that_nobody_approved_keeps_its_packages_from_being_installed(unapproved, text):
    source = unapproved(text)
    assert (source.commands, source.packages) == ((), 0)
    assert source.hint == "autovenv.toml says what is installed, and is not in force: `autovenv allow`"


def test_one_that_says_nothing_of_them_does_not(unapproved):
    assert unapproved("[env]\nsync = 'x'\n").packages == 1


def test_the_command_of_a_file_that_nobody_approved_is_not_taken_apart(unapproved, monkeypatch):
    """shlex held the helper for 23 seconds over a word of a megabyte."""
    monkeypatch.setattr("shlex.split", None)
    assert unapproved(f"sync = '{'a' * 1000}'\n").hint


def test_a_command_is_shown_as_it_would_be_typed(tmp_path):
    """Consent to `sh -c 'echo hi'` was asked for as `sh -c echo hi`."""
    path = str(tmp_path / "autovenv.toml")
    configuration = Configuration(sync=Sync(("sh", "-c", "echo hi"), path, 1), files=Files(str(tmp_path)))
    facts = Facts(str(tmp_path), "shop", "", "", tool="pip")
    assert source_for(facts, configuration).name == "`sh -c 'echo hi'`"
    assert with_packages(facts, Environment("", "absent"), configuration, str(tmp_path)).packages_by == "`sh -c 'echo hi'`"


@pytest.mark.parametrize(
    ("consent", "trusted", "packages"), [("none", False, 1), ("deny", False, 1), ("allow", False, 2), ("none", True, 2)]
)
def test_what_lies_outside_is_followed_with_consent_alone(tmp_path, consent, trusted, packages):
    root = tmp_path / "repository" / "shop"
    root.mkdir(parents=True)
    (tmp_path / "outside.txt").write_text("other\n")
    (tmp_path / "repository" / "common.txt").write_text("thing\n")
    (root / "requirements.txt").write_text(f"-r ../common.txt\n-r {tmp_path}/outside.txt\n")
    facts = Facts(str(root), "shop", "", "", str(root.parent), tool="pip", consent=consent, trusted=trusted)
    source = source_for(facts, None)
    assert source.packages == packages
    assert (str(tmp_path / "outside.txt") in source.files) == (packages == 2)
