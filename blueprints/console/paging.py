"""The page of a list, from the address."""

from flask import request


def page_number() -> int:
    """From 1; whatever is no sensible number counts as the first page."""
    text = request.args.get("page", "1")
    return int(text) if text.isascii() and text.isdecimal() and 0 < int(text) < 10_000 else 1
