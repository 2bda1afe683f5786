from models import Paper, session
from services.office import papers
from services.office.evidence.base import Choice, Found, Kind, day_words, number, typed
from services.word.drafts import Draft


class Papers(Kind):
    key = "paper"
    title = "制度文件"

    def choices(self, year: int) -> list[Choice]:
        return [Choice(str(row.id), label(row)) for row in papers.listing() if row.issued_on.year <= year][:200]

    def find(self, ref: str) -> Found | None:
        row = session.get(Paper, number(ref))
        return Found(label(row), row.valid_to) if row else None

    def draft(self, ref: str) -> Draft:
        row = session.get_one(Paper, number(ref))
        made = Draft(row.title)
        made.paragraph("制度文件登记情况如下；全文没有上传到本项的，请另附。")
        rows = [
            ("文号", typed(row.number) or "—"),
            ("印发日期", day_words(row.issued_on)),
            ("有效期至", "长期" if row.valid_to is None else day_words(row.valid_to)),
            ("状态", papers.state(row)),
        ]
        made.table(("项目", "内容"), rows)
        return made


def label(row: Paper) -> str:
    return f"{row.title}（{row.number}）" if row.number else row.title
