"""The page of a list, from the address, and what the list's foot says of it."""

from flask import request


def page_number(name: str = "page") -> int:
    """From 1; whatever is no sensible number counts as the first page."""
    text = request.args.get(name, "1")
    return int(text) if text.isascii() and text.isdecimal() and 0 < int(text) < 10_000 else 1


def paged(page: int, count: int, size: int) -> dict[str, int]:
    """The page, how many there are, and how many lines on all of them."""
    return {"page": page, "pages": max(1, -(-count // size)), "count": count}
