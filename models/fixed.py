from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import BigInteger, TypeDecorator


class Fixed(TypeDecorator):
    """A Decimal with so many places, kept as a whole number: sums are exact on SQLite and PostgreSQL alike."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int):
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | int | None, dialect: Any) -> int | None:
        if value is None:
            return None
        return int(Decimal(value).scaleb(self.places).quantize(Decimal(1), ROUND_HALF_UP))

    def process_result_value(self, value: Any, dialect: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-self.places)
