"""Bins out of an Excel or CSV file: all of them, or none and the reason for each row."""

import re
from typing import Any

from errors import Invalid
from models import Bin
from services.audit.trail import Actor
from services.bins import bins
from services.bins.bins import NewBin
from services.roll.cells import plain
from services.roll.files import titles
from services.waste import classes as waste_classes
from services.workbooks import sheets

HEADER_WITHIN = 10
MOST = 2000
LISTED = 100
PLACE, FLOOR, AREA, CLASSES = COLUMNS = ("位置", "楼层", "院区", "类别")
TITLES = {
    PLACE: "位置 地点 摆放位置 放置位置 投放点 点位 所在位置",
    FLOOR: "楼层 层",
    AREA: "院区 大院 办公区 院落 园区",
    CLASSES: "类别 分类 垃圾类别 垃圾分类 桶类别 种类",
}
SYNONYMS = {
    "recyclable": "可回收物 可回收垃圾 可回收",
    "hazardous": "有害垃圾 有害",
    "kitchen": "厨余垃圾 厨余 餐厨垃圾 餐厨 湿垃圾 易腐垃圾",
    "other": "其他垃圾 其它垃圾 其他 其它 干垃圾",
}
BETWEEN = re.compile(r"[、,，/;；+＋\s]+")


def make(content: bytes, actor: Actor) -> list[Bin]:
    """A bin for each row. Raises Invalid: at ``file`` when no table is found, else one field per wrong row."""
    table = sheets.read(content)[0]
    at, places = find_header(table.rows)
    words, known = class_words(), bins.in_use()
    wanted: list[NewBin] = []
    problems: dict[str, str] = {}
    lines: dict[tuple[str, ...], int] = {}
    for line, cells in enumerate(table.rows[at + 1 :], start=at + 2):
        values = {column: plain(cells[index]) if index < len(cells) else "" for column, index in places.items()}
        if not any(values.values()):
            continue
        try:
            wanted.append(read_row(values, words))
            once(wanted[-1], line, lines)
            bins.refuse_twin(wanted[-1], known)
        except Invalid as error:
            problems |= {f"第 {line} 行": "；".join(error.fields.values())}
    if not wanted and not problems:
        raise sheets.refusal("表头下面没有内容，请核对后再上传")
    if len(wanted) > MOST:
        raise sheets.refusal(f"一次最多 {MOST} 个，请分成几个文件")
    if problems:
        raise refusal(problems)
    return bins.make_all(wanted, actor)


def refusal(problems: dict[str, str]) -> Invalid:
    listed = dict(list(problems.items())[:LISTED])
    return Invalid(f"有 {len(problems)} 行需要改正，这次一个桶也没有建；改好后整份重新上传", listed)


def find_header(rows: list[list[Any]]) -> tuple[int, dict[str, int]]:
    """The row of titles, counted from 0, and where each column stands. Raises Invalid at ``file``."""
    for at, cells in enumerate(rows[:HEADER_WITHIN]):
        names = titles(cells)
        places = {
            column: next(index for index, name in enumerate(names) if name in known.split())
            for column, known in TITLES.items()
            if set(names) & set(known.split())
        }
        if {PLACE, CLASSES} <= places.keys():
            return at, places
    raise sheets.refusal(f"没有找到表头：前 {HEADER_WITHIN} 行里要有“{PLACE}”和“{CLASSES}”两列，可以先下载模板")


def class_words() -> dict[str, str]:
    """Every word by which a class may be written, the office's own label too."""
    words = {word: key for key, known in SYNONYMS.items() for word in known.split()}
    return words | {label: key for key, label in waste_classes.labels().items()} | {key: key for key in SYNONYMS}


def read_row(values: dict[str, str], words: dict[str, str]) -> NewBin:
    """Raises Invalid with a field for each wrong cell."""
    named = [word for word in BETWEEN.split(values[CLASSES]) if word]
    strange = [word for word in named if word not in words]
    if strange:
        known = "、".join(waste_classes.labels().values())
        raise Invalid(fields={"categories": f"不认识类别“{strange[0][:16]}”，请从{known}里选，几类之间用“、”隔开"})
    keys = [words[word] for word in named]
    return bins.checked(NewBin(values[PLACE], values.get(FLOOR, ""), values.get(AREA, ""), keys))


def once(new: NewBin, line: int, lines: dict[tuple[str, ...], int]) -> None:
    """Raises Invalid for a row that an earlier one says already."""
    first = lines.setdefault(bins.face_of(new), line)
    if first != line:
        raise Invalid(fields={"place": f"与第 {first} 行完全相同；确实是另一个桶，请在位置里写明区别"})
