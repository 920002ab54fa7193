"""What a program printed for an `.envrc` holds for one visit: asked again at each entry, and nowhere on disk afterwards."""

from __future__ import annotations

import os

import pytest

IN_TURN = True

FORMS = {
    "substitution": "export TOKEN=$(./print-token)\n",
    "eval": 'eval "$(./print-token | sed "s/^/export TOKEN=/")"\n',
    "program in the middle": "TOKEN=$(cat ../token)\necho x >>../runs\nexport TOKEN\n",
}


@pytest.fixture
def shop(stage):
    """Lay out a project whose file asks a program for a token, which is kept elsewhere."""
    stage.write(".config/autovenv/config.toml", 'trusted_paths = ["~"]\n')
    os.chmod(stage.write("shop/print-token", "#!/bin/sh\ncat ../token\necho x >>../runs\n"), 0o755)
    stage.write("shop/.envrc", FORMS["substitution"])
    stage.write("token", "first-secret\n")
    return f"{stage.home}/shop"


def runs(stage):
    try:
        with open(f"{stage.home}/runs", encoding="utf-8") as file:
            return len(file.readlines())
    except FileNotFoundError:
        return 0


def found_in(top, text):
    """Files below a directory that hold the text, or are named after it."""
    found = []
    for place, _, files in os.walk(top):
        for name in files:
            path = os.path.join(place, name)
            with open(path, "rb") as file:
                if text.encode() in file.read() or text in path:
                    found.append(path)
    return found


@pytest.mark.parametrize("form", list(FORMS))
def test_a_token_is_asked_for_at_each_entry_and_at_no_prompt(stage, shop, form):
    stage.write("shop/.envrc", FORMS[form])
    stage.age()
    stage.play("> cd shop\n> show TOKEN\nfirst-secret\n")
    stage.write("token", "second-secret\n")
    stage.play(">\n>\n> show TOKEN\nfirst-secret\n")
    assert runs(stage) == 1, "a prompt runs nothing"
    stage.play("> cd ..\n> show TOKEN\nunset\n> cd shop\n> show TOKEN\nsecond-secret\n>\n")
    assert runs(stage) == 2


def test_a_token_is_nowhere_below_the_state_directory_after_leaving(stage, shop):
    stage.play("> cd shop\n> show TOKEN\nfirst-secret\n>\n> cd ..\n> show TOKEN\nunset\n")
    assert found_in(f"{stage.home}/.local/state", "first-secret") == []
    assert found_in(f"{stage.home}/.cache", "first-secret") == []


def test_two_shells_have_a_token_and_one_leaves(stage, shop):
    """The other one has a token still, asks nobody for it, and leaves as well."""
    first = stage.open()
    stage.age()
    stage.play("> cd shop\n> show TOKEN\nfirst-secret\n")
    stage.write("token", "second-secret\n")
    stage.open()
    stage.play("> cd shop\n> show TOKEN\nsecond-secret\n> cd ..\n> show TOKEN\nunset\n")
    asked = runs(stage)
    stage.terminal = first
    stage.play("> show TOKEN\n…-secret\n>\n> cd .\n> show TOKEN\n…-secret\n")
    assert runs(stage) == asked, "a prompt runs nothing"
    stage.play("> cd ..\n> show TOKEN\nunset\n")
    assert found_in(f"{stage.home}/.local/state", "secret") == []


def test_exec_asks_for_a_token_each_time(stage, shop):
    stage.play("> cd shop\n> show TOKEN\nfirst-secret\n> cd ..\n")
    for secret in ("second-secret", "third-secret"):
        stage.write("token", f"{secret}\n")
        assert stage.terminal.type("autovenv exec shop -- printenv TOKEN") == [secret]
    assert found_in(f"{stage.home}/.local/state", "secret") == []
