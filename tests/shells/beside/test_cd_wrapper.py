"""bash's `--cd` beside aliases and functions of the user's: one that stands is called, and `cd project && python` is right."""

from __future__ import annotations

import pytest

CASES = {
    # nvm's guide: a function of another name, which `cd` is an alias of.
    "nvm": ('cdnvm() { command cd "$@" || return; echo nvm; }\nalias cd=cdnvm', "cdnvm"),
    # zoxide's `--cmd cd` of old.
    "zoxide": ("z() { \\builtin cd \"$@\" && echo z; }\nalias cd='z'", "z"),
    "an option": ("alias cd='cd -P'", ""),
    "pushd": (
        "pushd() { [[ $1 != -q ]] || shift; builtin pushd \"$@\" >/dev/null && echo mine; }\nalias pushd='pushd -q'",
        "pushd",
    ),
    "cd": ('cd() { builtin cd "$@" && echo mine; }', "cd"),
}


@pytest.mark.parametrize("case", CASES)
def test_one_that_stands_is_called(beside, case, order):
    text, function = CASES[case]
    stage = beside("bash")
    stage.project("other")
    stage.open(hooked=False)
    stage.terminal.type('eval "$(autovenv hook bash)"; cd proj')  # it is known from now on
    hook = 'eval "$(autovenv hook bash --cd)"\n'
    stage.open(hooked=False, after=f"{text}\n{hook}" if order == "before" else f"{hook}{text}\n")
    assert stage.terminal.lines() == ["@>"]
    said = {"nvm": ["nvm"], "zoxide": ["z"], "cd": ["mine"], "pushd": ["mine"]}.get(case, [])
    go = "pushd" if case == "pushd" else "cd"
    for _ in range(2):
        assert stage.terminal.type(f"{go} ~/proj && show VIRTUAL_ENV") == [*said, f"{stage.home}/proj/.venv"]
        assert stage.terminal.type(f"{go} ~/other && show VIRTUAL_ENV") == [*said, "unset"]
    assert stage.terminal.type(f"{go} /nowhere 2>/dev/null; echo $?") == ["1"]
    if function in {"cdnvm", "z"}:
        assert "autovenv" not in " ".join(stage.terminal.type(f"declare -f {function}")), "the user's own function is as it was"
