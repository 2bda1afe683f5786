"""Back-up and restore, by the commands an operator types."""

import os
import sqlite3
import stat
import tarfile
from contextlib import closing
from io import BytesIO

import psycopg
import pytest

import postgres
from command_line import Instance, rows
from commands import archive


@pytest.fixture
def lvxing(tmp_path):
    return Instance(tmp_path / "instance")


def test_a_backup_brings_everything_back(lvxing, tmp_path):
    lvxing.run("setup")
    (lvxing.folder / "photos").mkdir()
    (lvxing.folder / "photos" / "1.jpg").write_bytes(b"picture")
    (lvxing.folder / "logs").mkdir()
    (lvxing.folder / "logs" / "web.log").write_text("not kept")
    file = tmp_path / "office.tar.gz"
    code, said = lvxing.run("backup", file)
    assert code == 0, said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert lvxing.run("backup", file)[0] == 1, "never over another back-up"

    other = Instance(tmp_path / "other")
    code, said = other.run("restore", file)
    assert code == 0, said
    assert other.rows() == lvxing.rows()
    assert (other.folder / "env").read_text() == (lvxing.folder / "env").read_text()
    assert (other.folder / "photos" / "1.jpg").read_bytes() == b"picture"
    assert {path.name for path in other.folder.iterdir()} == {"env", "lvxing.db", "photos"}
    assert other.run("setup")[0] == 0


def test_a_backup_says_when_the_keys_are_kept_elsewhere(tmp_path):
    keys = {"SECRET_KEY": "given", "DATA_KEYS": f"mine:{'A' * 43}="}
    lvxing = Instance(tmp_path / "instance", **keys)
    lvxing.run("setup")
    assert "请另行保管" in lvxing.run("backup", tmp_path / "office.tar.gz")[1]


def test_a_restore_does_not_overwrite_an_office(backup, tmp_path):
    other = Instance(tmp_path / "other")
    other.run("setup")
    old = other.rows()
    code, said = other.run("restore", backup)
    assert code == 1
    assert "--replace" in said
    assert other.rows() == old


def test_a_restore_waits_until_nobody_uses_the_database(lvxing, backup):
    with closing(sqlite3.connect(lvxing.database)) as busy:
        busy.execute("SELECT count(*) FROM settings").fetchall()
        code, said = lvxing.run("restore", backup, "--replace")
    assert code == 1
    assert "请先停止" in said


def test_a_restore_keeps_what_was_there(lvxing, backup, tmp_path):
    other = Instance(tmp_path / "other")
    other.run("setup")
    old, old_keys = other.rows(), (other.folder / "env").read_text()
    code, said = other.run("restore", backup, "--replace")
    assert code == 0, said
    assert other.rows() == lvxing.rows() != old
    [kept] = other.folder.glob("lvxing.db.before-restore-*")
    assert rows(kept) == old
    [keys] = other.folder.glob("env.before-restore-*")
    assert keys.read_text() == old_keys
    assert str(kept) in said

    assert other.run("backup", tmp_path / "again.tar.gz")[0] == 0
    with tarfile.open(tmp_path / "again.tar.gz") as archive:
        assert archive.getnames() == ["manifest.json", "database.sqlite3", "instance/env"], "not what was put aside"


def test_postgresql_is_backed_up_and_restored(tmp_path, worker_id):
    server = os.environ[postgres.ENV]
    urls = [postgres.worker_database(server, f"lvxing_{worker_id}_{name}") for name in ("first", "second")]
    first, second = (Instance(tmp_path / str(number), DATABASE_URL=url) for number, url in enumerate(urls))
    file = tmp_path / "office.tar.gz"
    assert first.run("setup")[0] == 0
    code, said = first.run("backup", file)
    assert code == 0, said

    for words, kept in ((["restore", file], 0), (["restore", file, "--replace"], 1)):
        code, said = second.run(*words)
        assert code == 0, said
        assert settings(urls[1]) == settings(urls[0])
        assert said.count("before_restore_") == kept
        assert "--replace" in second.run("restore", file)[1]
    assert second.run("setup")[0] == 0


def test_a_dump_that_does_not_load_leaves_postgresql_as_it_was(tmp_path, worker_id):
    url = postgres.worker_database(os.environ[postgres.ENV], f"lvxing_{worker_id}_third")
    office = Instance(tmp_path / "office", DATABASE_URL=url)
    office.run("setup")
    office.run("backup", tmp_path / "office.tar.gz")
    (tmp_path / "rotten.dump").write_bytes(b"PGDMP, but not really")
    archive.write(tmp_path / "rotten.tar.gz", {archive.POSTGRES: tmp_path / "rotten.dump"}, {})
    before = settings(url)
    code, said = office.run("restore", tmp_path / "rotten.tar.gz", "--replace")
    assert code == 1
    assert "pg_restore" in said
    assert settings(url) == before


def settings(url):
    with closing(psycopg.connect(postgres.plain(url))) as connection:
        return connection.execute("SELECT * FROM settings ORDER BY id").fetchall()


@pytest.fixture
def backup(lvxing, tmp_path):
    lvxing.run("setup")
    file = tmp_path / "office.tar.gz"
    assert lvxing.run("backup", file)[0] == 0
    return file


def rewritten(source, change):
    """The same archive with ``change(name, content)`` applied to each entry; a None drops it."""
    target = source.with_name("changed.tar.gz")
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            content = old.extractfile(member)
            assert content is not None
            name, content = change(member.name, content.read())
            if content is not None:
                info = tarfile.TarInfo(name)
                info.size = len(content)
                new.addfile(info, BytesIO(content))
    return target


def escaping(name, content):
    if name == "manifest.json":
        return name, content.replace(b'"instance/env"', b'"instance/../../escaped"')
    return name.replace("instance/env", "instance/../../escaped"), content


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda name, content: (name, content[:-1] + b"x" if name.startswith("data") else content), "已损坏"),
        (lambda name, content: (name, None if name.startswith("data") else content), "不完整"),
        (lambda name, content: (name.replace("manifest", "other"), content), "不是绿行的备份"),
        (lambda name, content: (name, content.replace(b'"format": 1', b'"format": 2')), "不认识的版本"),
        (escaping, "不该有的内容"),
    ],
    ids=["damaged", "incomplete", "foreign", "newer", "escaping"],
)
def test_a_bad_archive_changes_nothing(backup, tmp_path, change, why):
    other = Instance(tmp_path / "other")
    code, said = other.run("restore", rewritten(backup, change))
    assert code == 1
    assert why in said
    assert list(other.folder.iterdir()) == []
    assert not (tmp_path / "escaped").exists()


def test_a_file_that_is_no_archive_is_refused(lvxing, tmp_path):
    (tmp_path / "file").write_text("nothing")
    assert "读不出来" in lvxing.run("restore", tmp_path / "file")[1]
    assert "读不出来" in lvxing.run("restore", tmp_path / "absent")[1]
