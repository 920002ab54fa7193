"""What is written for a shell is read back by that very shell, byte for byte, and nothing of it is run."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autovenv.plan.inputs import Input
from autovenv.plan.plan import ACTIVE, Plan
from autovenv.plan.render import bash, fish, posix, zsh
from tests.patience import PATIENCE

NASTY = [
    *["", " ", "'", '"', "''", "\\", "\\'", "\\\\", "\n", "two\nlines\n", "\n\n", "\t\r", "$HOME", "$(echo x)", "`echo x`", "${x:-y}"],
    *["!", "!!", "!1", "^a^b", "%", "%n %1v", "~", "~root", "*", "?", "[a-z]", "{a,b}", "-n", "-e", "--", "=ls", "#", ";", "&", "|", "<", ">"],
    *["(", ")", "a=b", "a b", "é", "♞🚒", "\x1b[2J", "\x01", "\x7f", "\x1e\x1f", "\udcff", "\udcfe\udc80x", "\\n", "\\x41", "%s", "$'a'"],
]  # fmt: skip
# Bytes in any order, as os.fsdecode has them: what is not UTF-8 comes as lone surrogates.
TEXT = st.sampled_from(NASTY) | st.binary(max_size=24).map(lambda raw: os.fsdecode(raw.replace(b"\0", b"")))
MODULES = {"bash": bash, "zsh": zsh, "fish": fish}
OPTIONS = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"], "fish": ["--no-config"]}
BOUNDED = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=list(MODULES))
def shell(request):
    if not shutil.which(request.param):
        if os.environ.get("CI") == "true":
            pytest.fail(f"{request.param} is not on PATH")
        pytest.skip(f"no {request.param} on PATH")
    return request.param


def run(shell, script, *, environ=None, options=()):
    """Return what the shell prints, as bytes; it must print no error."""
    command = [shutil.which(shell), *OPTIONS[shell], *options, "-c", script]
    done = subprocess.run(
        [os.fsencode(part) for part in command],
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", **(environ or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.stderr == b"", done.stderr
    assert done.returncode == 0
    return done.stdout


def environment(printed):
    """`env -0`, read."""
    return dict(entry.split(b"=", 1) for entry in printed.split(b"\0") if entry)


# --- One word ----------------------------------------------------------------


def test_a_batch_of_texts_comes_back(shell):
    """Each of the list that people attack shells with is one word, and the same again."""
    quoted = " ".join(MODULES[shell].quote(text) for text in NASTY)
    printed = run(shell, f"printf '%s\\0' {quoted}")
    assert printed.split(b"\0")[:-1] == [os.fsencode(text) for text in NASTY]


@BOUNDED
@given(st.lists(TEXT, min_size=1, max_size=60))
def test_any_text_comes_back(shell, texts):
    quoted = " ".join(MODULES[shell].quote(text) for text in texts)
    assert run(shell, f"printf '%s\\0' {quoted}") == b"".join(os.fsencode(text) + b"\0" for text in texts)


@given(st.text(), st.text())
def test_two_words_stay_two(one, other):
    """No text eats the quote of the next: what is quoted can be put side by side."""
    for module in MODULES.values():
        assert module.quote(one) + module.quote(other) != module.quote(one + other) or not (one and other)
        assert module.quote(one)[0] == module.quote(one)[-1] == "'"


@given(st.text())
def test_a_bare_path_needs_no_quotes(text):
    word = posix.plain(text)
    assert word in (text, posix.quote(text))
    if word == text:
        assert text == "" or set(text) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-")


# --- Statements: `eval "$(autovenv export bash)"` ----------------------------


@BOUNDED
@given(st.lists(TEXT, min_size=1, max_size=60), st.lists(TEXT.filter(lambda text: ":" not in text and text), max_size=3))
def test_statements_make_the_plans_environment(shell, texts, directories):
    pairs = tuple((f"VALUE_{number}", text) for number, text in enumerate(texts))
    plan = Plan("/p", ACTIVE, set=pairs, unset=("PYTHONHOME", "NEVER_SET"), path=tuple(directories))
    # The shell has no other way to `env` where PATH holds any directory.
    script = MODULES[shell].statements(plan) + "/usr/bin/env -0"
    seen = environment(run(shell, script, environ={"PYTHONHOME": "/x"}))
    for name, text in pairs:
        assert seen[name.encode()] == os.fsencode(text)
    assert seen[b"PATH"] == b":".join([*map(os.fsencode, directories), b"/usr/bin", b"/bin"])
    assert b"PYTHONHOME" not in seen
    assert b"NEVER_SET" not in seen


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("bash", ["-eu", "-o", "pipefail"]),
        ("bash", ["--posix", "-eu"]),
        ("bash", ["-f"]),
        ("zsh", ["-eu", "-o", "pipefail"]),
        ("zsh", ["-o", "ksh_arrays", "-o", "sh_word_split", "-o", "glob_subst"]),
        ("zsh", ["-o", "extended_glob", "-o", "rc_expand_param", "-o", "rc_quotes"]),
        ("zsh", ["-o", "csh_junkie_quotes"]),
    ],
)
def test_statements_hold_under_any_option(name, options):
    if not shutil.which(name):
        pytest.skip(f"no {name} on PATH")
    texts = [text for text in NASTY if "csh_junkie_quotes" not in options or not set(text) & set("\n")]
    plan = Plan("/p", ACTIVE, set=tuple((f"VALUE_{number}", text) for number, text in enumerate(texts)), path=("/a b/bin",))
    seen = environment(run(name, f"{MODULES[name].statements(plan)}/usr/bin/env -0", options=options))
    assert {seen[f"VALUE_{number}".encode()] for number in range(len(texts))} == {os.fsencode(text) for text in texts}
    assert seen[b"PATH"] == b"/a b/bin:/usr/bin:/bin"


@pytest.mark.parametrize("entry", ["/usr/bin", "/bin", "/a b*'", "/no such", "/mid"])
def test_statements_take_entries_from_path_and_put_them_behind(shell, entry):
    before = ["/usr/bin", "/mid", "/mid", "/a b*'", "/bin"]
    wanted = list(before)
    if entry in wanted:
        wanted.remove(entry)
    plan = Plan(
        "/p",
        ACTIVE,
        path=("/front",),
        path_back=("/back one", "/b"),
        path_gone=(entry,),
        set=(("UID", "1"), ("a.b", "2")) if shell != "fish" else (),
    )
    seen = environment(run(shell, f"{MODULES[shell].statements(plan)}/usr/bin/env -0", environ={"PATH": ":".join(before)}))
    assert seen[b"PATH"].decode() == ":".join(["/front", *wanted, "/back one", "/b"])


def test_an_empty_path_gets_no_empty_entry(shell):
    """An empty entry of PATH is the current directory."""
    empty = "set -gx PATH\n" if shell == "fish" else "PATH=\n"
    seen = environment(run(shell, f"{empty}{MODULES[shell].statements(Plan('/p', ACTIVE, path=('/v/bin',)))}/usr/bin/env -0"))
    assert seen[b"PATH"] == b"/v/bin"


# --- What is stored ----------------------------------------------------------


# What the hook has for a plan to call, as far as to tell what it was called with.
HOOK = {
    "bash": 'for each in set front behind without give_back; do eval "__autovenv_$each() { printf \'%s\\0\' $each \\"\\$@\\"; }"; done\n',
    "fish": (
        "for each in set front behind without give_back; eval \"function __autovenv_$each; printf '%s\\\\0' $each \\$argv; end\"; end\n"
    ),
}
HOOK["zsh"] = HOOK["bash"]
FACTS = ("root", "state", "transparent", "message", "environment", "prompt")


def test_a_stored_plan_says_to_the_hook_what_it_holds(shell):
    plan = Plan(
        "/it's \n\udcff/p",
        ACTIVE,
        set=tuple((f"VALUE_{number}", text) for number, text in enumerate(NASTY)),
        unset=("PYTHONHOME",),
        path=("/a\nb", "/c d"),
        path_back=("/last",),
        path_gone=("/gone *",),
        message="a $(word)",
        inputs=(Input("absent", "/x y"),),
    )
    text = HOOK[shell] + MODULES[shell].stored(plan, "abcd", ["/s/0"])
    show = " ".join(f'"$__autovenv_plan_{name}"' for name in FACTS)
    printed = run(
        shell, f"{text}__autovenv_facts_abcd\nprintf '%s\\0' $__autovenv_offered {show}\n__autovenv_enter_abcd\n__autovenv_leave_abcd"
    )
    sets = [part for pair in plan.set for part in ("set", *pair)]
    back = [part for pair in plan.set for part in ("give_back", *pair)]
    wanted = ["abcd", plan.root, ACTIVE, "", "a $(word)", "", "", *sets, "set", "PYTHONHOME", "without", "/gone *"]
    wanted += ["front", "/c d", "front", "/a\nb", "behind", "/last", *back, "give_back", "PYTHONHOME"]
    assert printed.split(b"\0")[:-1] == [os.fsencode(part) for part in wanted]


def test_a_torn_plan_is_no_plan():
    """That it is offered comes last: cut anywhere, the file doesn't say so, or does not parse."""
    text = bash.stored(Plan("/p", ACTIVE, path=("/p/.venv/bin",)), "abcd", ["/s/0"])
    for end in range(0, len(text) - 2, 7):
        script = f"eval {bash.quote(text[:end])} 2>/dev/null; printf '%s' \"${{__autovenv_offered[*]-}}\""
        assert run("bash", script) == b"", text[:end]


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("odd", ["plain", 'it\'s "a" $(b) \n*', "\udcff♞"])
def test_conditions_say_whether_the_inputs_stand(tmp_path, name, odd):
    """Each kind of input: true as described, false after any change, an older file included."""
    if not shutil.which(name):
        pytest.skip(f"no {name} on PATH")
    place = f"{tmp_path}/{odd}"
    os.mkdir(place)
    for each in ("file", "there", "stamp"):
        open(f"{place}/{each}", "w").close()
    os.symlink(place, f"{place}/link")
    time = 1_600_000_000_123_456_789
    inputs = (
        Input("unchanged", f"{place}/file", time),
        Input("present", f"{place}/there"),
        Input("absent", f"{place}/gone"),
        Input("same", f"{place}/link", target=place),
    )

    def holds():
        text = MODULES[name].stored(Plan("/p", ACTIVE, inputs=inputs), "i", [f"{place}/stamp", "", "", ""])
        return run(name, f"{text}__autovenv_fresh_i && printf yes || printf no") == b"yes"

    def stamp(path, ns):
        os.utime(f"{place}/{path}", ns=(ns, ns))

    stamp("file", time)
    stamp("stamp", time)
    assert holds()
    for other in (time + 1, time - 1, time - 10**15):
        stamp("file", other)
        assert not holds(), other - time
    stamp("file", time)
    open(f"{place}/gone", "w").close()
    assert not holds()
    os.unlink(f"{place}/gone")
    os.rename(f"{place}/there", f"{place}/gone2")
    assert not holds()
    os.rename(f"{place}/gone2", f"{place}/there")
    os.unlink(f"{place}/link")
    os.symlink(tmp_path, f"{place}/link")
    assert not holds()
    os.unlink(f"{place}/link")
    os.symlink(place, f"{place}/link")
    assert holds()
    os.unlink(f"{place}/stamp")
    assert not holds(), "the plan was replaced"
    open(f"{place}/stamp", "w").close()
    stamp("stamp", time)
    os.unlink(f"{place}/file")
    assert not holds()
