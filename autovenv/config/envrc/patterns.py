"""Patterns as in `${NAME#pattern}` and `[[ a == pattern ]]`: letters, `*` and `?`."""

from __future__ import annotations

# Items of a pattern beside single letters.
ANY = "any letter"
STAR = "any letters"


def ends(pattern: list[str], text: str) -> list[int]:
    """Return, in rising order, each length of a beginning of text that the pattern matches. Its time is len(pattern) * len(text)."""
    found: list[int] = []
    last = len(pattern)
    states = _beyond_stars(pattern, {0})
    for at in range(len(text) + 1):
        if last in states:
            found.append(at)
        if not states or at == len(text):
            break
        letter = text[at]
        following: set[int] = set()
        for state in states:
            if state == last:
                continue
            item = pattern[state]
            if item is STAR:
                following.add(state)
            elif item is ANY or item == letter:
                following.add(state + 1)
        states = _beyond_stars(pattern, following)
    return found


def matches(pattern: list[str], text: str) -> bool:
    """Tell whether the pattern matches all of text."""
    found = ends(pattern, text)
    return bool(found) and found[-1] == len(text)


def without_prefix(pattern: list[str], text: str, *, longest: bool) -> str:
    """Return text without the shortest or longest beginning that matches."""
    found = ends(pattern, text)
    return text[found[-1 if longest else 0] :] if found else text


def without_suffix(pattern: list[str], text: str, *, longest: bool) -> str:
    """Return text without the shortest or longest end that matches."""
    return without_prefix(pattern[::-1], text[::-1], longest=longest)[::-1]


def _beyond_stars(pattern: list[str], states: set[int]) -> set[int]:
    """Return the states with those that are reached where a star stands for nothing."""
    todo = list(states)
    while todo:
        state = todo.pop()
        if state < len(pattern) and pattern[state] is STAR and state + 1 not in states:
            states.add(state + 1)
            todo.append(state + 1)
    return states
