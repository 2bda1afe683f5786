"""垃圾分类投放：scan the code on a bin, say what goes in, answer one question about it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from pydantic import Field

import clock
from errors import Gone, Invalid, NotFound
from models import Bin, CheckIn
from models.hot_path import Identity
from services.activities.base import Act, Activity, Claim
from services.bins import bins
from services.bins import turns as bin_turns
from services.bins.questions import Question
from services.waste import classes as waste_classes


class Sorting(Act):
    bin: str = Field(min_length=1, max_length=16, pattern="^[0-9A-Za-z]+$", description="桶上的八位编码")
    category: Literal["recyclable", "hazardous", "kitchen", "other"] = Field(description="投的是哪一类")
    question_id: str = Field(min_length=1, max_length=32, pattern="^[0-9a-f]+$", description="扫码时得到的题号")
    answer: Literal["a", "b", "c", "d"] = Field(description="选了哪一项")


class BinSorting(Activity[Sorting]):
    """At most three a day, ten minutes apart, and two at one bin: the rules are in ``services/bins/turns.py``.

    The slot is the day and the turn, so that of two taps at once the unique key keeps one.
    """

    key = bin_turns.ACTIVITY
    title = "分类投放"
    invitation = "扫一扫桶上的码，说说投了什么，再答一道小题"
    act = Sorting
    default_points = {"done": 1, "right": 1}
    price_words = {"done": "每次投放", "right": "小题答对另加"}
    default_limits = bin_turns.LIMITS
    limit_words = {"at_one_bin": ("同一个桶一天最多几次", 1, 3), "apart": ("两次至少相隔几分钟", 1, 120)}
    limit = bins.LIMIT
    refusals = (NotFound, Gone)

    def slots(self, day: date) -> list[tuple[str, str]]:
        return [(bin_turns.slot(day, turn), f"第 {turn} 次") for turn in range(1, bin_turns.A_DAY + 1)]

    def claim(self, who: Identity, act: Sorting, day: date, prices: Mapping[str, int]) -> Claim:
        """Raises NotFound, Gone, Conflict; Invalid for another day, a class that does not go in, or an old question."""
        if day != clock.today():
            raise Invalid(fields={"day": "分类投放当场记录，不能补记"})
        bin_turns.one_at_a_time(who)
        acts = bin_turns.lately(who)
        repeated = same(act, bin_turns.todays(acts))
        if repeated is not None:
            return Claim(repeated.slot, repeated.points, repeated.detail)
        row = bins.find(act.bin)
        closed = bin_turns.obstacle(acts, row.code, bin_turns.limits(who))
        if closed is not None:
            raise closed
        labels = waste_classes.labels()
        asked = bin_turns.question(who, row, acts, labels)
        require_fit(act, row, asked, labels)
        earned = prices["done"] + (prices["right"] if act.answer == asked.right else 0)
        turn = len(bin_turns.todays(acts)) + 1
        evidence = {"kind": bin_turns.FAR_BINS, "acts": [one.id for one in acts[-2:]]}
        return Claim(bin_turns.slot(day, turn), earned, told(act, row, asked), bin_turns.doubt(acts, row), evidence)


def same(act: Sorting, acts: Sequence[CheckIn]) -> CheckIn | None:
    """The act that this one repeats: the same question at the same bin, for every turn has a question of its own."""
    key = (bins.plain(act.bin), act.question_id)
    return next((one for one in acts if (one.detail["bin"], one.detail["question_id"]) == key), None)


def require_fit(act: Sorting, row: Bin, asked: Question, labels: dict[str, str]) -> None:
    if act.question_id != asked.id:
        raise Invalid(fields={"question_id": "题目已经换了，请重新扫码"})
    if act.category not in row.categories:
        takes = "、".join(labels[key] for key in row.categories)
        raise Invalid(fields={"category": f"这里只收{takes}，{labels[act.category]}请投到别的桶"})


def told(act: Sorting, row: Bin, asked: Question) -> dict:
    """What is kept, and shown to the person now that the answer is given."""
    return {
        "bin": row.code,
        "place": bins.where(row),
        "area": row.area,
        "category": act.category,
        "question_id": asked.id,
        "answer": act.answer,
        "right": act.answer == asked.right,
        "correct": asked.right,
        "explanation": asked.because,
    }
