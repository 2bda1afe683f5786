"""How often each path may be called, and the calls that show and clear it."""

from typing import Any

from wechat.emulator.state import Call, Refusal, State

LIMITS = {
    ("cgi-bin/token", "day"): 2_000,
    ("cgi-bin/stable_token", "minute"): 10_000,
    ("cgi-bin/stable_token", "day"): 500_000,
    ("cgi-bin/stable_token#force", "day"): 20,
    ("cgi-bin/message/subscribe/send", "day"): 10_000_000,
    ("wxa/getwxacodeunlimit", "minute"): 5_000,
    ("wxa/msg_sec_check", "minute"): 4_000,
    ("wxa/media_check_async", "minute"): 2_000,
    ("cgi-bin/clear_quota", "month"): 10,
}
SECONDS = {"minute": 60, "day": 86_400, "month": 30 * 86_400}
EAST_8 = 8 * 3_600


def spend(state: State, path: str, errcode: int = 45009, limit: dict[str, int] | None = None) -> None:
    """Count one call of ``path``; the one beyond a limit is refused and not counted."""
    now = int(state.now()) + EAST_8
    keys = [(path, unit, now // seconds) for unit, seconds in SECONDS.items()]
    for key in keys:
        most = (limit or {}).get(key[1], limit_of(state, path, key[1]))
        if most is not None and state.counts[key] >= most:
            raise Refusal(errcode, "reach max api quota limit")
    for key in keys:
        state.counts[key] += 1


def limit_of(state: State, path: str, unit: str) -> int | None:
    return state.limits.get((path, unit), LIMITS.get((path, unit)))


def show(state: State, call: Call) -> dict[str, Any]:
    """POST cgi-bin/openapi/quota/get {cgi_path}."""
    path = str((call.body or {}).get("cgi_path", "")).strip("/")
    limit = limit_of(state, path, "day")
    if limit is None:
        raise Refusal(76021, "cgi_path not found")
    used = state.counts[path, "day", (int(state.now()) + EAST_8) // SECONDS["day"]]
    quota = {"daily_limit": limit, "used": used, "remain": max(0, limit - used)}
    return {"errcode": 0, "errmsg": "ok", "quota": quota}


def clear(state: State, call: Call) -> dict[str, Any]:
    """POST cgi-bin/clear_quota {appid}: ten times a month."""
    if (call.body or {}).get("appid") != state.appid:
        raise Refusal(40013, "invalid appid")
    spend(state, "cgi-bin/clear_quota", errcode=48006)
    month = [key for key in state.counts if key[0] == "cgi-bin/clear_quota"]
    state.counts = type(state.counts)({key: state.counts[key] for key in month})
    return {"errcode": 0, "errmsg": "ok"}
