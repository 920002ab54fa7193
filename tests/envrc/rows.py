"""All rows, in the order of envrc.md and dotenv.md, by the line that they are for."""

from __future__ import annotations

from tests.envrc.dialect import DIALECT
from tests.envrc.language import LANGUAGE
from tests.envrc.row import Row
from tests.envrc.surroundings import SURROUNDINGS

LINES: dict[str, list[Row]] = {**LANGUAGE, **SURROUNDINGS, **DIALECT}
ROWS: list[tuple[str, Row]] = [(line, row) for line, rows in LINES.items() for row in rows]
