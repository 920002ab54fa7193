"""Ten files as projects have them, and whether they are written plainly."""

from __future__ import annotations

UV = """\
[project]
name = "shop"
version = "0.1.0"
description = "A shop"
readme = "README.md"
requires-python = ">=3.12"
authors = [
    { name = "Ada Example", email = "ada@example.org" },
]
dependencies = [
    "fastapi[standard]>=0.115.0",
    "sqlmodel>=0.0.22",  # with SQLAlchemy 2
    "pywin32>=306 ; sys_platform == 'win32'",
]

[project.optional-dependencies]
postgres = ["psycopg[binary,pool]>=3.2"]

[project.scripts]
shop = "shop.cli:main"

[dependency-groups]
dev = ["pytest>=8", {include-group = "lint"}]
lint = ["ruff==0.9.*"]

[tool.uv]
package = true
default-groups = ["dev"]

[tool.uv.sources]
shop-core = { workspace = true }
torch = [
  { index = "pytorch-cpu", marker = "sys_platform != 'darwin'" },
]

[[tool.uv.index]]
name = "pytorch-cpu"
url = "https://example.org/whl/cpu"
explicit = true

[[tool.uv.index]]
name = "own"
url = "https://example.org/simple"

[tool.uv.workspace]
members = ["packages/*"]

[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
"""

POETRY = """\
[tool.poetry]
name = "orders"
version = "1.4.2"
description = ""
authors = ["Ada Example <ada@example.org>"]
packages = [{include = "orders", from = "src"}]

[tool.poetry.dependencies]
python = "^3.11"
django = { version = "^5.0", extras = ["argon2"] }
celery = {extras = ["redis"], version = "^5.3"}
numpy = [
    {version = "^1.26", python = "<3.12"},
    {version = "^2.0", python = ">=3.12"},
]
own = { git = "https://example.org/own.git", tag = "v1.0" }

[tool.poetry.group.dev]
optional = true

[tool.poetry.group.dev.dependencies]
pytest = "^8.0"
"backports.zoneinfo" = { version = "*", optional = true }

[tool.poetry.scripts]
orders = 'orders.main:run'

[build-system]
requires = ["poetry-core>=1.0.0"]
build-backend = "poetry.core.masonry.api"
"""

PDM = """\
[project]
name = "billing"
dynamic = ["version"]
dependencies = []
license = {text = "MIT"}

[tool.pdm]
distribution = true

[tool.pdm.version]
source = "scm"

[tool.pdm.dev-dependencies]
test = [
    "pytest",
    "pytest-cov",
]

[tool.pdm.scripts]
_.env_file = ".env"
start = "flask run -p 54321"
lint = {shell = "ruff check . && mypy"}
all = {composite = ["lint", "start"]}

[[tool.pdm.source]]
url = "https://example.org/simple"
verify_ssl = false
name = "internal"

[build-system]
requires = ["pdm-backend"]
build-backend = "pdm.backend"
"""

HATCH = """\
[build-system]
requires = ["hatchling", "hatch-vcs"]
build-backend = "hatchling.build"

[project]
name = "widget"
dynamic = ["version"]
classifiers = [
  "Programming Language :: Python :: 3",
  "Typing :: Typed",
]

[project.urls]
Homepage = "https://example.org/#readme"
"Bug Tracker" = "https://example.org/issues"

[tool.hatch.version]
source = "vcs"

[tool.hatch.envs.default]
dependencies = ["pytest"]
path = ".venv"

[tool.hatch.envs.default.scripts]
test = "pytest {args:tests}"

[[tool.hatch.envs.all.matrix]]
python = ["3.11", "3.12"]

[tool.hatch.build.targets.sdist]
exclude = ["/.github", "/docs"]
"""

SETUPTOOLS = """\
[build-system]
requires = ["setuptools >= 61", "wheel"]
build-backend = "setuptools.build_meta"

[project]
name = "parser"
version = "2.0"
license.file = "LICENSE"
urls.source = "https://example.org/parser"
urls.docs = "https://example.org/docs"

[tool.setuptools.packages.find]
where = ["src"]

[tool.setuptools.package-data]
"*" = ["py.typed", "*.pyi"]

[tool.mypy]
strict = true
python_version = "3.11"

[[tool.mypy.overrides]]
module = ["yaml.*", "requests"]
ignore_missing_imports = true

[tool.pytest.ini_options]
addopts = "-ra -q --strict-markers"
testpaths = ["tests"]

[tool.coverage.report]
fail_under = 90
exclude_lines = ["pragma: no cover", "if TYPE_CHECKING:"]
"""

RUFF = """\
# Only tools: nothing is built here.
[tool.ruff]
line-length = 100
target-version = "py311"

[tool.ruff.lint]
select = [
    "E", "F",  # the default
    # and imports
    "I",
]

[tool.ruff.lint.per-file-ignores]
"tests/**/*.py" = ["S101"]
'docs/conf.py' = ["INP001"]

[tool.ruff.lint.isort]
known-first-party = [ "shop", ]

[tool.pyright]
reportMissingImports = false
"""

PIPFILE = """\
[[source]]
url = "https://example.org/simple"
verify_ssl = true
name = "own"

[packages]
requests = "*"
flask = {extras = ["async"], version = "==3.*"}
local = {path = ".", editable = true}

[dev-packages]
pytest = ">=8"

[requires]
python_version = "3.12"

[pipenv]
allow_prereleases = true
"""

UV_LOCK = """\
version = 1
revision = 3
requires-python = ">=3.12"
resolution-markers = [
    "python_full_version >= '3.13'",
    "python_full_version < '3.13'",
]

[[package]]
name = "anyio"
version = "4.9.0"
source = { registry = "https://example.org/simple" }
dependencies = [
    { name = "idna" },
    { name = "typing-extensions", marker = "python_full_version < '3.13'" },
]
sdist = { url = "https://example.org/anyio-4.9.0.tar.gz", hash = "sha256:673c0c24", size = 190949, upload-time = "2025-03-17T00:02:54.770Z" }
wheels = [
    { url = "https://example.org/anyio-4.9.0-py3-none-any.whl", hash = "sha256:9f76d541", size = 100916 },
]

[[package]]
name = "shop"
version = "0.1.0"
source = { virtual = "." }

[package.dev-dependencies]
dev = [
    { name = "anyio", extra = ["trio"] },
]

[package.metadata]
requires-dist = [{ name = "anyio", specifier = ">=4" }]
"""

BLACK = """\
[tool.poetry]
name = "old"

[tool.black]
line-length = 88
extend-exclude = '''
/(
  migrations
)/
'''
"""

ESCAPES = """\
[project]
name = "spec"
version = "1.0"

[tool.pytest.ini_options]
filterwarnings = ["error", "ignore:.*\\\\.old:DeprecationWarning"]

[tool.coverage.report]
fail_under = 97.5
"""

PLAIN = {
    "uv": UV,
    "poetry": POETRY,
    "pdm": PDM,
    "hatch": HATCH,
    "setuptools": SETUPTOOLS,
    "ruff": RUFF,
    "Pipfile": PIPFILE,
    "uv.lock": UV_LOCK,
}
ODD = {"black": BLACK, "escapes": ESCAPES}
