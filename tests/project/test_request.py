"""Every form of a version text: what it means, or that it is refused."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autovenv.project.errors import RequestError
from autovenv.project.request import Request, is_distribution, parse_request


def meaning(text):
    """The fields of a request that differ from their defaults."""
    request = parse_request(text)
    plain = Request(text, request.kind)
    fields = ("implementation", "version", "pre", "freethreaded", "specifier", "name")
    assert request.text == text
    return (request.kind, {name: getattr(request, name) for name in fields if getattr(request, name) != getattr(plain, name)})


V312 = ("version", {"version": (3, 12)})
V3121 = ("version", {"version": (3, 12, 1)})
T313 = ("version", {"version": (3, 13), "freethreaded": True})
PY310 = ("version", {"implementation": "pypy", "version": (3, 10)})
RC = ("version", {"version": (3, 14, 0), "pre": "rc1"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.12", V312),
        ("3", ("version", {"version": (3,)})),
        ("3.12.1", V3121),
        ("system", ("system", {})),
        ("3.12-dev", ("version", {"version": (3, 12), "pre": "dev", "name": "3.12-dev"})),
        ("3.13t", T313),
        ("3.13+freethreaded", T313),
        ("313t", T313),
        ("3.13.1t", ("version", {"version": (3, 13, 1), "freethreaded": True})),
        ("3.13t-dev", ("version", {"version": (3, 13), "pre": "dev", "freethreaded": True, "name": "3.13t-dev"})),
        ("3.14rc1", RC),
        ("3.14.0rc1", RC),
        ("3.14.0-rc1", RC),
        ("3.14c1", RC),
        ("3.14.0alpha2", ("version", {"version": (3, 14, 0), "pre": "a2"})),
        ("3.14.0b3t", ("version", {"version": (3, 14, 0), "pre": "b3", "freethreaded": True})),
        ("pypy3.10", PY310),
        ("pypy@3.10", PY310),
        ("pp310", PY310),
        ("pypy-3.10", PY310),
        ("PyPy3.10", PY310),
        ("pypy3.10-7.3.15", ("version", {"implementation": "pypy", "version": (3, 10), "name": "pypy3.10-7.3.15"})),
        ("pypy-3.10.14-linux-x86_64-gnu", ("version", {"implementation": "pypy", "version": (3, 10, 14)})),
        ("pypy", ("version", {"implementation": "pypy"})),
        ("graalpy-24.2.2", ("directory", {"implementation": "graalpy", "name": "graalpy-24.2.2"})),
        ("graalpy3.11", ("version", {"implementation": "graalpy", "version": (3, 11)})),
        ("graalpy-3.11.0-linux-x86_64-gnu", ("version", {"implementation": "graalpy", "version": (3, 11, 0)})),
        ("miniconda3-4.7.12", ("directory", {"name": "miniconda3-4.7.12"})),
        ("miniconda3-latest", ("directory", {"name": "miniconda3-latest"})),
        ("anaconda3-2023.09-0", ("directory", {"name": "anaconda3-2023.09-0"})),
        ("jython-2.7.3", ("directory", {"implementation": "jython", "name": "jython-2.7.3"})),
        ("pypy3.10-7.3.15-src", ("directory", {"implementation": "pypy", "name": "pypy3.10-7.3.15-src"})),
        ("cpython@3.12", V312),
        ("cpython-3.12", V312),
        ("cpython3.12", V312),
        ("cp312", V312),
        ("312", V312),
        ("python3.12", V312),
        ("python-3.12", V312),
        ("py312", V312),
        ("v3.12", V312),
        ("CPython@3.12", V312),
        ("cpython-3.12.1-linux-x86_64-gnu", V3121),
        ("cpython-3.13.0+freethreaded-macos-aarch64-none", ("version", {"version": (3, 13, 0), "freethreaded": True})),
        ("cpython-x86_64-linux@3.12.1", V3121),
        ("python3", ("version", {"version": (3,)})),
        ("27", ("version", {"version": (2, 7)})),
        (">=3.12,<3.13", ("specifier", {"specifier": ">=3.12,<3.13"})),
        (">=3.12, <3.13", ("specifier", {"specifier": ">=3.12,<3.13"})),
        (">= 3.12", ("specifier", {"specifier": ">=3.12"})),
        ("~=3.12", ("specifier", {"specifier": "~=3.12"})),
        ("==3.12.*", ("specifier", {"specifier": "==3.12.*"})),
        ("!=3.12.3", ("specifier", {"specifier": "!=3.12.3"})),
        (">=3.11", ("specifier", {"specifier": ">=3.11"})),
        ("3.12.*", V312),
        ("3.12.x", V312),
        ("3.x", ("version", {"version": (3,)})),
        ("latest", ("latest", {})),
        ("any", ("any", {})),
        ("default", ("any", {})),
        ("3.12.1/envs/foo", ("environment", {"version": (3, 12, 1), "name": "3.12.1/envs/foo"})),
        ("miniconda3-4.7.12/envs/foo", ("environment", {"name": "miniconda3-4.7.12/envs/foo"})),
        ("my-project", ("environment", {"implementation": "", "name": "my-project"})),
        ("3.12-web", ("environment", {"implementation": "", "name": "3.12-web"})),
        ("py3-tools", ("environment", {"implementation": "", "name": "py3-tools"})),
        ("/abs/python", ("path", {"implementation": "", "name": "/abs/python"})),
        ("./rel/python", ("path", {"implementation": "", "name": "./rel/python"})),
    ],
)
def test_a_known_form_has_its_meaning(text, expected):
    assert meaning(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", ".", "..", "../../etc", "./../python", "/", "/abs/", "./", "rel/python", "~/python", "/usr/bin/python*"),
        *(
            "$(touch x)",
            "`x`",
            "'3.12'",
            '"3.12"',
            "*",
            "3.12*",
            "3.?",
            "[3]",
            "３.12",
            "名前",
            "3.12\u200b",
            "\udc80",
            "3.12\x00",
            "3.12\n",
        ),
        *("3.12.1.1", "3.12+foo", "3.12foo", "3.12rc", "3.12.", ".3.12", "03.12", "3.012", "3121", "4294967296", "3.123456", "3.12@x"),
        *("python3.12.1.1", "python3.12foo", "cpython@foo", "pypy3.10foo", "pypy3.10.1.1", "cp312+x", "@3.12", "-x", "a:b", "3.12,3.11"),
        *("foo/envs/bar", "3.12.1/envs/..", "3.12.1/envs/", "3.12.1/envs/a/b", "3.12.1/foo", "==3.12.*/envs/x", "3.12 3.11"),
        *(">=", ">=x", "~=3", "<<<", "^3.12", ">=3.12;x", "~3.12"),
    ],
)
def test_an_unknown_form_is_refused_and_quoted(text):
    with pytest.raises(RequestError) as refused:
        parse_request(text)
    assert refused.value.message.isprintable()
    assert repr(text.strip(" \t")) in refused.value.message


def test_a_long_text_is_cut_in_the_message():
    with pytest.raises(RequestError) as refused:
        parse_request("+" * 4000)
    assert len(refused.value.message) < 300


@given(st.one_of(st.text(), st.text(alphabet="cpyton3.12-@+t*x:/=<>~!,rcdev \t\n\x00\udc80"), st.from_regex(r"[><=~!]{1,3}[0-9.*]{0,6}")))
@example("===\xb2")
def test_any_text_is_a_request_or_one_printable_line(text):
    try:
        request = parse_request(text)
    except RequestError as refused:
        assert refused.message.isprintable()
    else:
        assert request.kind in ("version", "specifier", "latest", "any", "system", "directory", "environment", "path")
        assert request.text.isprintable()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("miniconda3-4.7.12", True),
        ("mambaforge", True),
        ("pypy3.10-7.3.15", True),
        ("3.12.1", False),
        ("pypy", False),
        ("jython-dev", True),
        ("", False),
    ],
)
def test_distributions_are_known_by_their_directory(name, expected):
    assert is_distribution(name) is expected
