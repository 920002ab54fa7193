"""A terminal's screen as SVG: text that can be read, searched and copied, in whatever monospaced font is there."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from xml.sax.saxutils import escape

import pyte
from pyte.screens import Char

CELL, LEADING, SIZE = 8.4, 20, 14  # pixels: width of a cell, height of a line, size of the font
MARGIN, BAR = 18, 36
FONT = "ui-monospace, SFMono-Regular, 'SF Mono', Menlo, 'DejaVu Sans Mono', Consolas, 'Liberation Mono', monospace"
BACKGROUND, FOREGROUND, FAINT = "#1b1e26", "#d7dae0", "#7c8494"
LIGHTS = ("#f2777a", "#ffcc66", "#8fd18a")
COLOURS = {
    "black": "#5c6370",
    "red": "#f2777a",
    "green": "#8fd18a",
    "brown": "#ffcc66",
    "blue": "#74a7f5",
    "magenta": "#d59be8",
    "cyan": "#62c9d6",
    "white": "#ffffff",
}


def draw(screen: pyte.Screen, title: str) -> str:
    """Return the SVG of a screen: its lines down to the last one that has something on it, the cursor after that."""
    rows = max((number for number, line in enumerate(screen.display) if line.strip()), default=0) + 1
    width, height = screen.columns * CELL + 2 * MARGIN, BAR + rows * LEADING + MARGIN
    spoken = escape(" | ".join(line.strip() for line in screen.display[:rows] if line.strip()))
    size = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    middle = f'x="50%" y="{BAR / 2 + 5:.0f}" text-anchor="middle"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="A session of autovenv in a terminal">',
        f"<desc>{spoken}</desc>",
        f'<rect width="100%" height="100%" rx="10" fill="{BACKGROUND}"/>',
        *(f'<circle cx="{MARGIN + 4 + 20 * place}" cy="{BAR / 2:.0f}" r="6" fill="{colour}"/>' for place, colour in enumerate(LIGHTS)),
        f'<g font-family="{FONT}" font-size="{SIZE}" xml:space="preserve">',
        f'<text {middle} fill="{FAINT}">{escape(title)}</text>',
    ]
    for row in range(rows):
        parts += _line(screen, row)
    x, y = MARGIN + screen.cursor.x * CELL, BAR + screen.cursor.y * LEADING
    if screen.cursor.y < rows:
        parts.append(f'<rect x="{x:.1f}" y="{y + 1:.1f}" width="{CELL:.1f}" height="{LEADING - 3}" fill="{FAINT}"/>')
    return "\n".join([*parts, "</g>", "</svg>", ""])


def _line(screen: pyte.Screen, row: int) -> Iterator[str]:
    """Give a <text> for each run of one colour, placed by its column and held to its width in cells, whatever the font."""
    cells = [screen.buffer[row][column] for column in range(screen.columns)]
    for (colour, bold), group in itertools.groupby(range(screen.columns), lambda column: _look(cells[column])):
        columns = list(group)
        text = "".join(cells[column].data for column in columns)  # of a wide character the second cell is empty
        started = len(text) - len(text.lstrip())
        held = text.strip()
        if not held:
            continue
        first = columns[0] + started
        spaces_behind = len(text) - len(text.rstrip())
        count = columns[-1] + 1 - spaces_behind - first
        x, y = MARGIN + first * CELL, BAR + row * LEADING + SIZE
        weight = ' font-weight="bold"' if bold else ""
        yield (
            f'<text x="{x:.1f}" y="{y}" textLength="{count * CELL:.1f}" lengthAdjust="spacingAndGlyphs" fill="{colour}"{weight}>'
            f"{escape(held)}</text>"
        )


def _look(cell: Char) -> tuple[str, bool]:
    """Return colour and boldness of a cell. A blank one looks like the text around it would."""
    colour = cell.fg
    if colour == "default":
        return FOREGROUND, cell.bold
    return COLOURS.get(colour.removeprefix("bright"), f"#{colour}"), cell.bold
