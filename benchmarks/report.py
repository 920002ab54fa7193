"""The figures as a plain table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from benchmarks.measure import Figure
from benchmarks.targets import Rows

_WIDTH = 24


def number(value: float) -> str:
    """Return microseconds as people read them: three or more digits that mean something."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


def cell(figure: Figure | None) -> str:
    """Return the median and the spread."""
    return "missing" if figure is None else f"{number(figure.median)} ({number(figure.low)}-{number(figure.high)})"


def table(title: str, rows: Rows, columns: Iterable[str]) -> str:
    """Return the rows below a title, one column for each tool: the median, and the spread in parentheses."""
    columns = list(columns)
    lines = [title, f"{'':{_WIDTH}}" + "".join(f"{column:>34}" for column in columns)]
    for name, row in rows.items():
        lines.append(f"{name:{_WIDTH}}" + "".join(f"{_shown(row, column):>34}" for column in columns))
    return "\n".join(lines)


def _shown(row: Mapping[str, Figure], column: str) -> str:
    return cell(row.get(column))


def counts(name: str, found: Mapping[str, int] | None, columns: Iterable[str]) -> str:
    """Return a line of whole numbers, one for each tool."""
    if found is None:
        return f"{name:{_WIDTH}}{'strace is missing':>34}"
    return f"{name:{_WIDTH}}" + "".join(f"{found.get(column, 'missing'):>34}" for column in columns)
