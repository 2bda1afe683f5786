from services.office import analysis, quarterly_sheet, report
from services.office.evidence.base import Choice, Found, Kind, number
from services.word.drafts import Draft

QUARTERS = {f"q{one}": f"第{'一二三四'[one - 1]}季度能源资源公示" for one in range(1, 5)}
TITLES = {"yearly": "节约型机关创建工作报告", "analysis": "能耗分析"} | QUARTERS


class Reports(Kind):
    """A report that the system writes: made anew from the data whenever the pack is made."""

    key = "report"
    title = "报告和公示"

    def choices(self, year: int) -> list[Choice]:
        return [Choice(f"{year}-{key}", f"{year}年{title}") for key, title in TITLES.items()]

    def find(self, ref: str) -> Found | None:
        year, _, key = ref.partition("-")
        return Found(f"{year}年{TITLES[key]}") if 2000 <= number(year) <= 2099 and key in TITLES else None

    def draft(self, ref: str) -> Draft:
        text, _, key = ref.partition("-")
        year = number(text)
        if key == "yearly":
            return report.yearly(year)
        return analysis.write(year) if key == "analysis" else quarterly_sheet.write(year, int(key[1:]))
