"""The sentences that go with an answer: what must be done first, what it is mistaken for, where cities differ."""

from collections.abc import Sequence

from services.waste.index import Index, Item
from services.waste.words import about_state

SECRET = "涉密载体先按保密规定处理。"
CARRIERS = (
    "硬盘", "u盘", "优盘", "光盘", "光碟", "软盘", "磁带", "录像带", "存储卡", "内存卡", "sd卡", "电脑", "计算机",
    "主机", "服务器", "打印机", "复印机", "传真机", "一体机", "扫描仪", "碎纸", "碎纸机", "打印纸", "复印纸", "传真纸",
    "复写纸", "草稿纸", "废稿", "废纸", "文件", "公文", "档案", "图纸", "会议资料", "会议记录", "内部刊物", "记事本",
    "笔记本", "硒鼓", "手机", "平板", "ipad", "kindle", "录音笔", "u盾",
)  # fmt: skip
BEFOREHAND = {
    "大件垃圾": "大件要预约收运。",
    "装修垃圾": "装修垃圾要单独堆放，联系物业收运。",
    "非生活垃圾": "这不属于生活垃圾，请联系物业或主管部门处理。",
}
UNSETTLED = "各地不一"


def note_on(
    index: Index, item: Item, state: str = "", sounds_like: Sequence[str] = (), divided: str = ""
) -> str | None:
    """Everything worth knowing about an item, most pressing first; None when there is nothing.

    ``state`` is what was said about it, ``sounds_like`` what else sounds the same, ``divided`` a word that says too
    little, when this is the first of its kinds.
    """
    sentences = (
        SECRET if is_carrier(item.key) else "",
        f"读音相近的还有“{'”“'.join(sounds_like)}”，归类不同，请看清楚。" if sounds_like else "",
        f"“{divided}”要看是哪一种，下面几样归类不同，请对照。" if divided else "",
        about_state(item.category, state),
        item.note or BEFOREHAND.get(item.category, ""),
        where_it_differs(index, item),
    )
    return "".join(sentences) or None


def is_carrier(text: str) -> bool:
    """Whether it may hold what the office must not let out of its hands."""
    return text.endswith(CARRIERS)


def where_it_differs(index: Index, item: Item) -> str:
    classes = [index.label(category) for category in item.differs if category != UNSETTLED]
    if classes:
        return f"各地清单不一，也有归{'、'.join(classes)}的，请以本地要求为准。"
    return "各地归类不一，请以本地要求为准。" if item.differs else ""
