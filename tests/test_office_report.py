"""The yearly report: every figure recomputed from the database by another way, its form, its blanks, its sameness."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO

import pytest
import time_machine
from docx import Document
from docx.oxml.ns import qn
from PIL import Image
from sqlalchemy import text

import models
from command_line import Instance
from desk import sit_down
from services.activities import ACTIVITIES
from services.demonstration import bins as demonstration_bins
from services.demonstration import events as demonstration_events
from services.demonstration import everything as demonstration
from services.demonstration import office as demonstration_office

NOW = "2026-10-20T02:00:00Z"
FIGURE = re.compile(r"〔(\d+)〕(.+?) (-?[\d,.]+) (\S+)：.*（([\w.]+)）")


@pytest.fixture
def today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def demo(app, today):
    """The demonstration office without its people, which take seconds to make."""
    with models.transaction():
        demonstration_bins.make()
        demonstration_office.make()
        demonstration_events.make()
    return sit_down(app)


@pytest.fixture
def whole_demo(app, today):
    with models.transaction():
        demonstration.make()
    return sit_down(app)


def fetch(desk, path):
    answer = desk.get(path)
    assert answer.status_code == 200, answer.text
    return answer.data


def lines(content):
    """Every paragraph and cell of a Word file, in order."""
    file = Document(BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in file.paragraphs], cells


def figures(content):
    """Key → (number, value) of the list of sources."""
    said, _ = lines(content)
    found = [match for line in said if (match := FIGURE.fullmatch(line))]
    return {match[5]: (int(match[1]), Decimal(match[3].replace(",", ""))) for match in found}


def rows(query, **values):
    with models.engine().connect() as connection:
        return [tuple(row) for row in connection.execute(text(query), values)]


def one(query, **values):
    return rows(query, **values)[0][0]


MAIN = "FROM {table} t JOIN meters m ON m.id = t.meter_id WHERE m.parent_id IS NULL AND m.kind = :kind"
SPAN = " AND t.month >= :first AND t.month <= :last AND m.is_vehicle = :vehicle"


def used(kind, year, last, vehicle=False, column="amount"):
    """The ledger's sum and its corrections', straight from the tables: thousandths or cents as whole numbers."""
    values = {"kind": kind, "first": date(year, 1, 1), "last": date(year, last, 1), "vehicle": vehicle}
    total = 0
    for table in ("bills", "corrections"):
        total += one(f"SELECT coalesce(sum(t.{column}), 0) {MAIN}{SPAN}".format(table=table), **values)
    return Decimal(int(total)) / (1000 if column == "amount" else 100)


def cents(value):
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def per_cent(now, before):
    return ((now / before - 1) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


COAL = {"electricity": Decimal("0.1229"), "gas": Decimal("1.2143")}
PETROL = Decimal("1.4714") * Decimal("0.725")
AREA, HEADS = Decimal(8000), Decimal(300)


def building(year, last):
    return sum(used(kind, year, last) * factor for kind, factor in COAL.items())


def driving(year, last):
    return used("petrol", year, last, vehicle=True) * PETROL


def indicators(year, last):
    energy = building(year, last) + driving(year, last)
    return {
        "energy_per_m2": cents(building(year, last) / AREA),
        "energy_per_head": cents(energy / HEADS),
        "electricity_per_head": cents(used("electricity", year, last) / HEADS),
        "water_per_head": cents(used("water", year, last) / HEADS),
    }


def monthly(key, year, month):
    """What stands above the line of an indicator, month by month."""
    if key == "water_per_head":
        return used("water", year, month) - (used("water", year, month - 1) if month > 1 else 0)
    total = cents_of(key, year, month) - (cents_of(key, year, month - 1) if month > 1 else 0)
    return total


def cents_of(key, year, month):
    return building(year, month) + (driving(year, month) if key == "energy_per_head" else 0)


def of_targets(year, done):
    """The three targets of the demonstration office, by hand: base, goal, limit, expected, December."""
    expected = {}
    for key, cut in (("energy_per_m2", "1.2"), ("energy_per_head", "1.2"), ("water_per_head", "1.5")):
        by = AREA if key == "energy_per_m2" else HEADS
        goal = cents(indicators(year - 1, 12)[key] * (100 - Decimal(cut)) / 100)
        limit = cents(goal * by)
        past = {one: [cents(monthly(key, one, month)) for month in range(1, 13)] for one in range(year - 3, year)}
        so_far = sum(cents(monthly(key, year, month)) for month in range(1, done + 1))
        rates = [sum(months[done:]) / sum(months[:done]) for months in past.values()]
        rest = so_far * sum(rates) / 3
        shape = [sum(months[place] for months in past.values()) for place in range(done, 12)]
        november = sum(cents(rest * share / sum(shape)) for share in shape[:-1])
        expected |= {
            f"goal.{key}.cut": Decimal(cut),
            f"goal.{key}": goal,
            f"goal.{key}.limit": limit,
            f"goal.{key}.expected": cents(so_far + rest),
            f"goal.{key}.december": cents(limit - so_far - november),
        }
    return expected


def everything(year, last):
    """Every figure the demonstration office's report may hold, by queries of its own."""
    now, before = indicators(year, last), indicators(year - 1, last)
    expected = {"floor_area": AREA, "heads": HEADS} | now | of_targets(year, last)
    expected |= {f"before.{key}": value for key, value in before.items()}
    expected |= {f"change.{key}": per_cent(now[key], before[key]) for key in now}
    expected["energy"] = cents(building(year, last) + driving(year, last))
    expected["energy.vehicles"] = cents(driving(year, last))
    for kind in ("electricity", "water", "gas", "paper"):
        expected[f"amount.{kind}"], expected[f"earlier.{kind}"] = used(kind, year, last), used(kind, year - 1, last)
        expected[f"cost.{kind}"] = used(kind, year, last, column="cost")
        expected[f"use_change.{kind}"] = per_cent(used(kind, year, last), used(kind, year - 1, last))
    fleet = "FROM bills t JOIN meters m ON m.id = t.meter_id WHERE m.is_vehicle AND t.month >= :a AND t.month <= :b"
    span = {"a": date(year, 1, 1), "b": date(year, 12, 1)}
    expected["vehicles"] = one("SELECT count(*) FROM meters WHERE is_vehicle")
    for key, column, places in (
        ("fuel", "amount", 3),
        ("cost", "cost", 2),
        ("distance", "distance", 1),
        ("upkeep", "upkeep", 2),
    ):
        expected[f"vehicles.{key}"] = Decimal(int(one(f"SELECT sum(t.{column}) {fleet}", **span))).scaleb(-places)
    for key in ACTIVITIES:
        query = "SELECT coalesce(sum(CASE WHEN attempt > 0 THEN 1 ELSE -1 END), 0) FROM check_ins WHERE activity = :key"
        expected[f"acts.{key}"] = one(query, key=key)
    return expected | others(year, last)


def others(year, last):
    """Bins, waste, documents and yearly facts."""
    expected = {}
    for key in ("recyclable", "hazardous", "kitchen", "other"):
        listed = rows("SELECT categories FROM bins WHERE state = 'active'")
        expected[f"bins.{key}"] = sum(f'"{key}"' in str(cell).replace("'", '"') for (cell,) in listed)
        found = rows(
            "SELECT count(*), sum(weight) FROM waste_collections WHERE category = :key AND day >= :a AND day < :b",
            key=key, a=date(year, 1, 1), b=date(year, last + 1, 1),
        )[0]  # fmt: skip
        expected[f"times.{key}"], expected[f"weight.{key}"] = found[0], Decimal(int(found[1] or 0)) / 100
    slips = "SELECT count(*) FROM waste_collections WHERE slip <> '' AND day >= :a AND day < :b"
    expected["slips"] = one(slips, a=date(year, 1, 1), b=date(year, last + 1, 1))
    valid = "SELECT count(*) FROM papers WHERE issued_on <= :day AND (valid_to IS NULL OR valid_to >= :day)"
    expected["papers"] = one(valid, day=date(year, 12, 31))
    expected |= gatherings(year)
    for key, value in rows("SELECT key, value FROM year_facts WHERE year = :year", year=year):
        expected[f"fact.{key}"] = Decimal(int(value)) / 100
    return expected


def gatherings(year):
    """What was held, how many came, what meetings decided, what stood still."""
    expected = {}
    span = {"a": date(year, 1, 1), "b": date(year + 1, 1, 1)}
    for key, kinds in {
        "meetings": "kind = 'meeting' AND board <> 'other'",
        "trainings": "kind = 'training'",
        "campaigns": "kind IN ('campaign', 'publicity')",
        "study": "kind = 'study'",
    }.items():
        found = rows(
            f"SELECT attendance FROM events WHERE {kinds} AND state = 'held' AND first_day >= :a AND first_day < :b",
            **span,
        )
        expected[f"events.{key}"], expected[f"events.{key}.heads"] = len(found), sum(heads for (heads,) in found)
    query = "SELECT r.done_on FROM resolutions r, events e WHERE e.id = r.event_id AND e.first_day >= :a"
    decided = rows(f"{query} AND e.first_day < :b", **span)
    expected["resolutions"], expected["resolutions.done"] = len(decided), sum(day is not None for (day,) in decided)
    days = rows("SELECT vehicles, lifts FROM low_carbon_days WHERE day >= :a AND day < :b", **span)
    expected["low_carbon.days"] = len(days)
    for key, place in (("vehicles", 0), ("lifts", 1)):
        expected[f"low_carbon.{key}"] = sum(day[place] for day in days)
    return expected


def recompute(desk):
    found = figures(fetch(desk, "/office/reports/yearly.docx?year=2026"))
    expected = everything(2026, 9)
    assert {key: value for key, (_, value) in found.items()} == {key: expected[key] for key in found}
    return len(found)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_figure_of_the_demonstration_office_is_recomputed_by_another_query(whole_demo):
    assert recompute(whole_demo) >= 70


def test_every_figure_of_its_ledgers_is_recomputed_on_either_database(demo):
    assert recompute(demo) >= 67


def test_every_number_in_the_text_leads_to_a_source_and_the_other_way_round(demo):
    content = fetch(demo, "/office/reports/yearly.docx?year=2026")
    said, cells = lines(content)
    end = next(place for place, line in enumerate(said) if line.startswith("附件 1"))
    marks = {int(number) for line in [*said[:end], *cells] for number in re.findall(r"〔(\d{1,3})〕", line)}
    assert marks == {number for number, _ in figures(content).values()}
    unmarked = [line for line in said[1:end] if re.search(r"\d,\d{3}(?!\S*〔)|\d\.\d\d(?!\S*〔)", line)]
    assert unmarked == []


def test_a_correction_shows_in_the_next_report_with_its_reason(demo):
    before = figures(fetch(demo, "/office/reports/yearly.docx?year=2025"))["amount.electricity"][1]
    form = {"meter": one("SELECT id FROM meters WHERE name = '主楼总表'"), "amount": "-1500", "cost": "-1080"}
    demo.post("/office/bills/2025-05/corrections", form | {"reason": "5 月互感器倍率用错"})
    content = fetch(demo, "/office/reports/yearly.docx?year=2025")
    _, cells = lines(content)
    assert figures(content)["amount.electricity"][1] == before - 1500
    place = cells.index("5 月互感器倍率用错")
    assert cells[place - 4 : place] == ["5月", "电 主楼总表", "-1500", "-1080.00"]


def test_an_empty_office_gets_a_complete_honest_blank_report(app, today):
    content = fetch(sit_down(app), "/office/reports/yearly.docx?year=2026")
    said, cells = lines(content)
    for part in (
        "一、目标管理",
        "二、制度体系",
        "三、绿色办公",
        "四、垃圾分类",
        "五、宣传教育",
        "六、存在的问题和下一步打算",
    ):
        assert part in said
    assert figures(content) == {}
    assert "本报告没有引用任何数据。" in said
    assert sum("＿＿＿＿" in line for line in [*said, *cells]) > 20
    end = said.index("附件 1　没有数据的项目")
    assert len(said[end + 1 : said.index("附件 2　数据来源")]) > 30
    assert not re.search(r"〔\d", "".join([*said, *cells]))


def test_the_same_data_give_the_same_bytes_at_another_hour(app, demo):
    first = fetch(demo, "/office/reports/yearly.docx?year=2025")
    with time_machine.travel("2026-10-20T05:00:00Z"):
        assert fetch(sit_down(app), "/office/reports/yearly.docx?year=2025") == first


def test_behaviour_is_never_credited_to_energy(demo):
    said, _ = lines(fetch(demo, "/office/reports/yearly.docx?year=2026"))
    told = next(line for line in said if "倡导绿色行为，全年记录" in line)
    assert "不计入本报告的任何能耗指标" in told
    assert not re.search(r"克|吨|千瓦时|参与率|%", told)


def test_the_form_is_that_of_an_official_document(demo):
    file = Document(BytesIO(fetch(demo, "/office/reports/yearly.docx?year=2026")))
    fonts = {run._element.rPr.rFonts.get(qn("w:eastAsia")) for line in file.paragraphs for run in line.runs}
    assert fonts == {"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"}
    assert (file.core_properties.author, file.core_properties.last_modified_by) == ("", "")
    assert round(file.sections[0].top_margin.mm) == 37
    headings = [line.text for line in file.paragraphs if re.match(r"[一二三四五六]、", line.text)]
    assert [text[0] for text in headings] == list("一二三四五六")


@pytest.mark.parametrize("path", ["quarterly.docx?year=2026&quarter=1", "analysis.docx?year=2025"])
def test_the_other_papers_are_written_with_sources_too(demo, path):
    content = fetch(demo, f"/office/reports/{path}")
    found = figures(content)
    assert len(found) > 10
    if "quarter" in path:
        assert found["amount.electricity"][1] == used("electricity", 2026, 3)
    else:
        assert found["now.electricity.1"][1] == used("electricity", 2025, 1)
    assert demo.get("/office/reports/quarterly.docx?quarter=5").status_code == 404


def test_the_command_writes_the_same_file(tmp_path):
    office = Instance(tmp_path / "instance")
    assert office.run("setup")[0] == 0
    code, said = office.run("report", 2025, tmp_path / "r.docx")
    assert (code, "引用 0 个数字" in said) == (0, True), said
    assert Document(tmp_path / "r.docx").paragraphs[0].text == "关于2025年节约型机关创建工作的报告"


def test_what_was_held_is_told_with_its_source_and_stands_over_what_was_filled_in(demo):
    content = fetch(demo, "/office/reports/yearly.docx?year=2026")
    said, _ = lines(content)
    found = figures(content)
    assert {"events.meetings", "events.trainings", "events.campaigns.heads", "resolutions.done"} <= found.keys()
    assert not {"fact.meetings", "fact.trainings", "fact.events"} & found.keys()
    low = next(line for line in said if line.startswith("组织低碳日"))
    assert "不计入本报告的任何能耗指标" in low
    assert not re.search("千瓦时|升|克", low), "what stood still is never told as energy saved"
    assert "活动日历里有" in demo.get("/office/papers?year=2026").text
    past = figures(fetch(demo, "/office/reports/yearly.docx?year=2025"))
    assert {"fact.meetings", "fact.trainings"} <= past.keys(), "without a calendar, what was filled in"


@pytest.mark.parametrize("path", ["yearly.docx?year=2026", "analysis.docx?year=2026"])
def test_bars_stand_beside_their_numbers_and_say_what_they_show(demo, path):
    content = fetch(demo, f"/office/reports/{path}")
    file = Document(BytesIO(content))
    shapes = [shape._inline for shape in file.inline_shapes]
    assert len(shapes) >= 2
    said, cells = lines(content)
    ones = [place for place, cell in enumerate(cells) if cell == "1月"]
    starts = {"electricity": ones[0], "water": ones[1]}
    for number, (shape, kind) in enumerate(zip(shapes, ("electricity", "water"), strict=False), start=1):
        words = shape.docPr.get("descr")
        amounts = [
            used(kind, 2026, month) - (used(kind, 2026, month - 1) if month > 1 else 0) for month in range(1, 10)
        ]
        for month, amount in enumerate(amounts, start=1):
            assert f"{month}月 {amount.normalize():,f}（上年 " in words
            if "yearly" in path:
                row = cells.index(f"{month}月", starts[kind])
                assert cells[row + 1] == f"{amount.normalize():,f}"
        assert any(line.startswith(f"图 {number}　2026年与2025年各月用量对照") for line in said)
        picture = file.part.related_parts[shape.graphic.graphicData.pic.blipFill.blip.embed].blob
        image = Image.open(BytesIO(picture))
        assert (image.format, image.width > 1000) == ("PNG", True)
    assert fetch(demo, f"/office/reports/{path}") == content
