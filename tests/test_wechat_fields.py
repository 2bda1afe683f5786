"""The limits of a message's fields, as the emulator keeps them."""

import pytest

from wechat.emulator.fields import fits


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("thing1", ["字" * 20, "a b！"], ["字" * 21, "a\nb"]),
        ("number2", ["5", "-1.5", "9" * 32], ["9" * 33, "五", "1."]),
        ("letter3", ["abc"], ["a1", "a" * 33]),
        ("symbol4", ["！？"], ["a", "!!!!!!"]),
        ("character_string5", ["A-1 #"], ["中", "x" * 33]),
        (
            "time6",
            ["15:01", "2019年10月1日 15:01", "08:00~09:00", "2026-11-22 09:00"],
            ["25:00", "明天", "2019年10月1日"],
        ),
        ("date7", ["2019年10月1日", "2026-11-22", "2019年10月1日 15:01"], ["10月1日"]),
        ("amount8", ["¥12.5", "12元"], ["十元", "12345678901"]),
        ("phone_number9", ["+86-10-12345678"], ["电话", "1" * 18]),
        ("car_number10", ["粤A12345"], ["粤A1234567"]),
        ("name11", ["张三", "a" * 20, "欧阳ab"], ["张三李四王五赵六钱七孙", "a" * 21, "张3"]),
        ("phrase12", ["进行中"], ["进行中吗好的", "ok"]),
        ("enum13", ["好"], ["坏"]),
        ("unheard14", [], ["x"]),
    ],
)
def test_field_limits(key, good, bad):
    assert [value for value in good if not fits(key, value, ["好"])] == []
    assert [value for value in bad if fits(key, value, ["好"])] == []
