"""Batches, one tool after the other and round again, so that what else the machine does falls on all of them alike."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial

from benchmarks.session import Session

BATCH_SECONDS = 0.25
_MOST = 4000


@dataclass(frozen=True)
class Figure:
    """What was measured, in `unit`: the median of the batches and the spread."""

    median: float
    low: float
    high: float
    batches: int
    unit: str = "µs"

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def figure(values: list[float], unit: str = "µs") -> Figure:
    """Return the figure that stands for values, which must not be empty."""
    return Figure(statistics.median(values), min(values), max(values), len(values), unit)


def times_that_fill(batch: Callable[[int], float]) -> int:
    """Return how often a thing has to be done to take BATCH_SECONDS. `batch` does it a number of times and returns seconds."""
    batch(2)  # the first one reads what is cold
    each = batch(10) / 10
    return max(3, min(_MOST, int(BATCH_SECONDS / max(each, 1e-6))))


def repeated(lines: Mapping[str, Callable[[int], str]], sessions: Mapping[str, Session], runs: int) -> dict[str, Figure]:
    """Measure a thing that is done many times in a batch; return microseconds for one, the bare shell's subtracted.

    `lines` has, for each tool and for "bare", the line that does it a number of times.
    """
    tools = [name for name in lines if name != "bare"]

    def batch(name: str, times: int) -> float:
        return sessions[name].seconds(lines[name](times))

    counts = {name: times_that_fill(partial(batch, name)) for name in tools}
    values: dict[str, list[float]] = {name: [] for name in tools}
    for _ in range(runs):
        for name in tools:
            spent = batch(name, counts[name])
            # As often as the tool's own: what stands around the loop goes, too.
            without = batch("bare", counts[name])
            values[name].append((spent - without) / counts[name] * 1e6)
    return {name: figure(each) for name, each in values.items()}


def alternately(once: Mapping[str, Callable[[], float]], runs: int) -> dict[str, list[float]]:
    """Do each thing once, `runs` times round; return the seconds of each. A first round is not counted."""
    values: dict[str, list[float]] = {name: [] for name in once}
    for turn in range(runs + 1):
        for name, thing in once.items():
            seconds = thing()
            if turn:
                values[name].append(seconds)
    return values


def less_the_bare(values: Mapping[str, list[float]]) -> dict[str, Figure]:
    """Return microseconds for each, the bare shell's median subtracted."""
    bare = statistics.median(values["bare"])
    return {name: figure([(each - bare) * 1e6 for each in measured]) for name, measured in values.items() if name != "bare"}
