"""Photos: optional, off by default, without place or camera, sealed on disk, checked, seen by few, forgotten."""

import os
import threading
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from PIL import Image
from sqlalchemy import func, select

import clock
from desk import sit_down
from errors import Invalid
from factories import make_department
from models import AuditEntry, CheckIn, Hold, Photo, Setting, session, transaction
from pictures import photo, scene, with_place
from scheduler import jobs
from services import accounts, housekeeping
from services.audit import trail as audit
from services.compliance import switches
from services.photos import checks as photo_checks
from services.photos import files as photo_files
from services.photos import pictures as photo_pictures
from wechat import Verdict, WeChat, media_verdict

MONDAY = "2026-03-02T04:00:00Z"
ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # where the database has no say


@pytest.fixture
def shelf(app, tmp_path):
    """Where this test's pictures lie."""
    photo_files.use(tmp_path)
    return tmp_path / "photos"


@pytest.fixture
def switched_on(shelf):
    with transaction():
        switches.turn(switches.PHOTOS, True, "用于核对光盘照片", audit.COMMAND_LINE)


@pytest.fixture
def one(switched_on, shelf, person):
    return person()


def upload(one, content, name="照片.jpg", **more):
    """As a telephone sends it; the bytes are put together here, since the test client leaves its own file open."""
    parts = [f'name="{key}"\r\n\r\n{value}'.encode() for key, value in more.items()]
    parts.append(f'name="file"; filename="{name}"\r\nContent-Type: image/jpeg\r\n\r\n'.encode() + content)
    body = b"".join(b"--cut\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--cut--\r\n"
    return one.open("POST", "/photos", data=body, content_type="multipart/form-data; boundary=cut")


def kept(one, content):
    answer = upload(one, content)
    assert answer.status_code in (200, 201), answer.json
    return answer.json["data"]["photo_id"]


def rows():
    session.remove()
    return session.scalars(select(Photo).order_by(Photo.id)).all()


def files(shelf):
    return [path for path in shelf.rglob("*") if path.is_file()]


def test_photos_are_off_until_switched_on_with_a_reason(app, person, shelf):
    answer = upload(person(), photo())
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "PHOTOS_OFF")
    assert files(shelf) == []
    with pytest.raises(Invalid), transaction():
        switches.turn(switches.PHOTOS, True, "  ", audit.COMMAND_LINE)
    with transaction():
        switches.turn(switches.PHOTOS, True, "核对光盘", audit.COMMAND_LINE)
        switches.turn(switches.PHOTOS, True, "再来一次", audit.COMMAND_LINE)
    with transaction(reading=True):
        (entry,) = session.scalars(select(AuditEntry).filter_by(action="photos.switch"))
        assert (entry.change, entry.reason) == ({"is_on": [False, True]}, "核对光盘")


def test_place_and_camera_are_gone_and_the_picture_stands_upright(one, shelf):
    original = with_place(orientation=6)
    assert b"SecretCamera" in original
    answer = upload(one, original)
    assert answer.status_code == 201
    assert answer.json["data"] | {"photo_id": 0} == {"photo_id": 0, "state": "checking", "reason": ""}
    picture = one.get(f"/photos/{answer.json['data']['photo_id']}/picture")
    assert (picture.mimetype, picture.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    image = Image.open(BytesIO(picture.data))
    assert (image.format, image.size) == ("JPEG", (240, 320))
    assert dict(image.getexif()) == {}
    assert b"Secret" not in picture.data
    (file,) = files(shelf)
    assert b"JFIF" not in file.read_bytes(), "sealed on disk"
    assert file.stat().st_mode & 0o077 == 0
    assert len(file.stem) == 32


@ONE
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_three_kinds_are_told_by_content_not_by_name(one, kind):
    assert upload(one, photo(7, kind), name="文档.exe").status_code == 201


BROKEN = {  # made when they are needed: the bomb takes a second
    "text": lambda: b"hello" * 100,
    "cut": lambda: photo(3)[: len(photo(3)) // 2],
    "gif": lambda: photo(3, "GIF"),
    "bmp": lambda: photo(3, "BMP"),
    "tiny": lambda: photo(image=Image.new("RGB", (8, 8))),
    "bomb": lambda: photo(kind="PNG", image=Image.new("1", (20_000, 20_000))),
    "html": lambda: b"\xff\xd8<script>alert(1)</script>",
    "empty": lambda: b"",
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>',
}


@ONE
@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_no_picture_is_refused_at_its_field(one, shelf, kind):
    answer = upload(one, BROKEN[kind]())
    assert answer.status_code == 422
    assert "照片" in answer.json["error"]["fields"]["file"]
    assert files(shelf) == []


def test_too_large_wrong_and_extra_are_refused(one, shelf):
    assert upload(one, b"\xff\xd8" + os.urandom(10 * 2**20)).status_code == 413
    assert one.post("/photos", {"file": "x"}).status_code == 415
    assert one.open("POST", "/photos", data={}, content_type="multipart/form-data").status_code in (400, 422)
    assert "note" in upload(one, photo(), note="x").json["error"]["fields"]
    two = {"file": [(BytesIO(photo(1)), "a.jpg"), (BytesIO(photo(2)), "b.jpg")]}
    assert one.open("POST", "/photos", data=two, content_type="multipart/form-data").status_code == 422
    assert files(shelf) == []


def test_just_ten_megabytes_are_taken(one):
    content = photo(5)
    assert upload(one, content + b"\0" * (10 * 2**20 - len(content))).status_code == 201


def test_the_same_file_again_is_the_first(one):
    first, second = upload(one, photo(1)), upload(one, photo(1))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json == second.json
    assert len(rows()) == 1


def test_two_uploads_at_once_are_one(one):
    codes = []
    threads = [threading.Thread(target=lambda: codes.append(upload(one, photo(4)).status_code)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200, 200, 200, 201]
    assert len(rows()) == 1


def test_only_its_owner_gets_at_a_photo(one, person, client):
    number = kept(one, photo())
    other = person()
    for path in (f"/photos/{number}", f"/photos/{number}/picture"):
        assert one.get(path).status_code == 200
        assert other.get(path).status_code == 404
        assert client.get(path).status_code == 401
    assert other.delete(f"/photos/{number}").status_code == 404
    assert one.delete(f"/photos/{number}").status_code == 204
    assert one.get(f"/photos/{number}/picture").status_code == 404


def test_a_suggestions_photo_is_shown_in_its_room_once_it_has_passed(app, one):
    number = kept(one, photo())
    suggestion = one.post("/suggestions", {"text": "附一张照片的建议", "photo_id": number}).json["data"]["id"]
    desk = sit_down(app)
    assert "正在检查" in desk.get(f"/suggestions/{suggestion}").text
    assert desk.get(f"/suggestions/{suggestion}/photo.jpg").status_code == 404
    with transaction():
        session.get_one(Photo, number).state = "passed"
    assert f"/suggestions/{suggestion}/photo.jpg" in desk.get(f"/suggestions/{suggestion}").text
    assert desk.get(f"/suggestions/{suggestion}/photo.jpg").mimetype == "image/jpeg"
    assert (
        sit_down(app, "manager", make_department("甲局")).get(f"/suggestions/{suggestion}/photo.jpg").status_code == 404
    )


def test_a_findings_photo_is_shown_to_who_settles_it_once_it_has_passed_and_belongs_to_nobody(app, one, seen, wechat):
    seen(one)
    number = kept(one, photo())
    told = {"text": "三楼走廊白天亮着灯", "photo_id": number, "written_on": str(clock.today() - timedelta(days=1))}
    answers = [one.post("/findings", told)]
    desk = sit_down(app)
    finding = answers[0].json["data"]["id"]
    room = f"/office/findings/{finding}"
    assert "正在检查" in desk.get(room).text
    assert desk.get(f"{room}/photo.jpg").status_code == 404
    photo_checks.run(wechat, "http://lvxing.test")
    assert verdict(number, "pass")
    answers.append(one.post("/findings", told))
    assert [answer.status_code for answer in answers] == [201, 200], "the picture is not asked for again"
    assert f"{room}/photo.jpg" in desk.get(room).text
    assert desk.get(f"{room}/photo.jpg").mimetype == "image/jpeg"
    reader = sit_down(app, "reader")
    assert "photo.jpg" not in reader.get(room).text
    assert reader.get(f"{room}/photo.jpg").status_code == 403
    (row,) = rows()
    assert (row.account_id, row.department_id) == (None, None)
    assert one.get("/photos").json["data"]["photos"] == one.get("/me/export").json["data"]["photos"] == []


def test_a_findings_refused_photo_is_cut_too_and_a_used_one_is_not_taken(app, one, seen, wechat):
    seen(one)
    number, used = kept(one, photo()), kept(one, photo(2))
    assert one.post("/suggestions", {"text": "附一张照片的建议", "photo_id": used}).status_code == 201
    refused = one.post("/findings", {"text": "二楼水龙头滴水", "photo_id": used})
    assert "附在别的记录上" in refused.json["error"]["fields"]["photo_id"]
    assert one.post("/findings", {"text": "二楼水龙头滴水", "photo_id": number}).status_code == 201
    photo_checks.run(wechat, "http://lvxing.test")
    assert verdict(number, "risky", 20001)
    assert len(one.get("/messages").json["data"]) == 1
    desk = sit_down(app)
    assert desk.post(f"/photos/{number}/review", {"accept": "yes"}).status_code == 200
    assert [(row.account_id is None, row.state) for row in rows()] == [(True, "passed"), (False, "checking")]


def test_only_those_who_take_part_add_photos(switched_on, person):
    assert upload(person(joined=False), photo()).status_code == 403


def plate(one, day_step="kept", **more):
    return one.check_in("clean_plate", meal="lunch", step=day_step, **more)


def test_a_plate_may_have_a_photo_and_never_needs_one(one, person):
    with time_machine.travel(MONDAY, tick=False):
        number = kept(one, photo())
        plate(one, "pledge")
        with_photo = plate(one, photo_id=number)
        other = person()
        plate(other, "pledge")
        without = plate(other)
    assert (with_photo.status_code, with_photo.json["data"]["state"]) == (201, "counted")
    assert with_photo.json["data"]["detail"]["photo_id"] == number
    assert with_photo.json["data"]["points"] == without.json["data"]["points"]
    assert "photo_id" not in without.json["data"]["detail"]
    assert rows()[0].use == "clean_plate:2026-03-02:lunch:kept"


def test_a_photo_that_is_not_there_or_not_mine_is_refused_by_name(one, person):
    with time_machine.travel(MONDAY, tick=False):
        theirs = kept(person(), photo(9))
        assert "photo_id" in plate(one, "pledge", photo_id=theirs).json["error"]["fields"]
        plate(one, "pledge")
        for number in (theirs, 99_999):
            assert "photo_id" in plate(one, photo_id=number).json["error"]["fields"]
        assert (
            "photo_id"
            in one.post("/suggestions", {"text": "附了别人的照片", "photo_id": theirs}).json["error"]["fields"]
        )
    assert session.scalar(select(func.count(CheckIn.id))) == 1


def two_days(one, first, second):
    """A plate kept on two days, each with its photo; the second's answer."""
    with time_machine.travel(MONDAY, tick=False) as clock:
        plate(one, "pledge")
        assert plate(one, photo_id=kept(one, first)).json["data"]["state"] == "counted"
        clock.shift(86_400)
        plate(one, "pledge")
        return plate(one, photo_id=kept(one, second)).json["data"]


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(lambda: photo(1), id="the-same-file"),
        pytest.param(lambda: photo(1, quality=40), id="compressed"),
        pytest.param(lambda: photo(image=scene(1).resize((160, 120))), id="smaller"),
        pytest.param(lambda: photo(1, "PNG"), id="another-kind"),
        pytest.param(lambda: photo(image=scene(1).transpose(Image.Transpose.FLIP_LEFT_RIGHT)), id="mirrored"),
        pytest.param(lambda: photo(image=scene(1).transpose(Image.Transpose.ROTATE_90)), id="turned"),
    ],
)
def test_the_same_picture_again_waits_for_a_look(one, again):
    shown = two_days(one, photo(1), again())
    assert shown["state"] == "held"
    assert "这张照片" in shown["detail"]["held"]
    session.remove()
    (held,) = session.scalars(select(Hold))
    assert held.evidence["kind"] == "same_photo"
    assert {"photo", "before"} <= held.evidence.keys()


def test_another_picture_counts(one):
    assert two_days(one, photo(1), photo(2))["state"] == "counted"


def test_a_colleagues_file_is_marked_without_saying_whose(one, person):
    other = person(name="欧阳甲")
    with time_machine.travel(MONDAY, tick=False):
        kept(other, photo(1))
        plate(one, "pledge")
        shown = plate(one, photo_id=kept(one, photo(1))).json["data"]
    assert shown["state"] == "held"
    assert "欧阳甲" not in str(shown)
    session.remove()
    assert "before" not in session.scalars(select(Hold)).one().evidence


def test_a_repeat_of_the_act_with_its_photo_changes_nothing(one):
    with time_machine.travel(MONDAY, tick=False):
        number = kept(one, photo())
        plate(one, "pledge")
        first, again = plate(one, photo_id=number), plate(one, photo_id=number)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json["data"] == first.json["data"]


def test_different_scenes_have_different_hashes():
    hashes = [photo_pictures.clean(photo(seed)).turns for seed in range(30)]
    near = [
        (one, other)
        for one in range(30)
        for other in range(one)
        if min(photo_pictures.distance(turn, hashes[other][0]) for turn in hashes[one]) <= photo_pictures.ALIKE
    ]
    assert near == []


@pytest.fixture
def seen(emulator):
    """WeChat, which saw this person a moment ago; its answers are given by hand."""
    emulator.events(hold_verdicts=True)

    def just_now(*people):
        for each in people:
            emulator.user(each.openid, seen=True)

    return just_now


@pytest.fixture
def wechat(app):
    return app.extensions["wechat"]


def verdict(photo_id, suggest, label=100):
    session.remove()
    trace_id = session.get_one(Photo, photo_id).trace_id
    with transaction():
        return photo_checks.settle(Verdict(suggest, label, trace_id))


def test_wechat_is_asked_once_fetches_the_picture_and_its_word_decides(app, one, seen, wechat, emulator):
    seen(one)
    good, bad, unclear = (kept(one, photo(seed)) for seed in (1, 2, 3))
    assert photo_checks.run(wechat, "http://lvxing.test") == 3
    assert photo_checks.run(wechat, "http://lvxing.test") == 0, "asked once"
    urls = [asked["media_url"] for asked in emulator.media()]
    fetched = app.test_client().get(urls[0].removeprefix("http://lvxing.test"))
    assert (fetched.status_code, fetched.mimetype) == (200, "image/jpeg")
    assert Image.open(BytesIO(fetched.data)).format == "JPEG"
    assert verdict(good, "pass")
    assert verdict(bad, "risky", 20002)
    assert verdict(unclear, "review", 21000)
    assert verdict(bad, "risky", 20002), "WeChat may say it twice"
    states = [one.get(f"/photos/{number}").json["data"]["state"] for number in (good, bad, unclear)]
    assert states == ["passed", "refused", "checking"]
    assert app.test_client().get(urls[0].removeprefix("http://lvxing.test")).status_code == 404, "its word is used up"
    told = [message["text"] for message in one.get("/messages").json["data"]]
    assert len(told) == 1
    assert "内容检查" in told[0]
    with transaction():
        assert not photo_checks.settle(Verdict("pass", 100, "trace-of-somebody-else"))


def test_a_refused_photo_cannot_be_added_to_anything(one, seen, wechat):
    seen(one)
    number = kept(one, photo())
    photo_checks.run(wechat, "http://lvxing.test")
    verdict(number, "risky", 20001)
    with time_machine.travel(MONDAY, tick=False):
        plate(one, "pledge")
        assert "没有通过检查" in plate(one, photo_id=number).json["error"]["fields"]["photo_id"]


def test_a_verdict_that_never_comes_is_asked_for_again_and_then_left_to_people(one, seen, wechat):
    with time_machine.travel(MONDAY, tick=False) as clock:
        seen(one)
        number = kept(one, photo())
        asked = []
        for _ in range(20):
            asked.append(photo_checks.run(wechat, "http://lvxing.test"))
            clock.shift(10 * 60)
        assert sum(asked) == photo_checks.MOST_ASKS
        assert asked[:5] == [1, 0, 0, 0, 1]
    assert one.get(f"/photos/{number}").json["data"]["state"] == "checking"


def test_when_wechat_is_down_the_photo_waits(one, seen, app, settings):
    with time_machine.travel(MONDAY, tick=False) as clock:
        seen(one)
        kept(one, photo())
        down = WeChat(settings.wx_appid, settings.wx_secret, "http://127.0.0.1:9/", timeout=(0.2, 0.2))
        assert photo_checks.run(down, "http://lvxing.test") == 1
        assert photo_checks.run(app.extensions["wechat"], "http://lvxing.test") == 0
        clock.shift(5 * 60 + 1)
        assert photo_checks.run(app.extensions["wechat"], "http://lvxing.test") == 1
    assert rows()[0].trace_id


def test_an_address_for_wechat_is_good_for_an_hour(app, one, seen, wechat, emulator):
    with time_machine.travel(MONDAY, tick=False) as clock:
        seen(one)
        kept(one, photo())
        photo_checks.run(wechat, "http://lvxing.test")
        (url,) = [asked["media_url"] for asked in emulator.media()]
        path = url.removeprefix("http://lvxing.test")
        assert app.test_client().get(path).status_code == 200
        clock.shift(3601)
        assert app.test_client().get(path).status_code == 404
        assert app.test_client().get("/photo-checks/guess").status_code == 404


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"result": {"suggest": "pass", "label": 100}}, Verdict("pass", 100, "t")),
        ({"result": {"suggest": "risky", "label": "20002"}, "errcode": "0"}, Verdict("risky", 20002, "t")),
        ({"errcode": -1008}, Verdict("review", 0, "t")),
        ({"errcode": -1, "result": {"suggest": "pass", "label": 100}}, Verdict("review", 0, "t")),
        ({}, Verdict("review", 0, "t")),
        ({"result": "?"}, Verdict("review", 0, "t")),
    ],
)
def test_what_wechats_event_says(event, expected):
    assert media_verdict({"Event": "wxa_media_check", "trace_id": "t"} | event) == expected
    assert media_verdict({"Event": "subscribe_msg_popup_event"} | event) is None


def test_leaving_and_erasing_take_the_photos_along(one, shelf, person):
    other = person(employee_no="P-9")
    for each in (one, other):
        number = kept(each, photo(each.account_id))
        each.post("/suggestions", {"text": "附一张照片的建议", "photo_id": number})
    assert one.get("/me/export").json["data"]["photos"][0]["use"] == "submit"
    assert one.delete("/participation").status_code == 204
    assert [row.account_id for row in rows()] == [other.account_id]
    with transaction():
        accounts.erase("P-9")
    assert rows() == []
    assert len(files(shelf)) == 2, "unreadable: their keys are gone"
    for file in files(shelf):
        os.utime(file, (0, 0))
    with transaction():
        housekeeping.clean_up()
    assert files(shelf) == []


def test_what_has_had_its_time_is_forgotten(one, shelf):
    with time_machine.travel(MONDAY, tick=False) as clock:
        used, unused = kept(one, photo(1)), kept(one, photo(2))
        one.post("/suggestions", {"text": "附一张照片的建议", "photo_id": used})
        clock.shift(3 * 86_400)
        with transaction():
            housekeeping.clean_up()
        assert [row.id for row in rows()] == [used]
        assert unused != used
        clock.shift(88 * 86_400)
        with transaction():
            housekeeping.clean_up()
        assert rows() == []
        assert one.get("/suggestions").json["data"][0]["photo_id"] is None


def test_a_file_without_a_row_is_swept_and_a_young_one_is_not(one, shelf):
    kept(one, photo(1))
    photo_files.keep(b"crashed before its row")
    assert len(files(shelf)) == 2
    with transaction():
        housekeeping.clean_up()
    assert len(files(shelf)) == 2
    for file in files(shelf):
        os.utime(file, (0, 0))
    with transaction():
        housekeeping.clean_up()
    (left,) = files(shelf)
    assert left.stem == rows()[0].name


def test_nothing_is_swept_from_under_a_backup(one, shelf):
    photo_files.keep(b"crashed before its row")
    for file in files(shelf):
        os.utime(file, (0, 0))
    (shelf.parent / "backup-1").mkdir()
    with transaction():
        housekeeping.clean_up()
    assert len(files(shelf)) == 1
    os.utime(shelf.parent / "backup-1", (0, 0))
    with transaction():
        housekeeping.clean_up()
    assert files(shelf) == []


def test_the_scheduler_asks_wechat_with_the_address_it_was_given(one, seen, wechat, emulator):
    seen(one)
    kept(one, photo())
    jobs.check_photos(jobs.Station(wechat, threads=1, rate=60, tick=1, base="https://lvxing.test"))
    (asked,) = emulator.media()
    assert asked["media_url"].startswith("https://lvxing.test/photo-checks/")
    assert asked["openid"] == one.openid


def test_a_person_sees_whether_photos_are_taken_and_their_own(person, shelf):
    one = person(joined=False)
    assert one.get("/photos").json["data"] == {"on": False, "kept_days": 90, "photos": []}
    with transaction():
        switches.turn(switches.PHOTOS, True, "核对光盘", audit.COMMAND_LINE)
    two = person()
    number = kept(two, photo())
    assert two.get("/photos").json["data"] == {
        "on": True, "kept_days": 90, "photos": [{"photo_id": number, "state": "checking", "reason": ""}],
    }  # fmt: skip
    assert one.get("/photos").json["data"]["photos"] == []


def test_a_key_does_not_open_another_file(one, shelf):
    first, second = kept(one, photo(1)), kept(one, photo(2))
    session.remove()
    with transaction():
        one_row, other = session.get_one(Photo, first), session.get_one(Photo, second)
        one_row.key_sealed = other.key_sealed
    assert one.get(f"/photos/{first}/picture").status_code == 404
    assert one.get(f"/photos/{second}/picture").status_code == 200
    assert session.scalar(select(Setting.value).filter_by(key="photos_on")) is True
