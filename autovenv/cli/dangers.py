"""Names in a file of variables that deserve a second look before approval. The list is not complete, and does not judge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import translate

from autovenv.base.value import value


@value
class Danger:
    """One thing to look at. `what` is printable, and holds no value from the file."""

    line: int  # from 1
    what: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}"


# Names, with * for any ending, and what setting them does.
_NAMES = {
    "changes how programs load": (
        *("LD_*", "DYLD_*", "GCONV_PATH", "NODE_OPTIONS", "NODE_PATH", "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONUSERBASE"),
        *("PYTHONBREAKPOINT", "PYTHONWARNINGS", "PYTHONEXECUTABLE", "PERL5OPT", "PERL5LIB", "PERL5DB", "PERLLIB", "RUBYOPT", "RUBYLIB"),
        *("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH", "LUA_INIT*", "LUA_PATH*", "LUA_CPATH*", "PHPRC"),
        *("PHP_INI_SCAN_DIR", "OPENSSL_CONF", "OPENSSL_MODULES", "OPENSSL_ENGINES", "QT_PLUGIN_PATH", "GTK_MODULES", "GOFLAGS"),
    ),
    "changes how shells start or read": (
        *("BASH_ENV", "ENV", "ZDOTDIR", "PROMPT_COMMAND", "PS0", "PS1", "PS2", "PS3", "PS4", "PROMPT", "RPROMPT", "IFS", "SHELL"),
        *("SHELLOPTS", "BASHOPTS", "BASH_FUNC_*", "INPUTRC", "FPATH", "XDG_CONFIG_HOME", "HOME"),
    ),
    "names a program that others start": (
        *("GIT_SSH*", "GIT_EXEC_PATH", "GIT_EDITOR", "GIT_SEQUENCE_EDITOR", "GIT_PAGER", "GIT_ASKPASS", "GIT_EXTERNAL_DIFF"),
        *("GIT_PROXY_COMMAND", "GIT_CONFIG*", "GIT_TEMPLATE_DIR", "SSH_ASKPASS*", "SUDO_ASKPASS", "EDITOR", "VISUAL", "PAGER"),
        *("MANPAGER", "SYSTEMD_PAGER", "BROWSER", "LESSOPEN", "LESSCLOSE", "RUSTC", "RUSTC_*WRAPPER", "CARGO_BUILD_RUSTC*"),
        *("RSYNC_RSH", "CVS_RSH", "SVN_SSH"),
    ),
    "changes where packages come from": (
        *("PIP_INDEX*", "PIP_EXTRA_INDEX*", "PIP_FIND_LINKS", "PIP_CONFIG_FILE", "PIP_TRUSTED_HOST", "UV_INDEX*", "UV_DEFAULT_INDEX"),
        *("UV_EXTRA_INDEX*", "UV_FIND_LINKS", "UV_CONFIG_FILE", "UV_INSECURE_HOST", "UV_PYTHON_INSTALL_MIRROR", "NPM_CONFIG_*"),
        *("npm_config_*", "GOPROXY", "GONOSUMDB", "GONOSUMCHECK", "GOINSECURE", "CARGO_REGISTRIES_*", "BUNDLE_MIRROR*", "CONDA_CHANNELS"),
    ),
    "changes where connections go, or whom they trust": (
        *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR"),
        *("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "CURL_HOME", "NODE_EXTRA_CA_CERTS", "NODE_TLS_REJECT_UNAUTHORIZED"),
        *("PYTHONHTTPSVERIFY", "GIT_SSL_NO_VERIFY", "PIP_CERT", "SSH_AUTH_SOCK"),
    ),
}
_EFFECTS = tuple((what, re.compile("|".join(map(translate, patterns)))) for what, patterns in _NAMES.items())
_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
# In a shell's file a word may be set anywhere on a line; `export A B`, `read A`, `path_add A x` set it without a sign.
_SHELL = re.compile(rf"(?:^|[\s;&|(){{}}!])({_NAME})(?:\[[^\]]*\])?\+?=(?!=)(.{{0,400}})")
_SETTERS = re.compile(
    rf"(?:^|[\s;&|(){{}}])(?:export|declare|typeset|readonly|local|read|path_add|path_rm|printf\s+-v)\s((?:\s*-\w+|\s*{_NAME}(?:=\S*)?)+)"
)
_FIELD = re.compile(rf"""^\s*(?:export\s+)?["']?(?:env\.)?({_NAME})["']?\s*[=:](.*)""")
_INLINE = re.compile(rf"""[{{,]\s*["']?({_NAME})["']?\s*=\s*("[^"]*"|'[^']*')""")

_SECRETS = tuple(
    (what, re.compile(pattern))
    for what, pattern in (
        ("an AWS access key", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
        ("a private key", r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY"),
        ("a GitHub token", r"\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_[A-Za-z0-9_]{22,}"),
        ("a GitLab token", r"\bglpat-[A-Za-z0-9_-]{20,}"),
        ("a Slack token", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
        ("an API key", r"\bsk-[A-Za-z0-9_-]{20,}|\b[rs]k_live_[A-Za-z0-9]{16,}|\bAIza[A-Za-z0-9_-]{35}|\bSG\.[\w-]{16,}\.[\w-]{16,}"),
        ("a package index token", r"\bpypi-[A-Za-z0-9_-]{30,}|\bnpm_[A-Za-z0-9]{36}"),
    )
)
_LOGIN = re.compile(r"\b[a-z][a-z0-9+.-]{0,30}://[^/\s:@'\"]*:([^/\s@'\"]+)@", re.IGNORECASE)
_SECRET_NAME = re.compile(r"SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY", re.IGNORECASE)
_NO_SECRET_NAME = re.compile(r"_(?:FILE|PATH|DIR|URL|URI|NAME|ID|TTL|LENGTH|SIZE|TYPE|HEADER|ALGORITHM|EXPIR\w*)$", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"change.?me|change.?this|change.?it|example|placeholder|replace|your[-_ ]|dummy|fake|insert|todo|fixme|xxx|\*\*\*|\.\.\.|"
    r"^<.*>$|^not.?a|"
    r"^(?:test|dev|local|none|null|true|false|secret|password|postgres|root|admin|default|empty)\w{0,6}$",
    re.IGNORECASE,
)
_LEAST_LENGTH = 8  # characters


def dangers(text: str, kind: str) -> tuple[Danger, ...]:
    """Return what stands out in text, by line.

    `kind` is a source's: "envrc" and "source" are read as shell, "toml" and "dotenv" by their own grammar, of "require" nothing is.
    """
    if kind == "require":
        return ()
    found: list[Danger] = []
    for number, line in _lines(text, shell=kind in {"envrc", "source"}):
        if line.lstrip().startswith("#"):
            continue
        pairs = list(_assignments(line, kind))
        for name in dict.fromkeys(name for name, _ in pairs):
            found += [Danger(number, f"{name} {what}") for what in _effects(name)]
        found += _secrets(number, line, pairs)
    return tuple(found)


def _lines(text: str, *, shell: bool) -> Iterator[tuple[int, str]]:
    """Yield the lines of text with their numbers; those that a shell joins are one, and have the first one's."""
    began, joined = 0, ""
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        began = began or number
        if shell and line.endswith("\\"):
            joined += line[:-1] + " "
            continue
        yield began, joined + line
        began, joined = 0, ""
    if joined:
        yield began, joined


def _assignments(line: str, kind: str) -> Iterator[tuple[str, str]]:
    """Yield what the line sets: (name, the text behind the sign)."""
    if kind in {"toml", "dotenv"}:
        if field := _FIELD.match(line):
            yield field[1], field[2].strip()
        if kind == "toml":
            yield from _INLINE.findall(line)
        return
    at = 0
    while setting := _SHELL.search(line, at):
        yield setting[1], setting[2]
        at = setting.end(1)
    for words in _SETTERS.findall(line):
        for word in words.split():
            if not word.startswith("-") and "=" not in word:
                yield word, ""


def _effects(name: str) -> list[str]:
    return [what for what, pattern in _EFFECTS if pattern.match(name)]


def _secrets(number: int, line: str, pairs: list[tuple[str, str]]) -> Iterator[Danger]:
    what = next((what for what, pattern in _SECRETS if pattern.search(line)), "")
    if not what and any(not _is_no_literal(login[1]) and not _PLACEHOLDER.search(login[1]) for login in _LOGIN.finditer(line)):
        what = "a password in a URL"
    if what:
        # The variable whose text it is in: the last one on the line whose text still holds it.
        named = [name for name, given in pairs if any(pattern.search(given) for _, pattern in _SECRETS) or _LOGIN.search(given)]
        yield Danger(number, f"{what} is written into the file" + (f" ({named[-1]})" if named else ""))
        return
    for name, given in pairs:
        if _SECRET_NAME.search(name) and not _NO_SECRET_NAME.search(name) and _looks_secret(_literal(given)):
            yield Danger(number, f"{name} looks like a secret that is written into the file")


def _literal(given: str) -> str:
    """Return the first word of what stands behind a sign, without its quotes."""
    given = given.strip()
    if given[:1] in {'"', "'"}:
        return given[1:].partition(given[0])[0]
    return re.split(r"[\s;]", given, maxsplit=1)[0]


def _is_no_literal(text: str) -> bool:
    return "$" in text or "`" in text or "{{" in text or text.startswith("%(")


def _looks_secret(text: str) -> bool:
    if len(text) < _LEAST_LENGTH or _is_no_literal(text) or _PLACEHOLDER.search(text):
        return False
    return not text.startswith(("/", "./", "~", "op://", "vault:"))
