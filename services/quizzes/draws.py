"""Which five questions somebody gets: pure choosing, with no database and no clock.

Due reviews first, the longest overdue before the others; then questions never answered, spread over the topics in
proportion to what is left of each, so that every topic lasts about equally long; then, once the bank has been gone
through, those not asked for the longest time.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from random import Random

from services.quizzes.bank import Asked
from services.quizzes.reviews import Seen

DAILY = 5
MOST_OF_A_TOPIC = 2
OLDEST = 25  # of so many asked longest ago some are drawn, so that the same five do not come back together


def choose(bank: Iterable[Asked], seen: Mapping[str, Seen], day: date, chance: Random) -> list[Asked]:
    """At most five questions, none twice; fewer only when the bank holds fewer."""
    known = {question.code: question for question in bank}
    picked = [known[code] for code in due(seen, day) if code in known][:DAILY]
    if len(picked) < DAILY:
        add_new(picked, [question for code, question in known.items() if code not in seen], chance)
    if len(picked) < DAILY:
        add_oldest(picked, known, seen, chance)
    return picked


def due(seen: Mapping[str, Seen], day: date) -> list[str]:
    """The codes due by a day, the longest overdue first."""
    waiting = [(one.due_on, code) for code, one in seen.items() if one.due_on and one.due_on <= day]
    return [code for _, code in sorted(waiting)]


def add_new(picked: list[Asked], unseen: list[Asked], chance: Random) -> None:
    """Fill up with questions never answered: at most two of a topic a day while other topics have some.

    Each is any of those left, so a topic comes as often as there is left of it.
    """
    today = Counter(question.topic for question in picked)
    later = []
    while unseen and len(picked) < DAILY:
        question = unseen.pop(chance.randrange(len(unseen)))
        if today[question.topic] < MOST_OF_A_TOPIC:
            today[question.topic] += 1
            picked.append(question)
        else:
            later.append(question)
    picked += later[: DAILY - len(picked)]


def add_oldest(picked: list[Asked], known: Mapping[str, Asked], seen: Mapping[str, Seen], chance: Random) -> None:
    """Fill up with what was asked longest ago; what has a day of its own to come back only if nothing else is left."""
    taken = {question.code for question in picked}
    again = [code for code in sorted(seen, key=lambda code: seen[code].asked_on) if code in known and code not in taken]
    oldest = [code for code in again if seen[code].due_on is None][:OLDEST]
    chosen = chance.sample(oldest, min(DAILY - len(picked), len(oldest)))
    waiting = sorted((code for code in again if seen[code].due_on), key=lambda code: str(seen[code].due_on))
    picked += [known[code] for code in (chosen + waiting)[: DAILY - len(picked)]]
