"""What a sticker says about a bin, on paper and in any browser."""

from typing import NamedTuple

from models import Bin
from services.bins import bins
from services.waste import classes as waste_classes


class Face(NamedTuple):
    """One class as a sticker shows it; ``rgb`` is ``#RRGGBB``."""

    label: str
    rgb: str


class Sign(NamedTuple):
    """What a sticker says. ``around`` is the compound and the floor, perhaps empty."""

    code: str
    place: str
    around: str
    faces: list[Face]


def address(base: str, code: str) -> str:
    """What is printed on the bin; ``base`` is PUBLIC_BASE_URL."""
    return f"{base}/b/{code}"


def show(code: str) -> Sign:
    """What a sticker says, for any browser. Raises as ``find`` does."""
    return of(bins.find(code), waste_classes.labels())


def of(row: Bin, labels: dict[str, str]) -> Sign:
    faces = [Face(labels[key], waste_classes.CLASSES[key].rgb) for key in row.categories]
    return Sign(row.code, row.place, " ".join(filter(None, (row.area, row.floor))), faces)
