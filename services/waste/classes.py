"""The four classes of household waste, and what this office calls them.

Keys never change. Names and colours are those of GB/T 19095-2019 (``data/waste_classes.csv``); public institutions
may call 厨余垃圾 by another name, such as 餐厨垃圾 (国管办发〔2021〕4号), so the label is a setting of the office.
"""

import csv
from pathlib import Path
from typing import NamedTuple

from errors import Invalid
from services.audit import trail as audit
from services.audit.trail import Actor
from services.printing.font import unprintable
from services.waste import index as waste_index

FILE = Path(__file__).parents[2] / "data" / "waste_classes.csv"
LONGEST = 8  # characters of a label


class WasteClass(NamedTuple):
    """``rgb`` is ``#RRGGBB``, a screen's approximation of the Pantone colour."""

    key: str
    name: str
    colour: str
    pantone: str
    rgb: str


def read() -> dict[str, WasteClass]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["key"]: WasteClass(*(row[name] for name in WasteClass._fields)) for row in csv.DictReader(file)}


CLASSES = read()


def labels() -> dict[str, str]:
    """Key → what this office calls the class, in the standard's order."""
    own = waste_index.labels()
    return {key: own.get(one.name, one.name) for key, one in CLASSES.items()}


def rename(names: dict[str, str], actor: Actor) -> None:
    """Keep the office's own names; an empty one falls back to the standard's. Raises Invalid at ``label-KEY``."""
    given = {key: names.get(key, "").strip() for key in CLASSES}
    problems = {f"label-{key}": problem for key, name in given.items() if (problem := problem_of(name))}
    if problems:
        raise Invalid("有几处需要改正", problems)
    before = waste_index.labels()
    chosen = {one.name: given[key] for key, one in CLASSES.items()}
    after = {name: label for name, label in (before | chosen).items() if label and label != name}
    audit.write(actor, "waste_labels", "四类名称", {"before": before, "after": after})
    waste_index.keep(waste_index.LABELS, after)
    waste_index.touch()


def problem_of(name: str) -> str:
    if len(name) > LONGEST:
        return f"最多 {LONGEST} 个字"
    strange = unprintable(name)
    return f"“{strange}”不在标签的字库里，请换一种写法" if strange else ""


def ordered(keys: list[str]) -> list[str]:
    """Each key once, in the standard's order. Raises KeyError for an unknown one."""
    return [key for key in CLASSES if key in {CLASSES[one].key for one in keys}]
