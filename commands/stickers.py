"""``manage.py stickers``: every bin's sticker in one PDF, however many there are."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from commands import environment
from commands.progress import Progress
from models import transaction
from services.bins import bins
from services.bins import signs as bin_signs
from services.bins.bins import Wanted
from services.bins.signs import Sign
from services.printing import stickers
from services.waste import classes as waste_classes

SUMMARY = "把桶的标签打成一个 PDF，张数不限"


def arguments(parser: ArgumentParser) -> None:
    sizes = "、".join(f"{key}（{size.title}，每页 {size.a_page} 张）" for key, size in stickers.SIZES.items())
    parser.description = f"{SUMMARY}，A4，带裁切线。只打在用的桶，按建立的先后排列。"
    parser.add_argument("file", type=Path, metavar="文件.pdf")
    parser.add_argument("--size", choices=stickers.SIZES, default="medium", help=sizes)
    parser.add_argument("--area", default="", metavar="院区", help="只打这个院区的")
    parser.add_argument("--text", default="", metavar="文字", help="只打位置里有这几个字的")


def run(args: Namespace) -> int:
    config = environment.open_office()
    signs = chosen(Wanted(text=args.text, area=args.area))
    if not signs:
        print("没有要打印的桶：请先在工作台的「分类桶」里建立，或放宽条件", file=sys.stderr)
        return 1
    bar = Progress("标签", len(signs))
    size = stickers.SIZES[args.size]
    args.file.write_bytes(
        stickers.sheet(signs, lambda code: bin_signs.address(config.public_base_url, code), size, bar.step)
    )
    print(f"{args.file}：{len(signs)} 张，{-(-len(signs) // size.a_page)} 页")
    return 0


def chosen(wanted: Wanted) -> list[Sign]:
    with transaction(reading=True):
        labels = waste_classes.labels()
        return [bin_signs.of(row, labels) for row in bins.printable(wanted)]
