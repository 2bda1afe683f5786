"""The second channel: off unless configured, no consent used up, the same outcomes, its own halts."""

import pytest
import time_machine

from config import Config, ConfigError
from office import APPID
from reminding import at, inbox, ledger, make_reader, states, turn_on
from scheduler import jobs
from services.sending import halts
from wechat import BadMessage, Halted, NotSent, Refused, Unknown, WeCom

SEND = "qy/cgi-bin/message/send"
FIELDS = {"thing1": "今天绿色出行了吗？", "time2": "2026年3月2日 07:50", "thing3": "已完成请忽略"}


def wecom_of(emulator, **values):
    corp = {"corp_id": "wwlvxingdemo", "secret": "demo-corp-secret", "agent_id": 1000002} | values
    return WeCom(**corp, appid=APPID, base_url=f"{emulator.url}qy/", timeout=(1, 1))


@pytest.fixture
def wecom(emulator):
    emulator.member("zhang", "张三")
    return wecom_of(emulator)


@pytest.fixture
def office(app, emulator, person, wecom, monkeypatch):
    """Monday 07:50 with both channels: makes a reader who is in WeCom, plans, gives back a scheduler."""
    monkeypatch.setitem(app.extensions, "wecom", wecom)
    with time_machine.travel(at(7), tick=False) as traveller:

        def make(grants=0):
            turn_on()
            reader = make_reader(person, emulator, grants=grants)
            assert reader.post("/wecom", {"code": emulator.member("zhang")}).json["data"] == {"wecom": True}
            traveller.move_to(at(7, 50, 5))
            here = jobs.Station(app.extensions["wechat"], threads=2, rate=500, tick=20, wecom=wecom)
            jobs.beat(here)
            jobs.plan(here)
            return here, reader

        make.clock = traveller
        yield make


def test_it_is_off_unless_configured(client, person, emulator):
    answer = person().post("/wecom", {"code": emulator.member("zhang")})
    assert (answer.status_code, answer.json["error"]["message"]) == (404, "本单位没有启用企业微信通知")


def test_the_settings_come_together_or_not_at_all():
    env = {"SECRET_KEY": "k", "DATA_KEYS": "a:" + "A" * 43 + "=", "WX_APPID": "wx", "WX_SECRET": "s"}
    assert Config.from_env(env).wecom_corp_id == ""
    with pytest.raises(ConfigError, match="WECOM_SECRET"):
        Config.from_env(env | {"WECOM_CORP_ID": "ww1"})
    whole = env | {"WECOM_CORP_ID": "ww1", "WECOM_SECRET": "s", "WECOM_AGENT_ID": "1000002"}
    assert Config.from_env(whole).wecom_api_base == "https://qyapi.weixin.qq.com/"
    for wrong in ({"WECOM_AGENT_ID": "x"}, {"WECOM_API_BASE": "http://example.com/"}, {"WX_PUSH_AES_KEY": "short"}):
        with pytest.raises(ConfigError, match=next(iter(wrong))):
            Config.from_env(whole | wrong)


def test_without_a_consent_the_message_comes_by_wecom(office, emulator):
    here, reader = office()
    for _ in range(2):
        jobs.deliver(here)
    assert states() == [("sent", "")]
    assert emulator.sent() == []
    (notice,) = emulator.notices("zhang")
    assert notice["notice"]["appid"] == APPID
    assert notice["notice"]["page"] == "pages/home/index?reminder=commute"
    assert notice["notice"]["content_item"][0] == {"key": "内容", "value": "今天绿色出行了吗？点一下就记上"}
    assert inbox(reader) == ["绿色出行提醒"]


def test_with_a_consent_it_comes_by_wechat_and_only_once(office, emulator):
    here, reader = office(grants=1)
    jobs.deliver(here)
    assert (len(emulator.sent()), emulator.notices()) == (1, [])
    assert ledger(reader) == 0


def test_a_halt_of_one_channel_does_not_hold_up_the_other(office, emulator, app, person):
    office()
    other = make_reader(person, emulator)
    office.clock.move_to(at(7, 50, 10))
    turn_on("commute", next_run_at=at(7, 50))
    here = jobs.Station(app.extensions["wechat"], threads=2, rate=500, tick=20, wecom=wecom_of(emulator, agent_id=7))
    jobs.plan(here)
    office.clock.shift(120)
    jobs.plan(here)
    jobs.deliver(here)
    assert states() == [("pending", ""), ("sent", "")]
    assert halts.halted("wechat") is None
    assert halts.halted("wecom")["code"] == 40056
    assert [message["openid"] for message in emulator.sent()] == [other.openid]


def test_whoever_unlinks_gets_no_more(office, emulator):
    here, reader = office()
    assert reader.get("/me").json["data"]["wecom"] is True
    assert reader.delete("/wecom").json["data"] == {"wecom": False}
    jobs.deliver(here)
    assert states() == [("dropped", "no_grant")]
    assert emulator.notices() == []


def test_one_account_there_is_one_person_here(office, emulator, person):
    office()
    assert person().post("/wecom", {"code": emulator.member("zhang")}).status_code == 409
    assert person().post("/wecom", {"code": "no-such-code"}).status_code == 401


OUTCOMES = [
    ({"kind": "errcode", "errcode": 60020}, Halted, None),
    ({"kind": "errcode", "errcode": 45009}, Halted, 600),
    ({"kind": "errcode", "errcode": -1}, NotSent, None),
    ({"kind": "errcode", "errcode": 45033}, NotSent, None),
    ({"kind": "errcode", "errcode": 81013}, Refused, None),
    ({"kind": "errcode", "errcode": 40058}, BadMessage, None),
    ({"kind": "http"}, Unknown, None),
    ({"kind": "garbage"}, Unknown, None),
    ({"kind": "drop"}, Unknown, None),
    ({"kind": "after_effect", "then": "drop"}, Unknown, None),
]


@pytest.mark.parametrize(("fault", "outcome", "seconds"), OUTCOMES)
def test_each_outcome_is_named_by_whom_it_concerns(emulator, wecom, fault, outcome, seconds):
    emulator.fault(SEND, **fault)
    with pytest.raises(outcome) as raised:
        wecom.push("zhang", "tmpl", FIELDS, "pages/home/index")
    assert getattr(raised.value, "retry_after", None) == seconds
    assert "demo-corp-secret" not in str(raised.value)


def test_a_stranger_is_refused_and_a_bad_secret_halts(emulator, wecom):
    with pytest.raises(Refused):
        wecom.push("nobody", "tmpl", FIELDS)
    with pytest.raises(Halted) as raised:
        wecom_of(emulator, secret="wrong").push("zhang", "tmpl", FIELDS)
    assert raised.value.retry_after is None


def test_the_same_message_again_arrives_once_and_an_old_token_is_renewed(emulator, wecom):
    for _ in range(2):
        assert wecom.push("zhang", "tmpl", FIELDS).startswith("qy-")
    assert len(emulator.notices("zhang")) == 1
    emulator.clock(7300)
    assert wecom.push("zhang", "tmpl", FIELDS | {"thing1": "另一条"})
    assert len(emulator.log("qy/cgi-bin/gettoken")) == 2


def test_thirty_a_minute_to_one_person_and_the_rest_silently_dropped(emulator, wecom):
    for number in range(32):
        wecom.push("zhang", "tmpl", FIELDS | {"thing1": f"第 {number} 条"})
    assert len(emulator.notices("zhang")) == 30
