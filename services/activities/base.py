"""What every green behaviour has in common."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from errors import AppError
from models.hot_path import Identity
from services import carbon


class Act(BaseModel):
    """The body of a check-in. A behaviour adds its own fields; these two every behaviour has."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    day: date | None = Field(None, description="补记的日子（往前 7 天以内）；不填就是今天")
    again: bool = Field(False, description="撤回后重新打卡时填 true；不填时同一时段总是返回第一次的记录")


A = TypeVar("A", bound=Act)


class Claim(NamedTuple):
    """What an act comes to. A ``doubt`` is said to the person, whose act then waits for a look before it counts.

    ``evidence`` is what the manager who looks is shown; its ``kind`` names the sort of doubt.
    """

    slot: str
    points: int
    detail: dict
    doubt: str = ""
    evidence: dict = {}  # never changed


class Activity(Generic[A]):
    """A kind of green behaviour. Subclass it in a file of its own and list it in ``__init__``.

    ``points`` are the defaults that the first rule is made from; afterwards the rule of the act's day decides.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    invitation: ClassVar[str]  # one Chinese sentence that says what to do
    act: ClassVar[type[Act]] = Act
    default_points: ClassVar[Mapping[str, int]]
    price_words: ClassVar[Mapping[str, str]] = {}  # what each of the points is paid for, in Chinese
    default_limits: ClassVar[Mapping[str, int]] = {}  # thresholds that the office may set otherwise
    limit_words: ClassVar[Mapping[str, tuple[str, int, int]]] = {}  # what each is called, its least and its most
    factor_set: ClassVar[str] = carbon.DEFAULT_SET
    done_when: ClassVar[int] = 1  # how many slots make the day complete
    limit: ClassVar[str] = ""  # how often one person may try, e.g. ``30/hour``
    refusals: ClassVar[tuple[type[AppError], ...]] = ()  # what else ``claim`` may raise
    entry: ClassVar[str] = ""  # the API path that leads to the act, when it is not entered as a plain check-in

    def slot(self, act: A, day: date) -> str:
        """The period one act fills; a second act in the same slot is a repeat."""
        return day.isoformat()

    def slots(self, day: date) -> list[tuple[str, str]]:
        """All the slots of a day, each with its Chinese name, in the order they are shown."""
        return [(day.isoformat(), self.title)]

    def points(self, act: A, prices: Mapping[str, int]) -> int:
        """What the act earns by the rule of its day."""
        return prices["done"]

    def needs(self, act: A, day: date) -> tuple[str, str] | None:
        """A slot that must be filled first, and the sentence to say when it is not."""
        return None

    def claim(self, who: Identity, act: A, day: date, prices: Mapping[str, int]) -> Claim:
        """What the act comes to. Override it where the database must be asked first: earlier acts, another table.

        Called in the request's transaction. Raises Conflict, Invalid, or one of ``refusals``.
        """
        return self.plain_claim(act, day, prices)

    def plain_claim(self, act: A, day: date, prices: Mapping[str, int]) -> Claim:
        """What the act comes to by itself."""
        return Claim(self.slot(act, day), self.points(act, prices), self.detail(act))

    @classmethod
    def is_plain(cls) -> bool:
        """Whether an act says all there is to say, whoever's it is and whatever came before it."""
        return cls.claim is Activity.claim and cls.needs is Activity.needs

    def detail(self, act: A) -> dict:
        """The behaviour's own fields, as they are stored."""
        return act.model_dump(mode="json", exclude={"day", "again"})
