"""The house rules that a machine can check."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

import pytest

from config import ROOT

MAY_IMPORT = {
    "models": {"models", "clock"},
    "services": {"services", "models", "clock", "errors", "wechat"},
    "blueprints": {"blueprints", "services", "models", "clock", "errors", "config", "wechat"},
    "scheduler": {"scheduler", "services", "models", "clock", "config", "wechat"},
    "wechat": {"wechat", "errors", "clock"},
    "clock.py": set(),
    "errors.py": set(),
    "config.py": set(),
}
OURS = {
    "app", "benchmarks", "blueprints", "clock", "commands", "config", "errors", "manage", "models", "scheduler",
    "services", "wechat",
}  # fmt: skip
OWNERS = {
    "wechatpy": {"wechat/client.py"},
    "docx": {"services/word/word.py", "services/word/tables.py", "services/word/text.py"},
    "apscheduler": {"scheduler/"},
    "flask": {"app.py", "blueprints/", "wechat/emulator/", "benchmarks/"},
    "qrcode": {"services/printing/qr.py", "wechat/emulator/"},
    "xlsxwriter": {"services/", "benchmarks/"},
    "fsrs": {"services/quizzes/reviews.py"},
    "python_calamine": {"services/workbooks/reader.py"},
    "rapidfuzz": {"services/waste/items.py"},
    "reportlab": {
        "services/printing/stickers.py",
        "services/printing/invite_slips.py",
        "services/office/awards/certificates.py",
    },
}
TELLS_TIME = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time")
FILES = sorted(
    path
    for path in ROOT.rglob("*.py")
    if path.relative_to(ROOT).parts[0] not in {"tests", "migrations", ".venv", "instance", "node_modules"}
    and "peers" not in path.parts
)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def trees() -> Iterator[tuple[Path, ast.Module]]:
    return ((path, tree_of(path)) for path in FILES)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def functions(tree: ast.AST):
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_arrows_point_down(path):
    layer = path.relative_to(ROOT).parts[0]
    names = set(imports(tree_of(path)))
    assert names & OURS <= MAY_IMPORT.get(layer, OURS)
    assert "app" not in names or layer in {"commands", "benchmarks"}
    for library, owners in OWNERS.items():
        assert library not in names or any(name_of(path).startswith(owner) for owner in owners), library


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_nothing_is_imported_inside_a_function(path):
    for function in functions(tree_of(path)):
        inner = [node.lineno for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
        assert not inner


def test_only_the_clock_asks_the_time():
    asking = {
        name_of(path)
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(TELLS_TIME)
    }
    assert asking == {"clock.py"}


def test_there_is_one_commit():
    commits = [
        name_of(path)
        for path, tree in trees()
        if path.relative_to(ROOT).parts[0] not in {"benchmarks", "commands"}
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert commits == ["models/base.py"]


def test_rooms_are_small_enough_to_live_in():
    """Ours to beat (docs: house measures): functions 6/16/40 lines, files at most 250."""
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {name: count for name, count in lines.items() if count > 250} == {}
    sizes = {
        f"{name_of(path)}:{function.name}": function.end_lineno - function.lineno + 1
        for path, tree in trees()
        for function in functions(tree)
    }
    assert {name: size for name, size in sizes.items() if size > 40} == {}
    assert median(sizes.values()) <= 8


def test_no_room_is_called_utils():
    banned = {"utils", "common", "core", "helpers", "manager", "handler", "util", "info"}
    allowed = {"models/manager.py"}  # a person: the one who runs the office's activities
    assert {name_of(path) for path in FILES if path.stem in banned} <= allowed


def test_every_view_says_what_it_promises(app):
    silent = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1") and not hasattr(app.view_functions[rule.endpoint], "contract")
    }
    assert silent == set()


def test_public_views_are_few_and_known(app):
    public = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if getattr(getattr(app.view_functions[rule.endpoint], "contract", None), "role", "") == "public"
    }
    assert public == {"/api/v1/sessions", "/api/v1/policy", "/api/v1/waste-items"}


def test_every_other_view_turns_strangers_away(app, client):
    for rule in app.url_map.iter_rules():
        promised = getattr(app.view_functions[rule.endpoint], "contract", None)
        if rule.rule.startswith("/api/v1") and promised.role != "public":
            _, url = rule.build(dict.fromkeys(rule.arguments, 1), append_unknown=False)
            method = (rule.methods - {"HEAD", "OPTIONS"}).pop()
            assert client.http.open(url, method=method).status_code == 401, url


def test_a_check_in_passes_three_of_our_functions():
    """funnel → view → service: what stands between the URL and the row."""
    views = functions(tree_of(ROOT / "blueprints/mini/check_ins.py"))
    view = next(node for node in views if node.name == "create_check_in")
    calls = {ast.unparse(node.func) for node in ast.walk(view) if isinstance(node, ast.Call)}
    assert "check_ins.check_in" in calls
    assert not any("session" in call for call in calls)
    assert len(view.body) <= 5


def test_a_new_green_behaviour_is_a_file_a_line_and_a_test(tmp_path):
    """Adds a behaviour to a copy of the house, touching two files, and checks it in through the front door."""
    script = tmp_path / "try_it.py"
    script.write_text(NEW_BEHAVIOUR, encoding="utf-8")
    done = subprocess.run([sys.executable, script, ROOT, tmp_path], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("201 200 4 bring_cup")


NEW_BEHAVIOUR = '''
import shutil, sys
from pathlib import Path

root, place = Path(sys.argv[1]), Path(sys.argv[2]) / "house"
skip = shutil.ignore_patterns(".venv", ".git", "instance", "node_modules", "__pycache__")
shutil.copytree(root, place, ignore=skip)
(place / "services/activities/bring_cup.py").write_text("""
from services.activities.base import Act, Activity


class BringCup(Activity[Act]):
    key = "bring_cup"
    title = "自带水杯"
    invitation = "开会自带水杯，不用一次性纸杯"
    default_points = {"done": 4}
""", encoding="utf-8")
listing = place / "services/activities/__init__.py"
text = listing.read_text(encoding="utf-8")
line = "from services.activities.base"
text = text.replace(line, "from services.activities.bring_cup import BringCup\\n" + line, 1)
listing.write_text(text.replace("LightsOut())", "LightsOut(), BringCup())"), encoding="utf-8")

sys.path[:0] = [str(place), str(place / "tests")]
from app import create_app
from commands import migrate
from config import Config
import models
from factories import make_person
from services import reference, vault

url = f"sqlite:///{place}/try.db"
migrate.upgrade(models.connect(url))
config = Config("k", (("a", b"1" * 32),), "wx", "s", database_url=url, wx_api_base="http://127.0.0.1:9/")
app = create_app(config)
with models.transaction():
    reference.load()
one = make_person(app)
first = one.post("/activities/bring_cup/check-ins", {})
again = one.post("/activities/bring_cup/check-ins", {})
cards = [card["key"] for card in one.get("/home").json["data"]["activities"]]
print(first.status_code, again.status_code, first.json["data"]["points"], cards[-1])
'''
