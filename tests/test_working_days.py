"""The office's working days: its own table, then the State Council's calendar, then a marked guess."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from errors import Invalid
from models import CalendarDay, session
from services import working_days

HOLIDAYS = list(
    csv.DictReader((Path(__file__).parent.parent / "data" / "holidays.csv").read_text(encoding="utf-8").splitlines())
)
MAKE_UP_2026 = [row["date"] for row in HOLIDAYS if row["date"] > "2026" and row["kind"] == "adjusted_workday"]
NOTICE_2025 = """国务院办公厅关于2025年部分节假日安排的通知
根据2024年11月修订的《全国年节及纪念日放假办法》，自2025年1月1日起，全体公民放假的假日增加2天。
　　一、元旦：1月1日（周三）放假1天，不调休。
　　二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
　　三、清明节：4月4日（周五）至6日（周日）放假，共3天。
　　四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
　　五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
　　六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。"""
NOTICE_2026 = """国务院办公厅关于2026年部分节假日安排的通知
一、元旦:1月1日(周四)至3日(周六)放假调休,共3天。1月4日(周日)上班。
二、春节:2月15日(农历腊月二十八、周日)至23日(农历正月初七、周一)放假调休,共9天。2月14日(周六)、2月28日(周六)上班。
三、清明节:4月4日(周六)至6日(周一)放假,共3天。
四、劳动节:5月1日(周五)至5日(周二)放假调休,共5天。5月9日(周六)上班。
五、端午节:6月19日(周五)至21日(周日)放假,共3天。
六、中秋节:9月25日(周五)至27日(周日)放假,共3天。
七、国庆节:10月1日(周四)至7日(周三)放假调休,共7天。9月20日(周日)、10月10日(周六)上班。"""
NOTICE_2027 = NOTICE_2026.replace("2026", "2027")  # invented: only its form matters


def own(day: str, is_workday: bool, name: str) -> None:
    session.add(CalendarDay(day=date.fromisoformat(day), is_workday=is_workday, name=name, source="本单位通知"))
    session.flush()


def test_the_file_has_the_make_up_days_of_the_notice():
    assert MAKE_UP_2026 == ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]


@pytest.mark.usefixtures("database")
class TestDays:
    @pytest.mark.parametrize("day", MAKE_UP_2026)
    def test_make_up_weekends_are_working_days(self, day):
        found = working_days.kind(date.fromisoformat(day))
        assert date.fromisoformat(day).weekday() >= 5
        assert found.is_workday
        assert found.name.endswith("调休上班")
        assert not found.provisional

    @pytest.mark.parametrize("year", [2025, 2026])
    def test_every_day_agrees_with_the_notices(self, year):
        noticed = {row["date"]: row["kind"] == "adjusted_workday" for row in HOLIDAYS}
        found = working_days.days(date(year, 1, 1), date(year, 12, 31))
        assert len(found) == 365
        for day, kind in found.items():
            assert kind.is_workday is noticed.get(day.isoformat(), day.weekday() < 5), day
            assert bool(kind.name) is (day.isoformat() in noticed), day
        assert sum(kind.is_workday for kind in found.values()) == 248

    def test_holidays_have_chinese_names(self):
        assert working_days.kind(date(2026, 2, 17)) == (False, "春节", False)
        assert working_days.kind(date(2026, 4, 6)).name == "清明节"
        assert working_days.kind(date(2026, 9, 25)).name == "中秋节"

    def test_the_year_turns_into_one_without_a_notice(self):
        found = working_days.days(date(2026, 12, 31), date(2027, 1, 4))
        assert list(found.values()) == [
            (True, "", False),
            (False, "元旦", True),
            (False, "", True),
            (False, "", True),
            (True, "", True),
        ]
        assert working_days.previous_workday(date(2027, 1, 4)) == date(2026, 12, 31)

    def test_without_a_notice_only_solar_holidays_are_known(self):
        off = [
            day
            for day, kind in working_days.days(date(2027, 1, 1), date(2027, 12, 31)).items()
            if not kind.is_workday and day.weekday() < 5
        ]
        assert off == [date(2027, 1, 1), date(2027, 10, 1)]  # 1 and 2 May, 2 and 3 October are weekends in 2027
        assert not working_days.is_workday(date(2028, 5, 2))
        assert working_days.kind(date(2027, 2, 8)) == (True, "", True)  # inside the Spring Festival: not guessed

    @pytest.mark.parametrize("day", [date(2003, 6, 2), date(1999, 12, 31), date(2099, 3, 2)])
    def test_years_outside_the_package_do_not_break(self, day):
        assert working_days.kind(day).provisional

    def test_a_leap_day(self):
        assert working_days.kind(date(2028, 2, 29)) == (True, "", True)
        assert working_days.workdays_between(date(2028, 2, 28), date(2028, 3, 1)) == [
            date(2028, 2, 28),
            date(2028, 2, 29),
            date(2028, 3, 1),
        ]
        assert working_days.previous_workday(date(2028, 3, 1)) == date(2028, 2, 29)

    def test_the_offices_own_table_wins(self):
        own("2026-03-02", False, "县庆")
        own("2026-02-17", True, "值班")
        own("2027-03-06", True, "换休")
        assert working_days.kind(date(2026, 3, 2)) == (False, "县庆", False)
        assert working_days.is_workday(date(2026, 2, 17))
        assert working_days.kind(date(2027, 3, 6)) == (True, "换休", False)
        assert working_days.kind(date(2027, 3, 5)).provisional  # one day of its own does not settle the year

    def test_previous_workday_steps_over_a_long_holiday(self):
        assert working_days.previous_workday(date(2026, 2, 24)) == date(2026, 2, 14)
        assert working_days.previous_workday(date(2026, 1, 5)) == date(2026, 1, 4)
        working_days.import_days(
            {"date": str(date(2026, 6, 1) + timedelta(days=n)), "kind": "放假", "festival": "停工"} for n in range(30)
        )
        assert working_days.previous_workday(date(2026, 7, 1)) == date(2026, 5, 29)

    def test_an_empty_range(self):
        assert working_days.workdays_between(date(2026, 3, 3), date(2026, 3, 2)) == []

    def test_a_notice_settles_its_year(self):
        assert working_days.official_until() == date(2026, 12, 31)
        count = working_days.import_days(working_days.read_notice(NOTICE_2027), "国办发明电〔2026〕样例")
        assert count == 39
        assert working_days.official_until() == date(2027, 12, 31)
        assert working_days.kind(date(2027, 2, 15)) == (False, "春节", False)
        assert working_days.kind(date(2027, 5, 9)) == (True, "劳动节调休上班", False)
        assert working_days.kind(date(2027, 3, 3)) == (True, "", False)
        assert working_days.kind(date(2028, 3, 3)).provisional

    def test_importing_again_replaces(self):
        rows = [row for row in HOLIDAYS if row["date"] > "2026"]
        assert working_days.import_days(rows) == working_days.import_days(rows, "again") == 39
        kept = session.scalars(select(CalendarDay)).all()
        assert len(kept) == 39
        assert {day.source for day in kept} == {"国务院办公厅关于2026年部分节假日安排的通知，2025-11-04"}

    def test_bad_rows_are_named_and_nothing_is_kept(self):
        rows = [
            {"date": "2027-01-01", "kind": "放假", "festival": "元旦"},
            {"date": "2027-02-30", "kind": "放假", "festival": "春节"},
            {"date": "2027-02-08", "kind": "休息", "festival": "春节"},
            {"date": "2027-02-09", "kind": "放假", "festival": ""},
            {"date": "2027-01-01", "kind": "上班", "festival": "元旦"},
        ]
        with pytest.raises(Invalid) as caught:
            working_days.import_days(rows)
        assert list(caught.value.fields) == ["2", "3", "4", "5"]
        assert "2027-02-30" in caught.value.fields["2"]
        assert session.scalars(select(CalendarDay)).all() == []


@pytest.mark.parametrize(("notice", "year"), [(NOTICE_2025, "2025"), (NOTICE_2026, "2026")])
def test_a_pasted_notice_reads_as_the_file_has_it(notice, year):
    read = {(row["date"], row["kind"]) for row in working_days.read_notice(notice)}
    assert read == {(row["date"], row["kind"]) for row in HOLIDAYS if row["date"].startswith(year)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("一、元旦：1月1日放假1天。", "部分节假日"),
        ("2027年部分节假日安排的通知\n各单位：请遵照执行。", "没有读到"),
        ("2027年部分节假日安排\n一、元旦：1月1日至3日放假，共4天。", "对不上"),
        ("2027年部分节假日安排\n一、元旦：1月3日至1日放假，共3天。", "对不上"),
        ("2027年部分节假日安排\n一、元旦：2月30日放假1天。", "读不懂"),
        ("2027年部分节假日安排\n一、元旦：13月1日放假1天。", "读不懂"),
        ("2027年部分节假日安排\n一、元旦：1日放假1天。", "读不懂"),
    ],
)
def test_a_notice_that_cannot_be_read_is_refused(text, said):
    with pytest.raises(Invalid) as caught:
        working_days.read_notice(text)
    assert said in caught.value.fields["text"]


def test_a_holiday_that_starts_the_year_before():
    rows = working_days.read_notice("2023年部分节假日安排\n一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。")
    assert [row["date"] for row in rows] == ["2022-12-31", "2023-01-01", "2023-01-02"]
