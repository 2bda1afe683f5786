"""The console's room for bins: making them, printing, taking them away, who may, and what the log says."""

import re
from io import BytesIO
from urllib.parse import unquote

import pytest
import time_machine
import zxingcpp
from openpyxl import load_workbook
from PIL import Image
from sqlalchemy import func, select

import models
from command_line import Instance
from desk import sit_down
from factories import make_department
from models import AuditEntry, Bin, Hold, session
from rolls import xlsx
from services.bins import bins
from sorting import BIN_TITLES as TITLES
from sorting import held, make, points, scan, sort


@pytest.fixture
def desk(app):
    return sit_down(app)


def make_here(desk, **form):
    return desk.post("/bins", {"place": "茶水间", "floor": "3 楼", "area": "", "categories": "kitchen"} | form)


def code_of(page):
    return re.search(r"<dt>编码</dt><dd><code>(\w{8})", page.text)[1]


def stored():
    with models.transaction(reading=True):
        return session.scalars(select(Bin).order_by(Bin.id)).all()


def logged():
    with models.transaction(reading=True):
        query = (
            select(AuditEntry.action, AuditEntry.reason).where(AuditEntry.action != "sign_in").order_by(AuditEntry.id)
        )
        return [tuple(row) for row in session.execute(query)]


def test_a_bin_is_made_shown_replaced_and_retired_and_all_of_it_is_logged(desk):
    page = make_here(desk, area="东院")
    code = code_of(page)
    for words in ("已建立", "东院 3 楼", "厨余垃圾", f"/b/{code}"):
        assert words in page.text
    page = desk.post(f"/bins/{code}/replace", {"reason": "标签破损"})
    new = code_of(page)
    assert new != code
    assert new in desk.get(f"/bins/{code}").text
    desk.post(f"/bins/{new}/retire", {"reason": "桶已撤走"})
    assert [(row.code, row.state) for row in stored()] == [(code, "replaced"), (new, "retired")]
    assert desk.post(f"/bins/{new}/retire", {}).status_code == 409
    assert logged() == [("bin.make", ""), ("bin.replace", "标签破损"), ("bin.retire", "桶已撤走")]


@pytest.mark.parametrize(
    ("form", "word"),
    [
        ({"place": " "}, "请写明位置"),
        ({"place": "位" * 41}, "最多 40 个字"),
        ({"place": "堃楼"}, "“堃”不在标签的字库里"),
        ({"categories": ""}, "请至少选一类"),
        ({"categories": "paper"}, "请至少选一类"),
        ({"floor": "楼" * 17}, "楼层最多 16 个字"),
    ],
)
def test_a_bin_that_cannot_be_is_refused_at_its_field(desk, form, word):
    page = make_here(desk, **form)
    assert page.status_code == 422
    assert word in page.text
    assert stored() == []


def test_a_form_sent_twice_makes_one_bin(desk):
    assert make_here(desk).status_code == 200
    twice = make_here(desk)
    assert twice.status_code == 422
    assert "已有同类的桶" in twice.text
    assert make_here(desk, categories="other").status_code == 200
    assert len(stored()) == 2


def test_the_list_is_narrowed_and_paged(desk):
    for number in range(bins.PAGE + 5):
        make(f"走廊 {number}", area="西院" if number % 2 else "东院", categories=("kitchen", "other"))
    make("值班室", categories=("recyclable",))
    first = desk.get("/bins")
    assert "共 56 个，第 1／2 页" in first.text
    assert first.text.count('name="code"') == bins.PAGE
    assert "第 2／2 页" in desk.get("/bins?page=2").text
    assert "共 27 个" in desk.get("/bins?area=西院").text
    assert "共 55 个" in desk.get("/bins?category=other").text
    assert "共 1 个" in desk.get("/bins?q=值班").text
    assert "共 1 个" in desk.get(f"/bins?q={stored()[3].code.lower()}").text
    assert "没有符合条件" in desk.get("/bins?state=retired").text
    for strange in ("q=%25", "page=0", "page=x", "page=99", "state=x", "q=%00", "area=%00"):
        assert desk.get(f"/bins?{strange}").status_code == 200


def test_sheets_hold_what_was_ticked_or_what_matches(desk):
    codes = [make(f"走廊 {number}", area="东院" if number else "西院") for number in range(3)]
    for query, count in ((f"code={codes[0]}&code={codes[2]}", 2), ("area=东院", 2), ("size=small", 3)):
        answer = desk.get(f"/bins/sheet.pdf?{query}")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.data.startswith(b"%PDF")
        assert f"-{count}张.pdf" in unquote(answer.headers["Content-Disposition"])
    desk.post(f"/bins/{codes[0]}/retire")
    assert desk.get(f"/bins/sheet.pdf?code={codes[0]}").status_code == 404
    assert desk.get("/bins/sheet.pdf?part=7").status_code == 404


def test_a_single_code_as_png_svg_and_round(desk, app, emulator):
    code = make()
    address = f"http://127.0.0.1:8000/b/{code}"
    png = desk.get(f"/bins/{code}.png")
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(png.data)).convert("L"))
    assert found.text == address
    assert desk.get(f"/bins/{code}.svg").data.startswith(b"<svg")
    answer = desk.get(f"/bins/{code}/mini-code.jpg")
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(answer.data)).convert("L"))
    assert found.text.endswith(f"scene={code}")
    desk.post(f"/bins/{code}/retire")
    assert desk.get(f"/bins/{code}/mini-code.jpg").status_code == 410
    for strange in ("1", "%00", "AAAAAAAA"):
        assert desk.get(f"/bins/{strange}.png").status_code == 404


def test_wechat_away_is_a_calm_page(desk, emulator):
    code = make()
    emulator.fault("wxa/getwxacodeunlimit", "http", 0)
    assert desk.get(f"/bins/{code}/mini-code.jpg").status_code == 503


def upload(desk, content, name="桶.xlsx"):
    return desk.post("/bins/imports", {"file": (BytesIO(content), name)}, content_type="multipart/form-data")


def test_many_bins_come_from_a_file(desk):
    rows = [("茶水间", "3 楼", "东院", "厨余"), ("大厅", "1", "", "可回收物、其它垃圾/有害"), ("", "", "", "")]
    page = upload(desk, xlsx(rows, TITLES))
    assert "已全部建立" in page.text
    assert [(row.place, row.floor, row.categories) for row in stored()] == [
        ("茶水间", "3 楼", ["kitchen"]),
        ("大厅", "1", ["recyclable", "hazardous", "other"]),
    ]
    assert logged() == [("bin.make", "")]


def test_a_file_with_a_wrong_row_makes_nothing_and_names_every_fault(desk):
    make("打印室")
    rows = [
        ("茶水间", "3 楼", "", "厨余"),
        ("", "3 楼", "", "厨余"),
        ("大厅", "", "", "干湿垃圾"),
        ("大厅", "", "", ""),
        ("茶水间", "3 楼", "", "厨余垃圾"),
        ("打印室", "3 楼", "", "kitchen"),
        ("堃楼", "", "", "有害"),
    ]
    page = upload(desk, xlsx(rows, TITLES))
    assert page.status_code == 422
    found = dict(re.findall(r'<td class="nowrap">(第 \d+ 行)</td><td>(.*?)</td>', page.text))
    for line, word in (
        (3, "请写明位置"),
        (4, "不认识类别"),
        (5, "至少选一类"),
        (6, "第 2 行完全相同"),
        (7, "已有同类的桶"),
        (8, "字库"),
    ):
        assert word in found.pop(f"第 {line} 行")
    assert found == {}
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"\x00\x01", "认不出"),
        (xlsx([("a", "b")], ("甲", "乙")), "没有找到表头"),
        (xlsx([], TITLES), "表头下面没有内容"),
    ],
)
def test_a_file_that_is_no_list_of_bins_says_so(desk, content, word):
    page = upload(desk, content)
    assert page.status_code == 422
    assert word in page.text


def test_the_template_is_read_back(desk):
    book = load_workbook(BytesIO(desk.get("/bins/imports/template.xlsx").data))
    sheet = book["分类桶"]
    assert [cell.value for cell in sheet[1]] == list(TITLES)
    sheet.append(["茶水间", "3 楼", "", "其他垃圾"])
    file = BytesIO()
    book.save(file)
    upload(desk, file.getvalue())
    assert [row.categories for row in stored()] == [["other"]]


def test_the_offices_own_names_are_shown_everywhere(desk, person):
    code = make()
    page = desk.post("/bins/settings/labels", {"kitchen": "餐厨垃圾", "other": ""})
    assert "名称已保存" in page.text
    assert scan(person(), code)["categories"] == [{"category": "kitchen", "label": "餐厨垃圾"}]
    assert "餐厨垃圾" in desk.http.get(f"/b/{code}").text
    assert "不在标签的字库里" in desk.post("/bins/settings/labels", {"kitchen": "堃"}).text
    assert logged() == [("bin.make", ""), ("waste_labels", "")]


def rule_file(desk, name, content):
    form = {"file": (BytesIO(content), name)}
    return desk.post("/bins/settings/link-rule", form, content_type="multipart/form-data")


def test_wechats_check_file_is_served_beside_the_codes(desk, client):
    assert client.http.get("/b/aBc123.txt").status_code == 404
    assert "已生效" in rule_file(desk, "aBc123.txt", b"4d1f0c\n").text
    answer = client.http.get("/b/aBc123.txt")
    assert (answer.status_code, answer.mimetype, answer.text) == (200, "text/plain", "4d1f0c")
    assert client.http.get("/b/other.txt").status_code == 404
    for name, content in (("a.html", b"x"), ("../a.txt", b"<script>"), ("a.txt", b""), ("a.txt", "中".encode())):
        assert rule_file(desk, name, content).status_code == 422
    assert client.http.get("/b/aBc123.txt").text == "4d1f0c"


def test_readers_look_managers_of_a_part_print_and_the_office_decides(app):
    code = make()
    reader = sit_down(app, "reader")
    assert code in reader.get("/bins").text
    assert 'name="code"' not in reader.get("/bins").text
    assert reader.get(f"/bins/{code}").status_code == 200
    partial = sit_down(app, "manager", make_department())
    assert partial.get(f"/bins/sheet.pdf?code={code}").status_code == 200
    for path in ("/bins/new", "/bins/imports", "/bins/settings", "/bins/sheet.pdf", f"/bins/{code}.png", "/held-acts"):
        assert reader.get(path).status_code == 403
    for path in ("/bins", f"/bins/{code}/retire", f"/bins/{code}/replace", "/bins/imports", "/bins/settings/labels"):
        assert reader.post(path).status_code == 403
        assert partial.post(path).status_code == 403
    assert [row.state for row in stored()] == ["active"]


def test_what_waits_for_a_look_is_decided_in_the_managers_own_tree(app, person):
    with time_machine.travel("2026-03-11T04:00:00Z", tick=False) as traveller:
        one = person(department="县财政局/预算科", name="钱多多")
        held(one, traveller)
        other = sit_down(app, "manager", make_department("县审计局/综合科"))
        assert "没有待核实的记录" in other.get("/held-acts").text
        with models.transaction(reading=True):
            hold_id = session.scalar(select(Hold.id))
        assert other.post(f"/held-acts/{hold_id}/review", {"accept": "yes"}).status_code == 404
        desk = sit_down(app)
        assert "待核实的投放（1）" in desk.get("/bins").text
        page = desk.get("/held-acts").text
        assert "钱多多" in page
        assert "两处相隔较远" in page
        assert points() == 2
        done = desk.post(f"/held-acts/{hold_id}/review", {"accept": "yes", "reason": "坐班车过去的"})
        assert "已计分" in done.text
        assert points() == 4
        assert desk.post(f"/held-acts/{hold_id}/review", {"accept": "no"}).status_code == 409
        assert logged()[-1] == ("hold.review", "坐班车过去的")


def test_many_stickers_are_printed_from_the_command_line(tmp_path):
    office = Instance(tmp_path / "instance")
    assert office.run("setup")[0] == 0
    file = tmp_path / "标签.pdf"
    code, said = office.run("stickers", file)
    assert code == 1
    assert "没有要打印的桶" in said
    with office.opened():
        for number in range(12):
            make(f"走廊 {number}")
    code, said = office.run("stickers", file, "--text", "走廊")
    assert code == 0, said
    assert "标签：12/12" in said
    assert "12 张，2 页" in said
    assert file.read_bytes().startswith(b"%PDF")


def test_sorting_ends_when_the_bin_is_gone(desk, person):
    one, code = person(), make()
    desk.get("/bins")
    desk.post(f"/bins/{code}/retire", {"reason": "桶已撤走"})
    refused = one.get(f"/bins/{code}")
    assert refused.status_code == 410
    assert sort(one, make("新的")).status_code == 201
    with models.transaction(reading=True):
        assert session.scalar(select(func.count()).select_from(Bin)) == 2
