"""What can be known about the mini-program without running it, and that small wrongs are noticed.

MUTANTS=20 tries so many renamed handlers, routes and fields, each by the checks and by the browser's days; the suite
itself tries a few by the checks alone.
"""

import json
import os
import subprocess
import sys

import pytest

from app import create_app
from blueprints import openapi
from commands import phone_page
from config import ROOT
from mutants import KINDS, choose, of_kind

MUTANTS = int(os.environ.get("MUTANTS", "0"))
FEW = 2
DAYS = [f"tests/browser/test_phone_{name}.py" for name in ("journey", "days", "talks", "troubles")]


@pytest.fixture(scope="session")
def types(settings, tmp_path_factory):
    """The server's document as TypeScript, made anew. Missing Node.js fails where CI=true and skips elsewhere."""
    document = tmp_path_factory.mktemp("types") / "openapi.json"
    document.write_text(json.dumps(openapi.document(create_app(settings))), encoding="utf-8")
    try:
        phone_page.install()
        phone_page.write_types(document)
    except phone_page.NotBuilt as problem:
        pytest.fail(str(problem)) if os.environ.get("CI") == "true" else pytest.skip(str(problem))


def check(folder=phone_page.SOURCE):
    """Whether wcc, wcsc, TypeScript and our own checks find nothing; and what they said."""
    try:
        return True, phone_page.script("{}", "check.mjs", str(folder))
    except phone_page.NotBuilt as problem:
        return False, str(problem)


def test_it_compiles_and_every_name_in_it_is_known(types, capsys):
    is_clean, said = check()
    assert is_clean, said
    with capsys.disabled():
        sys.stdout.write(f"\nmini-program: {said}")


def test_a_few_wrongs_are_noticed_by_the_checks(types, tmp_path):
    assert all(of_kind(kind) for kind in KINDS)
    missed = [str(one) for one in choose(FEW) if check(one.make(tmp_path))[0]]
    assert missed == []


if MUTANTS:

    @pytest.mark.parametrize("mutant", choose(MUTANTS), ids=str)
    def test_a_wrong_is_noticed_by_the_checks_or_the_days(types, tmp_path, mutant, capsys):
        copy = mutant.make(tmp_path)
        by_checks = not check(copy)[0]
        command = [sys.executable, "-m", "pytest", "-q", "-x", *DAYS]
        days = subprocess.run(
            command, cwd=ROOT, env=os.environ | {"MINIPROGRAM": str(copy)}, capture_output=True, check=False
        )
        by_days = days.returncode != 0
        with capsys.disabled():
            sys.stdout.write(f"\n{mutant}: by checks {by_checks}, by days {by_days}\n")
        assert by_checks or by_days
