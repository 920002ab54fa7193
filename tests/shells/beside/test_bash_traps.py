"""bash: DEBUG traps, `set -x` and PIPESTATUS of the user's at each prompt."""

from __future__ import annotations

import os

import pytest

# As old guides and many a preexec of one's own have it.
DEBUG = """trap '[[ -n $COMP_LINE || "$BASH_COMMAND" = "$PROMPT_COMMAND" ]] || fired+=("$BASH_COMMAND")' DEBUG"""
# As starship does it: the status of each part of the pipeline is shown by the theme.
PIPE = 'seen_() { local all="${PIPESTATUS[*]}"; seen=$all; }\n'
BEHIND = PIPE + 'PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND;}seen_"'
BEFORE = PIPE + 'PROMPT_COMMAND="seen_${PROMPT_COMMAND:+;$PROMPT_COMMAND}"'


@pytest.fixture
def bash(beside):
    return beside("bash")


@pytest.mark.parametrize("theirs", ["", "mine() { :; }\nPROMPT_COMMAND=mine\n"], ids=["alone", "with a command of the user's"])
def test_a_debug_trap_does_not_fire_for_us(bash, theirs, order):
    if theirs and not bash.dialect.takes_list:
        pytest.skip("before bash 5.1 the commands of PROMPT_COMMAND are one string, and none of them is equal to it")
    bash.open(**{order: DEBUG + "\n" + (theirs if order == "before" else "")})
    for place in ("~", "~/proj"):
        bash.terminal.type(f"cd {place}")
        bash.terminal.type("fired=()")
        bash.terminal.type("")
        bash.terminal.type("")
        fired = bash.terminal.type("printf '%s\\n' \"${fired[@]}\"")
        assert [line for line in fired if line.startswith("printf")], "it fires for the user's own command"
        assert [line for line in fired if "autovenv" in line] == []


def test_a_traced_prompt_is_short(bash):
    """Who debugs with `set -x` reads a screenful of ours at a prompt, not pages."""
    bash.open()
    bash.terminal.type("cd ~/proj")
    bash.terminal.type("set -x")
    assert len(bash.terminal.type("")) <= 30


@pytest.mark.parametrize("theme", ["before ours", "behind ours"])
def test_pipestatus_is_a_theme_s(bash, theme):
    """What can't be kept is documented: who wants it hooks the theme before us."""
    bash.open(after=BEFORE if theme == "before ours" else BEHIND)
    for place in ("~", "~/proj"):
        bash.terminal.type(f"cd {place}")
        bash.terminal.type("sh -c 'exit 1' | true | sh -c 'exit 3'")
        seen = bash.terminal.type("echo $seen")
        kept = theme == "before ours" and bash.dialect.takes_list
        assert seen == ["1 0 3"] or (not kept and _documented("PIPESTATUS")), seen


def _documented(word):
    top = os.path.join(os.path.dirname(__file__), "..", "..", "..")
    for directory, _, names in os.walk(os.path.join(top, "docs")):
        for name in names:
            if name.endswith(".md"):
                with open(os.path.join(directory, name), encoding="utf-8") as file:
                    if word in file.read():
                        return True
    return False


@pytest.mark.parametrize("form", ["string", "list"])
def test_the_status_is_a_theme_s_and_the_user_s(bash, form, order):
    """Before our block as a string or a list; behind it appended, as a careful one does it."""
    if form == "list" and not bash.dialect.takes_list:
        pytest.skip("bash has lists from 5.1 on")
    text = {
        ("string", "before"): "PROMPT_COMMAND='seen=$?'",
        ("list", "before"): "PROMPT_COMMAND=('seen=$?' :)",
        ("string", "after"): "PROMPT_COMMAND+=';seen=$?'",
        ("list", "after"): "PROMPT_COMMAND+=('seen=$?')",
    }[form, order]
    bash.open(**{order: text})
    for place in ("~", "~/proj"):
        bash.terminal.type(f"cd {place}")
        bash.terminal.type("sh -c 'exit 7'")
        assert bash.terminal.type("echo $? $seen") == ["7 7"]
