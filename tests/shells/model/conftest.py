"""A home for each play; `--seeds` chooses other sequences than the tests name."""

from __future__ import annotations

import pytest

from tests.shells import dialects
from tests.shells.model.real_shell import RealShell
from tests.shells.model.sequences import check
from tests.shells.play import Stage

_SHARED = 25  # sequences that share a shell and a disk


@pytest.fixture
def agrees(environ, home, tmp_path, versions, request):
    """A function: the sequences of some seeds in one kind of shell, with others in it."""
    stages = []
    chosen = request.config.getoption("--seeds")

    def open_shell(kind, children):
        place = tmp_path / f"play-{len(stages)}"
        (place / "tools").mkdir(parents=True)
        (place / "home").mkdir()
        own = f"{place}/home"
        path = f"{place}/tools:" + environ["PATH"].partition(":")[2]
        if stages:
            stages[-1].close()
        stages.append(Stage(dialects.find(kind), {**environ, "HOME": own, "PATH": path}, own))
        return RealShell(stages[-1], (versions[0], versions[1]), f"{place}/tools", children)

    def run(kind, seeds, children):
        if dialects.find(kind) is None:
            if kind in dialects.demanded():
                pytest.fail(f"{kind} is demanded, and is not on PATH")
            pytest.skip(f"no {kind} on PATH")
        here = [child for child in children if dialects.find(child)]
        if chosen:
            first, _, last = chosen.partition("-")
            seeds = range(int(first), int(last or first) + 1)
        for start in range(0, len(seeds), _SHARED):
            check(lambda: open_shell(kind, here), seeds[start : start + _SHARED], (versions[0], versions[1]), here)

    yield run
    for stage in stages:
        stage.close()
