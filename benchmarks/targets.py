"""The targets: each a ratio of two figures of one run, and whether it was reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks import envrc
from benchmarks.measure import Figure

Rows = Mapping[str, Mapping[str, Figure]]

PROMPT = {"prompt: project": 15, "prompt: subdirectory": 10, "prompt: outside": 15}
GROWTH = 1.1  # what is within it is noise


@dataclass(frozen=True)
class Target:
    """One target and what was measured: `found` in words, `reached` or not; None where the other tool is missing."""

    text: str
    found: str
    reached: bool | None

    def __str__(self) -> str:
        verdict = {True: "reached", False: "not reached", None: "not measured"}[self.reached]
        return f"{self.text}: {self.found or 'missing'}: {verdict}"


def of_shell(shell: str, rows: Rows, started: Mapping[str, int] | None) -> Iterator[Target]:
    """Give the targets of one shell."""
    for row, wanted in PROMPT.items():
        yield _share(f"{shell}: {row}", rows[row], "direnv", wanted)
    yield _share(f"{shell}: enter and leave", rows["enter and leave"], "mise", 8)
    yield _share(f"{shell}: enter and leave", rows["enter and leave"], "direnv", 40, "direnv with `layout python3`")
    yield _share(f"{shell}: first entry with an environment", rows["first entry"], "direnv", 1 / 1.2, "direnv's load of a plain .envrc")
    yield _share(f"{shell}: first entry that creates", rows["entry that creates"], "python -m venv", 20, "`python -m venv`")
    of_file = "direnv's load of the same file"
    yield _share(f"{shell}: entering a changed .envrc", rows[envrc.ROWS["declared"]], "direnv", 1, of_file)
    layout = f"{shell}: entering a changed `layout python3`, its environment in place"
    yield _share(f"{layout}, after `allow`", rows[envrc.APPROVED["layout"]], "direnv", 10, of_file)
    yield _share(f"{layout}, evaluated on the way in", rows[envrc.ROWS["layout"]], "direnv", 10, of_file)
    added = started.get("autovenv") if started is not None else None
    yield Target(f"{shell}: opening it adds no process", "" if added is None else f"adds {added}", None if added is None else added == 0)


def _share(what: str, row: Mapping[str, Figure], peer: str, wanted: float, shown: str = "") -> Target:
    limit = f"1/{wanted} of " if wanted > 1 else f"{1 / wanted:.1f} times " if wanted < 1 else ""
    text = f"{what} <= {limit}{shown or peer}"
    ours, theirs = row.get("autovenv"), row.get(peer)
    if ours is None or theirs is None:
        return Target(text, "", None)
    share = theirs.median / max(ours.median, 0.001)
    return Target(text, f"1/{share:.1f}" if share >= 1 else f"{1 / share:.2f} times", share >= wanted)


def of_growth(rows: Rows) -> Iterator[Target]:
    """Give the target of each shell that a prompt costs the same however many projects are known.

    Growth that is there shows in the median and in the lowest batch; what else the machine does rarely shows in both.
    """
    for shell, row in rows.items():
        figures = list(row.values())
        medians = max(figure.median for figure in figures) / max(figures[0].median, 0.001)
        lowest = max(figure.low for figure in figures) / max(figures[0].low, 0.001)
        growth = min(medians, lowest)
        text = f"{shell}: a prompt does not grow with the number of known projects"
        yield Target(text, f"at most {growth:.2f} times that of {next(iter(row))}", growth <= GROWTH)
