"""The review rooms of the demonstration office are filled, by the services themselves, with people who take part."""

import pytest
import time_machine
from sqlalchemy import select

from desk import sit_down
from models import AuditEntry, CheckIn, Hold, Objection, Photo, session, transaction
from services.demonstration import reviews as demonstration_reviews


@pytest.fixture
def filled(app, person):
    """Eight who take part, one who does not; what the demonstration adds to them."""
    with time_machine.travel("2026-03-11T02:00:00Z", tick=False):
        for number in range(8):
            person(name=f"演示{number}甲", department=f"县政府办/{number % 3}科")
        person(name="没有参加", joined=False)
        with transaction():
            demonstration_reviews.make()
        yield sit_down(app)


def test_every_review_room_has_something_to_decide(filled):
    pages = {path: filled.get(path).text for path in ("/held-acts", "/objections", "/photos", "/")}
    assert pages["/held-acts"].count(">不计分<") == 3
    assert "10 分钟内您已补记 20 次" in pages["/held-acts"]
    assert pages["/objections"].count(">成立，计分<") == 1
    assert "2 张照片待核对" in pages["/"]
    assert ("3 条记录待核实" in pages["/"], "1 条异议待复核" in pages["/"]) == (True, True)
    assert not any("没有参加" in text for text in pages.values())
    with transaction(reading=True):
        states = sorted(session.scalars(select(Hold.state)))
        assert states == ["accepted", "refused", "waiting", "waiting", "waiting"]
        assert sorted(session.scalars(select(Objection.state))) == ["open", "upheld"]
        held = select(CheckIn.participation_id).join(Hold, Hold.check_in_id == CheckIn.id)
        assert len(set(session.scalars(held))) == 5


def test_photos_are_on_with_a_reason_in_the_log_and_each_picture_opens(filled):
    with transaction(reading=True):
        entry = session.scalars(select(AuditEntry).filter_by(action="photos.switch")).one()
        ids = session.scalars(select(Photo.id).where(Photo.state == "checking")).all()
    assert "自愿附" in entry.reason
    assert "自愿附" in filled.get("/compliance").text
    assert len(ids) == 2
    for photo_id in ids:
        picture = filled.get(f"/photos/{photo_id}.jpg")
        assert (picture.status_code, picture.mimetype) == (200, "image/jpeg")
        assert len(picture.data) < 40_000


def test_with_too_few_people_nothing_is_made_up(app, person):
    person()
    with transaction():
        demonstration_reviews.make()
    with transaction(reading=True):
        assert session.scalar(select(Hold.id)) is None
