"""The made-up office's bins, on every floor of two compounds; their codes are as random as any."""

from models import Bin, session
from services.bins.bins import new_code

FLOORS = ("1 楼", "2 楼", "3 楼", "4 楼")
PLACES: tuple[tuple[str, list[str]], ...] = (
    ("茶水间", ["kitchen", "other"]),
    ("电梯口", ["recyclable", "other"]),
    ("打印室", ["recyclable"]),
)
CANTEEN: tuple[tuple[str, list[str]], ...] = (
    ("食堂残食台", ["kitchen"]),
    ("大厅北门", ["recyclable", "hazardous", "kitchen", "other"]),
)


def make() -> None:
    """Call on an empty database only."""
    spots = [("县政府大院", floor, *spot) for floor in FLOORS for spot in PLACES]
    spots += [("县政府大院", "1 楼", *spot) for spot in CANTEEN]
    spots += [("政务服务中心", floor, *spot) for floor in FLOORS[:2] for spot in PLACES[:2]]
    for area, floor, place, categories in spots:
        session.add(Bin(code=new_code(), area=area, floor=floor, place=place, categories=categories))
