"""The menu: every room of the console is in it once, for those who may enter, and the page one is on is marked."""

import re

import pytest

from blueprints.console import NOUNS
from blueprints.console.navigation import GROUPS, ROOMS, nouns
from desk import Desk, found, sit_down
from factories import make_department

OUTSIDE = {"sign_ins"}  # the way in is no room


def lines(page):
    """(group, label, address) as the page lists them, and the marked labels."""
    nav = found(r'<nav id="rooms"(.*?)</nav>', page.text)
    groups = re.split(r"<p[^>]*>", nav)[1:]
    listed = [
        (group.partition("</p>")[0], label, address)
        for group in groups
        for address, label in re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', group)
    ]
    return listed, re.findall(r'aria-current="page">([^<]+)</a>', nav)


def test_every_noun_belongs_to_one_room():
    assert sorted(nouns()) == sorted({noun.bp.name for noun in NOUNS} - OUTSIDE)


def test_the_menu_says_who_may_enter_as_the_room_itself_does(app):
    for room in ROOMS:
        assert app.view_functions[f"console.{room.endpoint}"].role == room.role, room.label


@pytest.mark.parametrize("role", ["reader", "manager", "owner"])
def test_everybody_sees_the_rooms_they_may_enter_and_no_other(app, role):
    desk = sit_down(app, role)
    listed, _ = lines(desk.get("/"))
    order = ["reader", "manager", "owner"]
    assert [label for _, label, _ in listed] == [
        room.label for room in sorted(ROOMS, key=place) if order.index(room.role) <= order.index(role)
    ]
    for _, label, address in listed:
        page = desk.get(address.removeprefix("/console"))
        assert page.status_code == 200, label
        assert lines(page)[1] == [label], "the room one is in is marked, and no other"
        assert re.search(r"</h1>\s*<p class=\"help\">", page.text), f"{label} says what it is for under its title"


def place(room):
    return GROUPS.index(room.group)


def test_what_concerns_the_whole_office_is_not_shown_to_one_tree(app):
    desk = sit_down(app, "manager", make_department("县财政局"))
    shown = {label for _, label, _ in lines(desk.get("/"))[0]}
    assert shown == {room.label for room in ROOMS if room.role != "owner" and not room.whole}


def test_a_page_within_a_room_marks_the_room(app):
    desk = sit_down(app)
    for path, label in {"/roll/imports": "职工名册", "/bins/settings": "分类桶", "/bins/new": "分类桶"}.items():
        assert lines(desk.get(path))[1] == [label]
    assert lines(desk.get("/nowhere"))[1] == []


def test_strangers_get_no_menu(app):
    assert 'id="rooms"' not in Desk(app).get("/sign-in").text
