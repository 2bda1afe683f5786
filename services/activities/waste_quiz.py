"""每日答题：five questions a day, entered by answering them (``services/quizzes/``), a point for each right one."""

from collections.abc import Mapping

from pydantic import Field

from services.activities.base import Act, Activity


class Answered(Act):
    right: int = Field(ge=0, description="答对几题")
    asked: int = Field(ge=0, description="一共几题")


class WasteQuiz(Activity[Answered]):
    key = "waste_quiz"
    title = "每日答题"
    invitation = "每天五道题，答错的过几天会再见面"
    act = Answered
    entry = "/quizzes/today"
    default_points = {"right": 1}
    price_words = {"right": "每答对一题"}

    def points(self, act: Answered, prices: Mapping[str, int]) -> int:
        return prices["right"] * act.right
