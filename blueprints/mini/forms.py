"""The shapes that the forms and answers of this API are made of."""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer

import clock


def short(longest: int, shortest: int = 1) -> type[str]:
    """One line of text without control characters: no name holds one, and a database may not take it."""
    line = r"^[^\x00-\x1f\x7f]*$"
    return Annotated[str, Field(min_length=shortest, max_length=longest, pattern=line)]  # type: ignore[return-value]


Instant = Annotated[
    AwareDatetime, PlainSerializer(lambda at: clock.local(at).isoformat(timespec="seconds"), return_type=str)
]
Cursor = Annotated[int | None, Field(ge=1, le=2**53 - 1, description="上一页的 next")]
PhotoId = Annotated[int | None, Field(ge=1, le=2**53 - 1, description="先用 POST /photos 上传得到，可不填")]
WrittenOn = Annotated[
    date | None, Field(description="写下来的那天，网络不通、过后才送到时填；同一天写的同样的话只收一次。不填就是今天")
]


class Form(BaseModel):
    """A body or a query: nothing unknown in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Shown(BaseModel):
    """An answer, read off a row or a named tuple."""

    model_config = ConfigDict(from_attributes=True)
