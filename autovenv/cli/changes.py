"""The difference between two texts, as a unified diff. It takes bounded time, since a stranger wrote both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

_AROUND = 3  # lines
_COMPARED = 2000  # lines: difflib takes time by their cube where they repeat


def changes(former: str, now: str) -> Iterator[str]:
    """Yield the lines of a unified diff without its two lines of names; nothing for the same lines.

    Where more was changed than is compared, it is one change from the first line that differs to the last one.
    """
    old, new = former.removesuffix("\n").split("\n"), now.removesuffix("\n").split("\n")
    head = _alike(zip(old, new, strict=False), min(len(old), len(new)))
    tail = _alike(zip(reversed(old), reversed(new), strict=False), min(len(old), len(new)) - head)
    around = _AROUND if max(len(old), len(new)) - head - tail <= _COMPARED else 0
    above, below = max(head - around, 0), max(tail - around, 0)
    old, new = old[above : len(old) - below], new[above : len(new) - below]
    groups = SequenceMatcher(None, old, new).get_grouped_opcodes(_AROUND) if around else [[("replace", 0, len(old), 0, len(new))]]
    for group in groups:
        _, old_begin, _, new_begin, _ = group[0]
        _, _, old_end, _, new_end = group[-1]
        yield f"@@ -{_range(above + old_begin, above + old_end)} +{_range(above + new_begin, above + new_end)} @@"
        for tag, old_from, old_to, new_from, new_to in group:
            yield from _marked(" ", old[old_from:old_to] if tag == "equal" else ())
            yield from _marked("-", old[old_from:old_to] if tag != "equal" else ())
            yield from _marked("+", new[new_from:new_to] if tag != "equal" else ())


def _alike(pairs: Iterable[tuple[str, str]], most: int) -> int:
    """Return how many pairs at the beginning are of the same, and no more than most."""
    return min(next((count for count, (one, other) in enumerate(pairs) if one != other), most), most)


def _marked(mark: str, lines: Sequence[str]) -> Iterator[str]:
    return (mark + line for line in lines)


def _range(begin: int, end: int) -> str:
    """Return lines as diff writes them: counted from 1, the one above where there are none."""
    return str(end) if end - begin == 1 else f"{begin + (end > begin)},{end - begin}"
