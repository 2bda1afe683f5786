"""A guess at the class of something the dictionary has not, learned from the names it has.

Multinomial naive Bayes over the character n-grams of a name; what it ends in counts twice, because a Chinese noun has
its head at the end (奶茶**杯**). How sure it is comes from the dictionary too: every name is guessed once by a model
that has never seen it (its own counts taken off again), and a confidence is the share of such guesses, as close in
score, that were right. Below ``SURE`` it says nothing.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from math import exp, log, sqrt
from typing import NamedTuple

SURE = 0.8  # the least confidence at which it speaks
SMOOTHING = 0.2
LONGEST_GRAM = 3
STEP = 150  # names that share one step of the confidence


class Guess(NamedTuple):
    """``confidence`` is the share of guesses as good as this one that were right: 0 to 1."""

    category: str
    confidence: float


def grams(name: str) -> list[str]:
    """``$`` marks both ends; ``>`` the endings."""
    text = f"${name}$"
    inside = [text[at : at + size] for size in range(1, LONGEST_GRAM + 1) for at in range(len(text) - size + 1)]
    return inside + [f">{name[-size:]}" for size in range(1, min(LONGEST_GRAM, len(name)) + 1)]


class Model:
    """Trained in one pass over ``names`` (name → category); nothing changes afterwards, so threads may share it."""

    def __init__(self, names: Mapping[str, str]):
        self.categories = sorted(set(names.values()))
        self.totals = [0] * len(self.categories)
        self.names = [0] * len(self.categories)
        self.counts = self.learn(names)
        self.thresholds, self.confidences = self.calibrate(names)

    def learn(self, names: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
        """How often each gram was seen in each category. Some 30,000 tuples: the garbage collector skips them."""
        seen: dict[str, list[int]] = defaultdict(lambda: [0] * len(self.categories))
        for name, category in names.items():
            found, place = grams(name), self.categories.index(category)
            self.names[place] += 1
            self.totals[place] += len(found)
            for gram in found:
                seen[gram][place] += 1
        return {gram: tuple(counts) for gram, counts in seen.items()}

    def guess(self, name: str) -> Guess | None:
        """None when it is not sure."""
        if not name:
            return None
        place, score = self.best(grams(name))
        confidence = self.confidences[bisect_right(self.thresholds, score) - 1]
        return Guess(self.categories[place], confidence) if confidence >= SURE else None

    def best(self, found: list[str], own: int | None = None) -> tuple[int, float]:
        """The likeliest category's place, and how far ahead it is, 0 to 1; ``own``: as if this name were not known."""
        takes = Counter(found) if own is not None else Counter()
        totals, smooth = list(self.totals), SMOOTHING * len(self.counts)
        scores = [log(count + 1 - (place == own)) for place, count in enumerate(self.names)]
        if own is not None:
            totals[own] -= len(found)
        floors = [log(total + smooth) for total in totals]
        for gram in found:
            counts = self.counts.get(gram)
            if counts is None or (own is not None and sum(counts) == takes[gram]):
                continue
            for place, count in enumerate(counts):
                known = count - takes[gram] if place == own else count
                scores[place] += log(known + SMOOTHING) - floors[place]
        return lead(scores, len(found))

    def calibrate(self, names: Mapping[str, str]) -> tuple[list[float], list[float]]:
        """The least score of each step, and the share of right guesses on it, never falling as the score rises."""
        tried = []
        for name, category in names.items():
            own = self.categories.index(category)
            place, score = self.best(grams(name), own)
            tried.append((score, place == own))
        tried.sort()
        steps = [tried[at : at + STEP] for at in range(0, len(tried), STEP)]
        shares = rising([(sum(right for _, right in step), len(step)) for step in steps])
        return [0.0, *(step[0][0] for step in steps[1:])], shares


def lead(scores: list[float], length: int) -> tuple[int, float]:
    """The best one's softmax share, tempered by the name's length: many grams that say the same prove little more."""
    top = max(scores)
    share = 1 / sum(exp((score - top) / sqrt(length)) for score in scores)
    return scores.index(top), share


def rising(steps: Iterable[tuple[int, int]]) -> list[float]:
    """(right, all) of each step → the share right; neighbours out of order are pooled."""
    pools: list[list[int]] = []  # right, all, steps pooled
    for right, count in steps:
        pools.append([right, count, 1])
        while len(pools) > 1 and pools[-2][0] * pools[-1][1] > pools[-1][0] * pools[-2][1]:
            last = pools.pop()
            pools[-1] = [before + after for before, after in zip(pools[-1], last, strict=True)]
    return [right / count for right, count, steps in pools for _ in range(steps)]
