from services.office import year_facts
from services.office.evidence.base import Choice, Found, Kind, number, plain, typed
from services.word.drafts import Draft


class YearFacts(Kind):
    key = "fact"
    title = "年度事项"

    def choices(self, year: int) -> list[Choice]:
        return [Choice(f"{year}-{key}", label(year, key)) for key in year_facts.ASKED if key in year_facts.of(year)]

    def find(self, ref: str) -> Found | None:
        year, key = parts(ref)
        return Found(label(year, key)) if key in year_facts.of(year) else None

    def draft(self, ref: str) -> Draft:
        year, key = parts(ref)
        row, asked = year_facts.of(year)[key], year_facts.ASKED[key]
        made = Draft(label(year, key))
        rows = [("事项", asked.title), ("数", f"{plain(row.value)} {asked.unit}"), ("依据", typed(row.evidence))]
        made.table(("项目", "内容"), rows)
        return made


def parts(ref: str) -> tuple[int, str]:
    year, _, key = ref.partition("-")
    return number(year), key if key in year_facts.ASKED else ""


def label(year: int, key: str) -> str:
    return f"{year}年{year_facts.ASKED[key].title}"
