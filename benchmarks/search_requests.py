"""Searches in process: ``python -m benchmarks.search_requests COUNT URL`` asks COUNT real questions.

Each of them was asked once before, so that every statement has been compiled. Run under valgrind, so nothing else.
"""

import csv
import sys
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks import product
from benchmarks.in_process import environ

QUERIES = Path(__file__).parents[1] / "tests" / "data" / "waste_queries.csv"
PATH = "/api/v1/waste-items"


def get(application: Any, query: str, number: int) -> None:
    """A hundred from each address, which is within its limit. Raises SystemExit."""
    asked = environ(PATH, "", b"") | {
        "REQUEST_METHOD": "GET",
        "QUERY_STRING": f"q={quote(query)}",
        "REMOTE_ADDR": f"10.0.0.{number // 100}",
    }
    told: list[str] = []
    content = b"".join(application(asked, lambda status, _headers: told.append(status)))
    if told[0][:3] != "200":
        raise SystemExit(f"answered {told[0]}: {content.decode()}")


def main(count: str, url: str) -> None:
    application = product.application(url)
    with QUERIES.open(newline="", encoding="utf-8") as file:
        queries = [row["query"] for row in csv.DictReader(file)]
    for number, query in enumerate(islice(cycle(queries), len(queries) + int(count))):
        get(application, query, number)


if __name__ == "__main__":
    main(*sys.argv[1:])
