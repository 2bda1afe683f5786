"""Access tokens of the two endpoints, which live apart, and what each call's token is checked for."""

import hashlib
import math
import re
from dataclasses import dataclass
from typing import Any

from wechat.emulator.quotas import spend
from wechat.emulator.state import Call, Refusal, State

LIFE = 7_200
OVERLAP = 300  # seconds the old token lives on beside the new one
FORCE_PAUSE = 30


@dataclass
class Token:
    value: str
    ends: float  # past its life: 42001
    killed: float | None = None  # from then on: 40001


def grant(state: State, call: Call) -> dict[str, Any]:
    """GET cgi-bin/token: always a new one; the one before dies within 300 seconds."""
    check_app(state, call.query)
    spend(state, "cgi-bin/token")
    if before := state.tokens.get(state.current.get("plain", "")):
        before.killed = state.now() + OVERLAP
    return answer(state, mint(state, "plain"))


def stable(state: State, call: Call) -> dict[str, Any]:
    """POST cgi-bin/stable_token: the same one while more than 300 seconds are left; ``force_refresh`` kills it."""
    if call.body is None:
        raise Refusal(47001, "data format error")
    check_app(state, call.body)
    spend(state, "cgi-bin/stable_token")
    held = state.tokens.get(state.current.get("stable", ""))
    if call.body.get("force_refresh") is True and may_force(state):
        if held:
            held.killed = state.now()
        held = None
    fresh = held and held.killed is None and held.ends - state.now() > OVERLAP
    return answer(state, held if held and fresh else mint(state, "stable"))


def may_force(state: State) -> bool:
    if state.forced_at is not None and state.now() - state.forced_at < FORCE_PAUSE:
        return False
    spend(state, "cgi-bin/stable_token#force")
    state.forced_at = state.now()
    return True


def check_app(state: State, given: dict[str, Any]) -> None:
    if given.get("grant_type") != "client_credential":
        raise Refusal(40002, "invalid grant_type")
    if given.get("appid") != state.appid:
        raise Refusal(40013, "invalid appid")
    if given.get("secret") != state.secret:
        raise Refusal(40125, "invalid appsecret")


def mint(state: State, kind: str) -> Token:
    number = next(state.numbers)
    digest = hashlib.sha512(f"{state.appid} {kind} {number}".encode()).hexdigest()
    token = Token(f"{kind}_{number}_{digest}", state.now() + LIFE)
    state.tokens[token.value] = token
    state.current[kind] = token.value
    return token


def answer(state: State, token: Token) -> dict[str, Any]:
    return {"access_token": token.value, "expires_in": math.ceil(token.ends - state.now())}


def require(state: State, call: Call) -> None:
    """41001 missing, 40014 malformed, 40001 unknown or killed, 42001 past its life."""
    value = call.query.get("access_token")
    if not value:
        raise Refusal(41001, "access_token missing")
    if not re.fullmatch(r"[\w-]{20,512}", value):
        raise Refusal(40014, "invalid access_token")
    token = state.tokens.get(value)
    if token is None or (token.killed is not None and state.now() >= token.killed):
        raise Refusal(40001, "invalid credential, access_token is invalid or not latest")
    if state.now() >= token.ends:
        raise Refusal(42001, "access_token expired")


def kill_all(state: State) -> None:
    """Every token dies now, as when somebody else used the app's secret."""
    state.tokens.clear()
    state.current.clear()
