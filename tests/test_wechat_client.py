"""The client as LvXing uses it, over HTTP against the emulator: who is told what, and what is used up."""

import base64

import pytest
import zxingcpp
from PIL import Image

import errors
from wechat import BadMessage, Halted, Refused, WeChat
from wechat.emulator.server import start
from wechat_fixtures import GOOD


@pytest.fixture
def emulator():
    with start() as running:
        yield running


@pytest.fixture
def wechat(emulator):
    return WeChat(emulator.appid, emulator.secret, emulator.url, timeout=(1, 2))


def test_login_needs_no_token(emulator, wechat):
    emulator.user("o1", unionid="u1")
    login = wechat.login(emulator.code("o1"))
    assert (login.openid, login.unionid) == ("o1", "u1")
    assert len(base64.b64decode(login.session_key)) == 16
    assert [entry["path"] for entry in emulator.log()] == ["sns/jscode2session"]


def test_login_without_unionid(emulator, wechat):
    assert wechat.login(emulator.code("o1")).unionid is None


def test_code_is_good_once(emulator, wechat):
    code = emulator.code("o1")
    wechat.login(code)
    with pytest.raises(errors.WeChatCodeInvalid, match="已经用过"):
        wechat.login(code)


@pytest.mark.parametrize(("age", "good"), [(299, True), (301, False)])
def test_code_is_good_for_five_minutes(emulator, wechat, age, good):
    code = emulator.code("o1")
    emulator.clock(advance=age)
    if good:
        assert wechat.login(code).openid == "o1"
    else:
        with pytest.raises(errors.WeChatCodeInvalid, match="过期"):
            wechat.login(code)


def test_blocked_person_is_told_so(emulator, wechat):
    emulator.user("o1", blocked=True)
    with pytest.raises(errors.WeChatCodeInvalid, match="风险"):
        wechat.login(emulator.code("o1"))


@pytest.mark.parametrize("code", ["", "x" * 257, "代码", "a\nb", "\ud800", "a\x00"])
def test_impossible_codes_are_not_even_asked(emulator, wechat, code):
    with pytest.raises(errors.WeChatCodeInvalid):
        wechat.login(code)
    with pytest.raises(errors.WeChatCodeInvalid):
        wechat.phone_number(code)
    assert emulator.log() == []


def test_login_too_often_is_not_the_codes_fault(emulator, wechat):
    for _ in range(100):
        wechat.login("demo:zhang")
    with pytest.raises(errors.WeChatUnavailable) as told:
        wechat.login("demo:zhang")
    assert told.value.retry_after == 60


def test_wrong_secret_is_not_the_codes_fault(emulator):
    with pytest.raises(errors.WeChatUnavailable):
        WeChat(emulator.appid, "wrong", emulator.url).login(emulator.code("o1"))


def test_phone_number_once(emulator, wechat):
    code = emulator.phone_code("13800138000")
    assert wechat.phone_number(code) == "13800138000"
    with pytest.raises(errors.WeChatCodeInvalid):
        wechat.phone_number(code)


def test_one_grant_is_one_send(emulator, wechat):
    with pytest.raises(Refused) as refused:
        wechat.push("o1", "tmpl-commute", GOOD)
    assert refused.value.errcode == 40003  # nobody has ever seen o1
    emulator.grant("o1", "tmpl-commute")
    msgid = wechat.push("o1", "tmpl-commute", GOOD, "pages/home/index", state="trial")
    with pytest.raises(Refused) as refused:
        wechat.push("o1", "tmpl-commute", GOOD)
    assert refused.value.errcode == 43101
    [sent] = emulator.sent()
    assert (str(sent["msgid"]), sent["data"]) == (msgid, GOOD)
    assert (sent["page"], sent["state"], sent["lang"]) == ("pages/home/index", "trial", "zh_CN")
    assert emulator.grants() == []
    assert emulator.used() == [{"openid": "o1", "template_id": "tmpl-commute", "n": 1}]


def test_grant_is_for_one_template(emulator, wechat):
    emulator.grant("o1", "tmpl-quiz")
    with pytest.raises(Refused):
        wechat.push("o1", "tmpl-commute", GOOD)


def test_long_term_grant_is_not_used_up(emulator, wechat):
    emulator.template("long", ["thing1"], type=3)
    emulator.grant("o1", "long")
    for _ in range(3):
        wechat.push("o1", "long", {"thing1": "好"})
    assert emulator.grants() == [{"openid": "o1", "template_id": "long", "n": 1}]


@pytest.mark.parametrize(
    ("change", "field"), [({"thing1": "字" * 21}, "thing1"), ({"thing3": ""}, "thing3"), ({"time2": "明天"}, "time2")]
)
def test_field_beyond_its_limits_is_named_and_uses_nothing(emulator, wechat, change, field):
    emulator.grant("o1", "tmpl-commute")
    with pytest.raises(BadMessage) as bad:
        wechat.push("o1", "tmpl-commute", GOOD | change)
    assert (bad.value.errcode, bad.value.field, bad.value.alarm) == (47003, field, False)
    assert bad.value.rid
    assert emulator.sent() == []
    assert len(emulator.grants()) == 1


def test_twenty_characters_are_allowed(emulator, wechat):
    emulator.grant("o1", "tmpl-commute")
    wechat.push("o1", "tmpl-commute", GOOD | {"thing1": "字" * 20})


def test_unknown_template_and_unpublished_page(emulator, wechat):
    emulator.grant("o1", "tmpl-commute")
    emulator.page("pages/home/index")
    with pytest.raises(BadMessage) as bad:
        wechat.push("o1", "tmpl-nothing", GOOD)
    assert bad.value.errcode == 40037
    with pytest.raises(BadMessage) as bad:
        wechat.push("o1", "tmpl-commute", GOOD, "pages/gone/index")
    assert bad.value.errcode == 41030
    wechat.push("o1", "tmpl-commute", GOOD, "pages/home/index?from=push")


def test_errcode_nobody_expected_rings(emulator, wechat):
    emulator.fault("subscribe/send", "errcode", errcode=43107)
    with pytest.raises(BadMessage) as bad:
        wechat.push("o1", "tmpl-commute", GOOD)
    assert (bad.value.errcode, bad.value.alarm) == (43107, True)


def test_days_quota_halts_everybody(emulator, wechat):
    emulator.grant("o1", "tmpl-commute", 2)
    emulator.quota("cgi-bin/message/subscribe/send", day=1)
    wechat.push("o1", "tmpl-commute", GOOD)
    with pytest.raises(Halted) as halted:
        wechat.push("o1", "tmpl-commute", GOOD)
    assert (halted.value.errcode, halted.value.retry_after) == (45009, 600)
    assert len(emulator.grants()) == 1
    emulator.clock(advance=86_400)
    wechat.push("o1", "tmpl-commute", GOOD)


@pytest.mark.parametrize(("errcode", "retry_after"), [(45011, 60), (48001, None), (40164, None), (40013, None)])
def test_what_concerns_everybody_halts(emulator, wechat, errcode, retry_after):
    emulator.fault("subscribe/send", "errcode", errcode=errcode)
    with pytest.raises(Halted) as halted:
        wechat.push("o1", "tmpl-commute", GOOD)
    assert (halted.value.errcode, halted.value.retry_after) == (errcode, retry_after)


def test_templates_tell_their_keys(emulator, wechat):
    emulator.template("t7", ["enum1", "thing2"], type=3, title="七", choices={"enum1": ["好", "坏"]})
    found = {template.id: template for template in wechat.templates()}
    assert set(found) == {
        "tmpl-commute", "tmpl-plate", "tmpl-quiz", "tmpl-lights", "tmpl-campaign", "tmpl-weekly", "t7",
    }  # fmt: skip
    assert found["tmpl-commute"].keys == ("thing1", "time2", "thing3")
    assert not found["tmpl-commute"].lasting
    assert (found["t7"].lasting, found["t7"].choices) == (True, (("enum1", ("好", "坏")),))


@pytest.mark.parametrize(
    ("text", "suggest", "label"),
    [("建议多装充电桩", "pass", 100), ("这是违规内容", "risky", 20001), ("可疑", "review", 21000)],
)
def test_text_is_judged(emulator, wechat, text, suggest, label):
    emulator.user("o1", seen=True)
    verdict = wechat.check_text("o1", text, scene=2)
    assert (verdict.suggest, verdict.label, verdict.passed) == (suggest, label, suggest == "pass")
    assert verdict.trace_id


def test_writer_who_was_away_for_two_hours_is_reviewed(emulator, wechat):
    emulator.user("o1", seen=True)
    emulator.clock(advance=7_201)
    assert wechat.check_text("o1", "你好", scene=2).suggest == "review"


def test_round_code_is_a_picture_of_page_and_scene(emulator, wechat, tmp_path):
    (tmp_path / "code.jpg").write_bytes(wechat.mini_code("b=7", "pages/bin/index", env="trial"))
    [found] = zxingcpp.read_barcodes(Image.open(tmp_path / "code.jpg"))
    assert found.text == "pages/bin/index?scene=b=7"


@pytest.mark.parametrize(
    ("scene", "page"), [("x" * 33, "pages/a"), ("中文", "pages/a"), ("a", "/pages/a"), ("a", "gone")]
)
def test_round_code_refused(emulator, wechat, scene, page):
    emulator.page("pages/a")
    with pytest.raises(errors.Invalid):
        wechat.mini_code(scene, page)
