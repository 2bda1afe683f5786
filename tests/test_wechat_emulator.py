"""The stand-in server itself: WeChat's own rules over plain HTTP, and the control plane."""

import json
import subprocess
import sys
import threading

import pytest
import requests

from wechat import WeChat
from wechat.emulator.server import start
from wechat_fixtures import GOOD


@pytest.fixture
def emulator():
    with start() as running:
        yield running


@pytest.fixture
def session():
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.fixture
def call(emulator, session):
    """A call of the data plane with curl's means; the token is asked for when needed."""

    def call(method, path, *, token=True, **body):
        query = dict(body) if method == "GET" else {}
        if token:
            query["access_token"] = stable(call)["access_token"] if token is True else token
        data = None if method == "GET" else json.dumps(body, ensure_ascii=False).encode()
        return session.request(method, emulator.url + path, params=query, data=data, timeout=5).json()

    return call


def app(**more):
    return {"grant_type": "client_credential", "appid": "wxlvxingdemo", "secret": "demo-secret"} | more


def stable(call, **more):
    return call("POST", "cgi-bin/stable_token", token=False, **app(**more))


def plain(call, **more):
    return call("GET", "cgi-bin/token", token=False, **app(**more))


def templates(call, token):
    return call("GET", "wxaapi/newtmpl/gettemplate", token=token)["errcode"]


# Tokens


def test_stable_token_stays_the_same_until_its_last_minutes(emulator, call):
    first = stable(call)
    emulator.clock(advance=6_899)
    again = stable(call)
    assert (again["access_token"], again["expires_in"]) == (first["access_token"], 301)
    emulator.clock(advance=2)
    newer = stable(call)
    assert newer["access_token"] != first["access_token"]
    assert (templates(call, first["access_token"]), templates(call, newer["access_token"])) == (0, 0)
    emulator.clock(advance=300)
    assert (templates(call, first["access_token"]), templates(call, newer["access_token"])) == (42001, 0)


def test_forced_refresh_kills_the_old_one_but_not_twice_in_half_a_minute(emulator, call):
    first, forced = stable(call), stable(call, force_refresh=True)
    assert templates(call, first["access_token"]) == 40001
    assert stable(call, force_refresh=True)["access_token"] == forced["access_token"]
    emulator.clock(advance=31)
    assert stable(call, force_refresh=True)["access_token"] != forced["access_token"]


def test_plain_token_kills_its_predecessor_after_five_minutes(emulator, call):
    other, first, second = stable(call), plain(call), plain(call)
    assert [templates(call, each["access_token"]) for each in (other, first, second)] == [0, 0, 0]
    emulator.clock(advance=301)
    assert [templates(call, each["access_token"]) for each in (other, first, second)] == [0, 40001, 0]


@pytest.mark.parametrize(
    ("wrong", "errcode"), [({"grant_type": "x"}, 40002), ({"appid": "x"}, 40013), ({"secret": "x"}, 40125)]
)
def test_wrong_credentials(call, wrong, errcode):
    assert plain(call, **wrong)["errcode"] == stable(call, **wrong)["errcode"] == errcode


@pytest.mark.parametrize(("token", "errcode"), [(False, 41001), ("?", 40014), ("x" * 100, 40001)])
def test_wrong_token(call, token, errcode):
    assert templates(call, token) == errcode


def test_plain_token_has_a_days_quota(emulator, call):
    emulator.quota("cgi-bin/token", day=2)
    assert [plain(call).get("errcode", 0) for _ in range(3)] == [0, 0, 45009]
    shown = call("POST", "cgi-bin/openapi/quota/get", cgi_path="/cgi-bin/token")["quota"]
    assert shown == {"daily_limit": 2, "used": 2, "remain": 0}
    assert call("POST", "cgi-bin/clear_quota", appid="wxlvxingdemo")["errcode"] == 0
    assert plain(call)["expires_in"] == 7200


# Curl's own codes


def test_codes_made_up_by_curl(call):
    def login(code):
        return call("GET", "sns/jscode2session", token=False, **app(js_code=code))

    assert login("demo:zhang")["openid"] == login("demo:zhang")["openid"] == "o-demo-zhang"
    assert login("demo:zhang:1")["openid"] == "o-demo-zhang"
    assert login("demo:zhang:1")["errcode"] == 40163
    assert login("demo:")["errcode"] == login("other")["errcode"] == 40029

    def phone(code):
        return call("POST", "wxa/business/getuserphonenumber", code=code)

    assert phone("demo-phone:13800138000")["phone_info"]["purePhoneNumber"] == "13800138000"
    assert [phone("demo-phone:13800138000:1")["errcode"] for _ in range(2)] == [0, 40163]
    assert phone("demo-phone:x")["errcode"] == 40029


def test_login_is_plain_text_without_errcode(emulator, session):
    query = app(js_code="demo:zhang")
    answer = session.get(emulator.url + "sns/jscode2session", params=query, timeout=5)
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert set(answer.json()) == {"openid", "session_key"}


# The control plane


def test_control_plane_over_http(emulator, session):
    def ctl(name, body=None):
        method = "GET" if body is None else "POST"
        return session.request(method, f"{emulator.url}__ctl/{name}", json=body, timeout=5)

    assert ctl("grant", [{"openid": f"o{n}", "template_id": "tmpl-quiz", "n": 2} for n in range(3)]).json() == [2, 2, 2]
    assert len(ctl("grants").json()) == 3
    assert ctl("code", {"openid": "o1"}).json().startswith("code-")
    assert ctl("clock", {"advance": 5}).json() == 5
    assert ctl("fault", {"path": "send", "kind": "http", "status": 503}).status_code == 200
    for wrong in ({"path": "x", "kind": "y"}, {"path": "(", "kind": "http"}, {"nothing": 1}, {}):
        assert ctl("fault", wrong).status_code == 400
    assert ctl("state", {}).status_code == ctl("stop", {}).status_code == 404
    assert ctl("reset", {}).status_code == 200
    assert ctl("grants").json() == ctl("sent").json() == ctl("used").json() == ctl("log").json() == []


def test_log_keeps_no_secret(emulator, call):
    plain(call)
    templates(call, stable(call)["access_token"])
    text = json.dumps(emulator.log())
    assert "demo-secret" not in text
    assert "access_token" not in text
    assert len(emulator.log("cgi-bin")) == 2


def test_fault_waits_and_ends(emulator, call):
    emulator.fault("gettemplate", "errcode", times=2, skip=1, errcode=45011)
    token = stable(call)["access_token"]
    assert [templates(call, token) for _ in range(4)] == [0, 45011, 45011, 0]


def test_second_form_of_the_text_check_wants_a_scene_and_a_visitor(emulator, call):
    path = "wxa/msg_sec_check"
    assert call("POST", path, content="违规")["errcode"] == 87014
    assert call("POST", path, content="好")["errcode"] == 0
    ask = {"version": 2, "openid": "o1", "content": "好"}
    assert call("POST", path, **ask, scene=9)["errcode"] == 40129
    assert call("POST", path, **ask, scene=1)["errcode"] == 40003
    emulator.user("o1")
    assert call("POST", path, **ask, scene=1)["errcode"] == 61010
    emulator.user("o1", seen=True)
    assert call("POST", path, **ask, scene=1)["result"] == {"suggest": "pass", "label": 100}
    assert call("POST", path, **(ask | {"content": "字" * 2_501}), scene=1)["errcode"] == 44002


def test_many_requests_on_few_connections(emulator, session):
    for _ in range(300):
        assert session.get(emulator.url + "__ctl/sent", timeout=5).status_code == 200
    assert len(emulator._server._open) == 1


def test_parallel_sends_use_each_grant_once(emulator):
    wechat = WeChat(emulator.appid, emulator.secret, emulator.url)
    emulator.grant("o1", "tmpl-quiz", 20)
    outcomes = []

    def push():
        try:
            outcomes.append(wechat.push("o1", "tmpl-quiz", GOOD))
        except Exception as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=push) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("Refused") == 20
    assert len(emulator.sent()) == len(set(outcomes) - {"Refused"}) == 20


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_only_this_machine(host):
    with pytest.raises(ValueError, match="this machine"):
        start(host=host)


def test_command(session):
    command = [sys.executable, "-m", "wechat.emulator", "--port", "0", "--appid", "wx9", "--secret", "s9"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            url = line.split()[1]
            answer = session.post(url + "cgi-bin/stable_token", json=app(appid="wx9", secret="s9"), timeout=5)
            assert answer.json()["expires_in"] == 7200
        finally:
            process.terminate()
            assert process.wait(5) == 0
    assert "wx9" in line
    assert "s9" not in line.replace("wx9", "")
