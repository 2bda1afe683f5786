"""What people type: the list of commands, the first minutes on a fresh machine, keys and settings."""

import base64
import hashlib
import json
import re
import shutil
import stat
import zipfile

import pytest

import manage
from command_line import ROOT, Instance, finish, typed
from commands import COMMANDS

LOCKS = ("requirements.lock", "requirements-dev.lock")
WHEEL = "example-1.0-py3-none-any.whl"
EXAMPLE = "example==1.0 \\\n    --hash=sha256:{digest}\n"


@pytest.fixture
def lvxing(tmp_path):
    return Instance(tmp_path / "instance")


@pytest.mark.parametrize("words", [(), ("--help",), ("help",)])
def test_without_a_command_all_are_listed(words):
    code, said = typed(*words)
    assert code == 0
    assert [line.split()[0] for line in said.splitlines() if line.startswith("  ")] == list(COMMANDS)
    assert all(command.SUMMARY in said for command in COMMANDS.values())


def test_an_unknown_command_lists_all_and_fails():
    code, said = typed("rnu")
    assert code == 2
    assert "没有「rnu」这个命令" in said
    assert "  run " in said


def test_the_development_lock_holds_the_other():
    ours, theirs = (set((ROOT / name).read_text().splitlines()) for name in LOCKS)
    assert {line for line in ours if not line.startswith("#")} <= theirs


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_place_to_fetch_from(name):
    text = (ROOT / name).read_text()
    assert not re.search(r"://|^-|@ ", text, re.MULTILINE)
    assert len(re.findall("==", text)) <= len(re.findall("--hash=sha256:", text))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(lvxing, name):
    code, said = lvxing.run(name, "--help")
    assert code == 0
    assert re.search("[一-鿿]{4}", said), "in Chinese"


def test_an_old_python_is_told_so(monkeypatch, capsys):
    monkeypatch.setattr(manage, "LEAST", (99, 0))
    assert manage.main(["run"]) == 1
    assert "需要 Python 3.11" in capsys.readouterr().err


def test_an_unknown_option_is_refused_except_by_test(lvxing):
    code, said = lvxing.run("setup", "--quick")
    assert code == 2
    assert "不认识的参数：--quick" in said
    assert not lvxing.folder.exists()
    code, said = finish(lvxing.start("test", "--version"))
    assert code == 0
    assert said.startswith("pytest ")


# A fresh machine: a small tree of our launcher, a lock of one package, no network


@pytest.fixture
def tree(tmp_path):
    folder = tmp_path / "tree"
    (folder / "commands").mkdir(parents=True)
    shutil.copy(ROOT / "manage.py", folder)
    (folder / "commands" / "hello.py").write_text('SUMMARY = "问好"\n')
    (folder / "commands" / "__main__.py").write_text("import sys, example\nprint(example.WORD, *sys.argv[1:])\n")
    (folder / "commands" / "__init__.py").write_text('hello = None\nCOMMANDS = {"hello": hello}\n')
    write_wheel(tmp_path / WHEEL, "你好")
    digest = hashlib.sha256((tmp_path / WHEEL).read_bytes()).hexdigest()
    (folder / "requirements.lock").write_text(EXAMPLE.format(digest=digest))
    return folder


def write_wheel(path, word):
    about = "example-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("example.py", f"WORD = {word!r}\n")
        wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: example\nVersion: 1.0\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", f"example.py,,\n{about}/METADATA,,\n{about}/WHEEL,,\n{about}/RECORD,,\n")


def test_a_fresh_machine_installs_what_the_lock_says_and_only_once(tree, tmp_path):
    (tree / ".venv" / "bin").mkdir(parents=True)  # what an interrupted start left behind
    code, said = typed("hello", folder=tree, PIP_NO_INDEX="1")
    assert code == 1
    assert "正在建立虚拟环境" in said
    assert "No matching distribution found for example==1.0" in said
    assert "PIP_INDEX_URL" in said
    assert "-d wheels" in said

    (tree / "wheels").mkdir()
    write_wheel(tree / "wheels" / WHEEL, "别的")
    code, said = typed("hello", folder=tree)
    assert code == 1
    assert "HASHES" in said, "another package under the same name"

    shutil.copy(tmp_path / WHEEL, tree / "wheels")
    code, said = typed("hello", "--loud", folder=tree)
    assert (code, said.splitlines()[-1]) == (0, "你好 hello --loud"), said
    assert "正在安装" in said

    shutil.rmtree(tree / "wheels")
    assert typed("hello", "again", folder=tree) == (0, "你好 hello again\n")

    (tree / "requirements.lock").write_text(
        (tree / "requirements.lock").read_text() + "another==2.0 --hash=sha256:00\n"
    )
    code, said = typed("hello", folder=tree, PIP_NO_INDEX="1")
    assert code == 1, "the lock has changed"


# Keys and settings


def test_keys_are_made_once_and_for_this_user_only(lvxing):
    code, said = finish(lvxing.start("setup"))
    assert code == 0, said
    made = (lvxing.folder / "env").read_text()
    assert stat.S_IMODE((lvxing.folder / "env").stat().st_mode) == 0o600
    assert stat.S_IMODE((lvxing.database).stat().st_mode) == 0o600
    found = dict(line.split("=", 1) for line in made.splitlines())
    name, key = found["DATA_KEYS"].split(":")
    assert name
    assert len(base64.b64decode(key, validate=True)) == 32
    assert len(found["SECRET_KEY"]) >= 43

    before = lvxing.rows()
    assert lvxing.run("setup")[0] == 0
    assert (lvxing.folder / "env").read_text() == made
    assert lvxing.rows() == before, "reference data are loaded once"
    assert not any(secret in said for secret in (key, found["SECRET_KEY"]))


def test_the_real_environment_comes_first(lvxing):
    given = {"SECRET_KEY": "given", "DATA_KEYS": f"mine:{base64.b64encode(bytes(32)).decode()}"}
    assert lvxing.run("setup", **given)[0] == 0
    assert not (lvxing.folder / "env").exists()


def test_lost_keys_are_not_replaced(lvxing):
    assert lvxing.run("setup")[0] == 0
    (lvxing.folder / "env").rename(lvxing.folder / "elsewhere")
    code, said = lvxing.run("setup")
    assert code == 2
    assert "DATA_KEYS" in said
    assert not (lvxing.folder / "env").exists()


def test_serve_names_what_is_missing(lvxing):
    code, said = lvxing.run("serve")
    assert code == 2
    assert "缺少设置 SECRET_KEY" in said
    lvxing.run("setup")
    code, said = lvxing.run("serve")
    assert code == 2
    assert "缺少设置 WX_APPID" in said


def test_what_is_added_to_a_file_of_settings_starts_on_its_own_line(lvxing):
    lvxing.folder.mkdir()
    (lvxing.folder / "env").write_text("# ours\nWX_APPID = wx123")
    assert lvxing.run("setup")[0] == 0
    names = [line.split("=")[0] for line in (lvxing.folder / "env").read_text().splitlines()]
    assert names == ["# ours", "WX_APPID ", "SECRET_KEY", "DATA_KEYS"]
    assert "缺少设置 WX_SECRET" in lvxing.run("serve")[1]


def test_a_wrong_setting_is_named(lvxing):
    code, said = lvxing.run("setup", PORT="eighty")
    assert code == 2
    assert "PORT" in said
    assert "Traceback" not in said


def test_the_document_needs_neither_keys_nor_database(lvxing):
    code, said = lvxing.run("openapi")
    assert code == 0
    assert json.loads(said)["openapi"] == "3.1.0"
    assert not lvxing.folder.exists()
