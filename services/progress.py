"""How long work says how far it is: a bar where somebody watches, nothing elsewhere."""

from collections.abc import Callable

Step = Callable[[], object]
Progress = Callable[[str, int], Step]  # what is being done and how many pieces it has; called for each piece


def silent(label: str, total: int) -> Step:
    return bool
