"""``manage.py bench qr``: are printed codes read by zxing and by WeChat itself, and how long printing takes."""

from benchmarks.qr import printing, scanning
from benchmarks.workbench import Part

PARTS = [
    Part("qr", printing.thousand, ["thousand-seconds", "thousand-megabytes"]),
    Part("qr", scanning.sheet, ["read-from-sheet"]),
    Part("qr", scanning.pictures, ["read-from-png"]),
    Part("qr", scanning.wechat, [f"wechat-{name}" for name in scanning.SHOTS]),
]
