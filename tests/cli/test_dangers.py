"""What deserves a second look is pointed out, with its line; what is usual is not."""

from __future__ import annotations

import pytest

from autovenv.cli.dangers import dangers


def said(text, kind="envrc"):
    return [str(one) for one in dangers(text, kind)]


NAMES = [
    *("LD_PRELOAD", "LD_LIBRARY_PATH", "DYLD_INSERT_LIBRARIES", "BASH_ENV", "ENV", "ZDOTDIR", "PROMPT_COMMAND", "PS1", "IFS"),
    *("NODE_OPTIONS", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_EXEC_PATH", "PERL5OPT", "RUBYOPT", "PYTHONSTARTUP", "PYTHONHOME"),
    *("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_INDEX", "UV_INDEX_URL", "EDITOR", "PAGER", "BASH_FUNC_ls", "http_proxy"),
]


def test_names_that_change_how_programs_load_or_start():
    found = said("# first\n" + "".join(f"export {name}=x\n" for name in NAMES))
    assert [line.split(" ", 3)[:3] for line in found] == [["line", f"{number}:", name] for number, name in enumerate(NAMES, 2)]


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("envrc", "export {}=x"),
        ("envrc", "true && {}=x"),
        ("envrc", "export A=1 {}"),
        ("envrc", "declare -x {}=x"),
        ("envrc", "A=1; {}+=:x"),
        ("source", "  {}='x'"),
        ("dotenv", "{}=x"),
        ("dotenv", "export {} = x"),
        ("dotenv", "{}: x"),
        ("toml", '{} = "x"'),
        ("toml", "env.{} = 'x'"),
        ("toml", 'env = {{ A = "1", {} = "x" }}'),
    ],
)
def test_each_form_of_setting_one(kind, line):
    """With a name that is one of a few, one that begins as several do, and the one that is not in capitals."""
    for name in ("LD_PRELOAD", "BASH_FUNC_ls", "http_proxy"):
        (only,) = said("# first\n" + line.format(name) + "\n", kind)
        assert only.startswith(f"line 2: {name} ")


def test_what_is_said():
    assert said("export LD_PRELOAD=./x.so") == ["line 1: LD_PRELOAD changes how programs load"]
    assert said("export PIP_INDEX_URL=x") == ["line 1: PIP_INDEX_URL changes where packages come from"]
    assert said("API_TOKEN=c2VjcmV0LXRoYXQtaXM", "dotenv") == ["line 1: API_TOKEN looks like a secret that is written into the file"]


def test_a_line_that_goes_on_counts_from_where_it_began():
    assert said("true\nexport \\\n  LD_PRELOAD=x\nexport PAGER=y") == [
        "line 2: LD_PRELOAD changes how programs load",
        "line 4: PAGER names a program that others start",
    ]


def test_windows_line_ends():
    assert said("A=1\r\nLD_PRELOAD=x\r\n", "dotenv") == ["line 2: LD_PRELOAD changes how programs load"]


@pytest.mark.parametrize(
    "line",
    [
        "export DJANGO_SETTINGS_MODULE=shop.settings",
        "PATH_add bin",
        "export PATH=$PWD/bin:$PATH",
        "layout python3",
        "# export LD_PRELOAD=x",
        'echo "$LD_PRELOAD"',
        "unset LD_PRELOAD PYTHONHOME",
        '[ "$EDITOR" = vi ] && true',
        "export MY_LD_PRELOAD=1 ENVIRONMENT=x",
        "export FOO=$PAGER",
        "export API_TOKEN=$(pass show token)",
        'export API_TOKEN="$OTHER"',
        "export API_TOKEN=changeme",
        "export API_TOKEN=your-token-here",
        "export SECRET_KEY=<put yours here>",
        "export TOKEN_FILE=/run/secrets/some-long-token",
        "export PASSWORD=postgres",
        "export DATABASE_URL=postgres://localhost/shop",
        "export DATABASE_URL=postgres://shop:$PASSWORD@localhost/shop",
        "export DATABASE_URL=postgres://postgres:postgres@localhost/shop",
        "export TOKEN=",
        "env_vars_required API_TOKEN",
    ],
)
def test_what_is_usual_is_not_pointed_out(line):
    assert said(line) == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("export K=AKIAIOSFODNN7ABCDEFG", "an AWS access key is written into the file (K)"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "a private key is written into the file"),
        (f"export GH=ghp_{'a1B2' * 9}", "a GitHub token is written into the file (GH)"),
        (f"GH=github_pat_{'a1B2' * 8}", "a GitHub token is written into the file (GH)"),
        ("GL=glpat-abcdefghij0123456789", "a GitLab token is written into the file (GL)"),
        ("S=xoxb-1234567890-abcdef", "a Slack token is written into the file (S)"),
        ("export OPENAI_API_KEY=sk-proj-abcdefghijklmnop0123", "an API key is written into the file (OPENAI_API_KEY)"),
        ("export DATABASE_URL=postgres://shop:Tr0ub4dor@db/shop", "a password in a URL is written into the file (DATABASE_URL)"),
        ("export DB_PASSWORD=12341234", "DB_PASSWORD looks like a secret that is written into the file"),
        ("export DB_PASSWORD='Tr0ub4dor&3'", "DB_PASSWORD looks like a secret that is written into the file"),
        (
            "export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCY",
            "AWS_SECRET_ACCESS_KEY looks like a secret that is written into the file",
        ),
    ],
)
def test_secrets_that_are_written_into_the_file(line, what):
    assert said(line) == [f"line 1: {what}"]


def test_a_secret_is_never_repeated():
    secret = "c2VjcmV0LXRoYXQtaXM"
    for kind in ("envrc", "dotenv", "toml"):
        assert not any(secret in one for one in said(f'API_TOKEN="{secret}"', kind))


def test_of_a_file_whose_content_alone_counts_nothing_is_said():
    assert said("LD_PRELOAD=x", "require") == []


def test_a_large_line_is_read_in_time():
    assert said("export A=" + "a " * 200_000) == []
    assert said("A=1 " * 100_000) == []


def test_the_variable_is_named_that_holds_the_secret():
    (found,) = dangers(f"export COLOUR=red API_TOKEN=ghp_{'a1' * 18} SIZE=2\n", "envrc")
    assert "(API_TOKEN)" in str(found)
