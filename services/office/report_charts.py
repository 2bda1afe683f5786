"""Pictures in the reports: the months of a kind against those of the year before, and the same as a small table."""

from datetime import date
from functools import partial

from services.office import charts, ledger
from services.office.charts import Pair
from services.office.kinds import KINDS
from services.word.drafts import Draft

HALVES = 2
Books = tuple[ledger.Book, ledger.Book]  # of the year, and of the one before


def monthly(draft: Draft, kind: str, year: int, last: int, books: Books) -> None:
    """From January to month ``last``; nothing for a kind without bills. The table's sums carry the sources."""
    pairs = pairs_of(kind, year, last, books)
    if not any(pair.now or pair.past for pair in pairs):
        return
    picture(draft, kind, year, pairs)
    title, unit = KINDS[kind].title, KINDS[kind].unit
    cells = [(f"{pair.month}月", charts.said(pair.now), charts.said(pair.past)) for pair in pairs]
    cells.append(("合计", f"{{amount.{kind}:n}}", f"{{earlier.{kind}:n}}"))
    cells += [("", "", "")] * (len(cells) % HALVES)
    half = len(cells) // HALVES
    rows = [left + right for left, right in zip(cells[:half], cells[half:], strict=True)]
    titles = ("月份", f"{year}年", f"{year - 1}年") * HALVES
    draft.table(titles, rows, f"各月用量（{title}，{unit}），出处与合计相同", is_small=True)


def picture(draft: Draft, kind: str, year: int, pairs: list[Pair]) -> None:
    """The bars alone."""
    title, unit = KINDS[kind].title, KINDS[kind].unit
    draft.picture(
        partial(charts.bars, pairs, year, unit),
        f"{year}年与{year - 1}年各月用量对照（{title}）",
        charts.words(pairs, year, title, unit),
    )


def pairs_of(kind: str, year: int, last: int, books: Books) -> list[Pair]:
    now, past = (book.get((kind, False), {}) for book in books)
    found = []
    for month in range(1, last + 1):
        here, there = now.get(date(year, month, 1)), past.get(date(year - 1, month, 1))
        found.append(
            Pair(month, here.amount if here and here.bills else None, there.amount if there and there.bills else None)
        )
    return found
