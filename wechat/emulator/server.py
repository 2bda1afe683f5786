"""The HTTP side: WeChat's paths and the control plane."""

import inspect
import re
from threading import Event, Thread

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import BadRequest, NotFound

from wechat.emulator import content, faults, messages, quotas, sessions, tokens, wecom
from wechat.emulator.control import READS, WRITES, Control
from wechat.emulator.state import Call, Refusal, State
from wechat.emulator.wire import Server

APPID, SECRET = "wxlvxingdemo", "demo-secret"
OPEN = {
    ("GET", "cgi-bin/token"): tokens.grant,
    ("POST", "cgi-bin/stable_token"): tokens.stable,
    ("GET", "sns/jscode2session"): sessions.login,
    **wecom.PATHS,
}
WITH_TOKEN = {
    ("GET", "wxa/checksession"): sessions.check,
    ("POST", "wxa/business/getuserphonenumber"): sessions.phone,
    ("POST", "cgi-bin/message/subscribe/send"): messages.send,
    ("GET", "wxaapi/newtmpl/gettemplate"): messages.templates,
    ("POST", "wxa/getwxacodeunlimit"): content.round_code,
    ("POST", "wxa/msg_sec_check"): content.check_text,
    ("POST", "wxa/media_check_async"): content.check_media,
    ("POST", "cgi-bin/openapi/quota/get"): quotas.show,
    ("POST", "cgi-bin/clear_quota"): quotas.clear,
}
SECRETS = ("secret", "corpsecret", "access_token", "signature")


class Emulator(Control):
    """The running emulator: the control plane's methods, ``url`` (with a slash at its end) and ``stop``."""

    def __init__(self, state: State, host: str = "127.0.0.1", port: int = 0):
        super().__init__(state)
        self._stopped = Event()
        self._server = Server(host, port, wsgi(self, self._stopped))
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self._server.port}/"
        self.appid, self.secret = state.appid, state.secret

    def serve(self) -> None:
        """Answer until ``stop``; blocks."""
        self._server.serve_forever(poll_interval=0.05)

    def stop(self) -> None:
        """Stop listening and cut every connection."""
        self._stopped.set()
        self._server.shutdown()
        self._server.cut()
        self._server.server_close()

    def __enter__(self) -> "Emulator":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(port: int = 0, *, host: str = "127.0.0.1", appid: str = APPID, secret: str = SECRET) -> Emulator:
    """Run an emulator in a thread of this process; ``port`` 0 takes a free one."""
    emulator = Emulator(State(appid, secret), host, port)
    Thread(target=emulator.serve, daemon=True, name="wechat-emulator").start()
    return emulator


def wsgi(control: Control, stopped: Event) -> Flask:
    app = Flask(__name__)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.add_url_rule("/__ctl/<name>", "control", lambda name: steer(control, name), methods=["GET", "POST"])
    app.add_url_rule("/<path:path>", "api", lambda path: answer(control.state, path, stopped), methods=["GET", "POST"])
    return app


def steer(control: Control, name: str) -> Response:
    """One call of the control plane, or one for each object of a list."""
    if name not in (READS if request.method == "GET" else WRITES):
        raise NotFound
    method = getattr(control, name)
    asked = request.args.to_dict() if request.method == "GET" else request.get_json(force=True, silent=True) or {}
    try:
        for each in asked if isinstance(asked, list) else [asked]:
            inspect.signature(method).bind(**each)
        results = [method(**each) for each in (asked if isinstance(asked, list) else [asked])]
    except (TypeError, ValueError, re.error) as error:
        raise BadRequest(str(error)) from error
    return jsonify(results if isinstance(asked, list) else results[0])


def answer(state: State, path: str, stopped: Event) -> Response:
    """One call of WeChat's interface: log, fault, act, fault."""
    body = request.get_json(force=True, silent=True)
    call = Call(request.method, path, request.args.to_dict(), body if isinstance(body, dict) else None)
    with state.lock:
        entry = {"n": len(state.log) + 1, "at": state.now(), "method": call.method, "path": path, "errcode": None}
        entry["query"] = {name: value for name, value in call.query.items() if name not in SECRETS}
        fault = faults.take(state, path)
        entry["fault"] = fault.kind if fault else None
        state.log.append(entry)
    try:
        instead = faults.before(fault, state, stopped) if fault else None
        result = instead or act(state, call)
    except Refusal as refusal:
        entry["errcode"] = refusal.errcode
        return jsonify(errcode=refusal.errcode, errmsg=f"{refusal.errmsg} rid: {entry['n']:08x}-lvxing")
    entry["errcode"] = None if instead else 0
    return faults.after(fault, result, stopped) if fault and not instead else result


def act(state: State, call: Call) -> Response:
    key = (call.method, call.path)
    if key not in OPEN and key not in WITH_TOKEN:
        raise NotFound
    with state.lock:
        if key in WITH_TOKEN:
            tokens.require(state, call)
        result = OPEN[key](state, call) if key in OPEN else WITH_TOKEN[key](state, call)
    if isinstance(result, bytes):
        return Response(result, mimetype="image/jpeg")
    shown = jsonify(result)
    if call.path == "sns/jscode2session":
        shown.mimetype = "text/plain"
    return shown
