"""Numbers, months and years as people type them into forms and addresses."""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal, InvalidOperation

from flask import request
from werkzeug.datastructures import MultiDict

from errors import Invalid, NotFound
from services.office import attachment_kinds, ledger, months
from services.office.attachment_kinds import Prepared
from services.roll.cells import plain


def decimals(names: Mapping[str, str]) -> dict[str, Decimal | None]:
    """Fields by name, each with the label that a sentence calls it by; empty is None. Raises Invalid."""
    found, problems = {}, {}
    for name, label in names.items():
        text = plain(request.form.get(name, "")).replace(",", "").replace("，", "")
        try:
            found[name] = Decimal(text) if text else None
        except InvalidOperation:
            problems[name] = f"{label}要填数字"
        else:
            if (value := found[name]) is not None and not value.is_finite():
                problems[name] = f"{label}要填数字"
    if problems:
        raise Invalid("有几处需要改正", problems)
    return found


def year(args: MultiDict | None = None) -> int:
    """The year asked for in the address, else this one."""
    text = (args if args is not None else request.args).get("year", "")
    return int(text) if text.isascii() and text.isdecimal() and 2000 <= int(text) <= 2099 else months.current().year


def years() -> list[int]:
    """To choose from: with bills, this one, and the one asked for."""
    return sorted({*ledger.years(), year()}, reverse=True)


def month(text: str) -> date:
    """``2025-03``. Raises NotFound."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise NotFound("没有这个月份") from None


def day(name: str, label: str) -> date:
    """A date field. Raises Invalid."""
    found = day_or_none(name, label)
    if found is None:
        raise Invalid("有几处需要改正", {name: f"请填写{label}"})
    return found


def day_or_none(name: str, label: str) -> date | None:
    """Raises Invalid for what is no day."""
    text = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid("有几处需要改正", {name: f"{label}请写成 2026-03-01 的样子"}) from None


def time_or_none(name: str, label: str) -> time | None:
    """Raises Invalid for what is no time of day."""
    text = request.form.get(name, "").strip()
    try:
        return time.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError:
        raise Invalid("有几处需要改正", {name: f"{label}请写成 14:30 的样子"}) from None


def whole_or_none(name: str, label: str) -> int | None:
    """A number of people or things. Raises Invalid for what is none."""
    value = decimals({name: label})[name]
    if value is not None and (value != value.to_integral_value() or abs(value) > 10**9):
        raise Invalid("有几处需要改正", {name: f"{label}要填整数，不写姓名"})
    return None if value is None else int(value)


def version() -> int:
    """The one that the page showed; 0 for what is new."""
    return number("version") or 0


def number(name: str) -> int | None:
    """The id that a list or a button sent."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def files(please: str = "请先选择文件") -> list[Prepared]:
    """Everything chosen at the field ``file``, as it may be kept; nothing is enough where nobody says ``please``.

    Raises Invalid. Draws pictures anew: to be called while no transaction is open.
    """
    chosen = [file for file in request.files.getlist("file") if file.filename]
    if please and not chosen:
        raise Invalid("还没有选择文件", {"file": please})
    return [attachment_kinds.prepare(file.read(), file.filename or "") for file in chosen]
