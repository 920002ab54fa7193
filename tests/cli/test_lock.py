"""`lock` compiles requirements.in to requirements.txt with hashes: whole, or the old file stays."""

from __future__ import annotations

import os
import re
import tarfile
import zipfile

import pytest

from autovenv.base.paths import state_directory
from autovenv.trust import consent
from tests.commands import MINOR, make_foreign, run, write

posix = pytest.mark.skipif(os.name == "nt", reason="modes and links are POSIX")


class Shop:
    """A project with a requirements.in that takes packages from a directory of wheels."""

    def __init__(self, home):
        self.home = home
        self.root = f"{home}/shop"
        self.wheel("thing", "1.0")

    def wheel(self, name, version, *needs):
        os.makedirs(f"{self.home}/wheels", exist_ok=True)
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n" + "".join(f"Requires-Dist: {one}\n" for one in needs)
        with zipfile.ZipFile(f"{self.home}/wheels/{name}-{version}-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"{name}-{version}.dist-info/METADATA", metadata)
            wheel.writestr(f"{name}-{version}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{name}-{version}.dist-info/RECORD", "")

    def write(self, name, *lines):
        return write(f"{self.root}/{name}", "".join(f"{line}\n" for line in ("--no-index", "--find-links ../wheels", *lines)))

    def read(self, name="requirements.txt"):
        with open(f"{self.root}/{name}", encoding="utf-8") as file:
            return file.read()

    def pins(self, name="requirements.txt"):
        return re.findall(r"^(\S+==\S+)", self.read(name), re.MULTILINE)

    def allow(self):
        consent.allow(self.root, state_directory(os.environ))

    def lock(self, *options, cwd="", **extra):
        return run(["lock", *options], self.home, cwd or self.root, **extra)


@pytest.fixture
def shop(home):
    shop = Shop(home)
    shop.write("requirements.in", "thing")
    shop.allow()
    return shop


def done(result):
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()


def failed(result, code=1):
    assert result.returncode == code, result.stdout
    assert re.fullmatch(r"autovenv: .*\n", result.stderr), result.stderr
    return result.stderr


def test_all_packages_are_pinned_with_hashes(shop):
    shop.wheel("thing", "1.1", "part>=1")
    shop.wheel("part", "2.0")
    assert done(shop.lock()) == ["requirements.txt: 2 packages (new)"]
    assert shop.pins() == ["part==2.0", "thing==1.1"]
    assert shop.read().count("--hash=sha256:") == 2
    assert "#    autovenv lock\n" in shop.read()


def test_a_version_that_fits_stays_until_an_upgrade(shop):
    shop.wheel("other", "1.0")
    shop.write("requirements.in", "thing", "other")
    done(shop.lock())
    shop.wheel("thing", "2.0")
    shop.wheel("other", "2.0")
    assert done(shop.lock()) == ["requirements.txt: 2 packages (none changed)"]
    assert done(shop.lock("--upgrade-package", "other")) == ["requirements.txt: 2 packages (1 changed)"]
    assert shop.pins() == ["other==2.0", "thing==1.0"]
    assert done(shop.lock("--upgrade")) == ["requirements.txt: 2 packages (1 changed)"]
    assert shop.pins() == ["other==2.0", "thing==2.0"]
    shop.wheel("thing", "3.0")
    shop.wheel("other", "3.0")
    assert done(shop.lock("-P", "thing", "-P", "other")) == ["requirements.txt: 2 packages (2 changed)"]


def test_further_files_follow_the_first_which_they_may_name(shop):
    shop.wheel("tool", "1.0", "thing")
    shop.wheel("thing", "0.9")
    shop.write("requirements.in", "thing<1")
    shop.write("requirements-dev.in", "-c requirements.txt", "tool")
    assert done(shop.lock()) == ["requirements.txt: 1 package (new)", "requirements-dev.txt: 2 packages (new)"]
    assert shop.pins("requirements-dev.txt") == ["thing==0.9", "tool==1.0"]


def test_it_is_compiled_for_the_project_s_python(shop):
    write(f"{shop.root}/.python-version", f"{MINOR}\n")
    shop.wheel("old", "1.0")
    shop.wheel("new", "1.0")
    shop.write("requirements.in", f"new ; python_version == '{MINOR}'", f"old ; python_version != '{MINOR}'")
    done(shop.lock())
    assert shop.pins() == ["new==1.0"]


def test_without_a_pin_it_is_the_environment_s(shop):
    path = make_foreign(shop.root)
    consent.allow(shop.root, state_directory(os.environ), (path,))
    with open(f"{path}/pyvenv.cfg", encoding="utf-8") as file:
        text = re.sub(r"(?m)^version = .*$", "version = 3.8.7", file.read())
    shop.wheel("old", "1.0")
    shop.write("requirements.in", "thing", "old ; python_full_version == '3.8.7'")
    write(f"{path}/pyvenv.cfg", text)
    os.makedirs(f"{path}/lib/python3.8/site-packages", exist_ok=True)
    done(shop.lock())
    assert shop.pins() == ["old==1.0", "thing==1.0"]


def test_without_consent_nothing_is_compiled(home):
    shop = Shop(home)
    shop.write("requirements.in", "thing")
    said = failed(shop.lock(), 2)
    assert said == f"autovenv: compiling may run code of packages, and {shop.root} is not approved: `autovenv allow` first\n"
    consent.deny(shop.root, state_directory(os.environ))
    failed(shop.lock(), 2)
    assert os.listdir(shop.root) == ["requirements.in"]


def test_a_package_that_is_not_to_be_had_leaves_the_file(shop):
    done(shop.lock())
    before = shop.read()
    shop.write("requirements.in", "thing", "missing-thing>7")
    said = failed(shop.lock())
    assert said.startswith(f"autovenv: can't compile {shop.root}/requirements.in: No solution found")
    assert "missing-thing" in said
    (log,) = re.findall(r"\(log: (.*)\)", said)
    with open(log, encoding="utf-8") as file:
        assert "missing-thing>7" in file.read()
    assert shop.read() == before
    assert sorted(os.listdir(shop.root)) == ["requirements.in", "requirements.txt"]


def test_a_build_that_fails_leaves_the_file(shop, tmp_path):
    done(shop.lock())
    before = shop.read()
    write(f"{tmp_path}/bad-1.0/setup.py", "raise SystemExit('no luck')\n")
    write(f"{tmp_path}/bad-1.0/PKG-INFO", "Metadata-Version: 1.0\nName: bad\nVersion: 1.0\n")
    write(f"{tmp_path}/bad-1.0/pyproject.toml", '[build-system]\nrequires = []\nbuild-backend = "setup"\nbackend-path = ["."]\n')
    with tarfile.open(f"{shop.home}/wheels/bad-1.0.tar.gz", "w:gz") as archive:
        archive.add(f"{tmp_path}/bad-1.0", "bad-1.0")
    shop.write("requirements.in", "thing", "bad")
    assert "bad==1.0" in failed(shop.lock())
    assert shop.read() == before


@posix
def test_a_directory_that_can_not_be_written_is_one_line(shop):
    os.mkdir(f"{shop.root}/requirements.txt")
    assert f"{shop.root}/requirements.txt" in failed(shop.lock())


@posix
def test_a_link_stays_a_link_and_a_mode_a_mode(shop):
    target = write(f"{shop.root}/deps/shared.txt", "")
    os.chmod(target, 0o640)
    os.symlink("deps/shared.txt", f"{shop.root}/requirements.txt")
    assert done(shop.lock()) == ["requirements.txt: 1 package (1 changed)"]
    assert os.readlink(f"{shop.root}/requirements.txt") == "deps/shared.txt"
    assert os.stat(target).st_mode & 0o777 == 0o640


@posix
@pytest.mark.parametrize("there", [True, False])
def test_a_link_out_of_the_project_is_not_written_through(shop, there):
    target = f"{shop.home}/.bashrc"
    if there:
        write(target, "alias ll='ls -l'\n")
    os.symlink("../.bashrc", f"{shop.root}/requirements.txt")
    said = f"autovenv: {shop.root}/requirements.txt is a link to {os.path.realpath(target)}, outside of the project: it is not written"
    assert failed(shop.lock()).rstrip() == said
    assert os.path.exists(target) == there
    assert not there or shop.read("../.bashrc") == "alias ll='ls -l'\n"


@posix
def test_a_link_within_the_repository_is_the_projects_own(shop):
    write(f"{shop.home}/mono/.git/HEAD", "ref: refs/heads/main\n")
    write(f"{shop.home}/mono/shared.txt", "")
    os.rename(shop.root, f"{shop.home}/mono/shop")
    shop.root = f"{shop.home}/mono/shop"
    os.symlink(f"{shop.home}/wheels", f"{shop.home}/mono/wheels")
    os.symlink("../shared.txt", f"{shop.root}/requirements.txt")
    shop.allow()
    assert done(shop.lock()) == ["requirements.txt: 1 package (1 changed)"]
    assert "thing==1.0" in shop.read("../shared.txt")


def test_nothing_to_compile_is_said(shop):
    os.unlink(f"{shop.root}/requirements.in")
    assert failed(shop.lock()).startswith(f"autovenv: there is no requirements.in in {shop.root}: ")


@pytest.mark.parametrize(
    ("mark", "tool"), [("uv.lock", "uv"), ("poetry.lock", "poetry"), ("pdm.lock", "pdm"), ("Pipfile", "pipenv"), ("Pipfile.lock", "pipenv")]
)
def test_a_tool_with_a_lock_of_its_own_is_left_to_it(shop, mark, tool):
    write(f"{shop.root}/{mark}", "")
    assert failed(shop.lock()) == f"autovenv: {shop.root} is a {tool} project ({mark}): `{tool} lock` locks it\n"
    assert not os.path.exists(f"{shop.root}/requirements.txt")


def test_a_directory_is_named(shop):
    done(shop.lock(shop.root, cwd=shop.home))
    assert shop.pins() == ["thing==1.0"]
