"""WeChat's message push to the app: signed, in JSON or XML, sealed when the callback has an AES key.

Sealing is written with ``cryptography`` alone, so that it checks wechatpy's opening instead of repeating it.
"""

import base64
import hashlib
import json
import os
import struct
from threading import Timer
from typing import Any
from xml.sax.saxutils import escape

import requests
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

import clock
from wechat.emulator.state import Callback, State

BLOCK = 32
ANSWER_WITHIN = 5  # seconds


def notify(state: State, event: dict[str, Any], delay: float = 0.0) -> None:
    """Push ``event`` from a thread of its own, if a callback is set."""
    if state.callback:
        timer = Timer(delay, deliver, (state.callback, state.appid, complete(state, event)))
        timer.daemon = True
        timer.start()


def complete(state: State, event: dict[str, Any]) -> dict[str, Any]:
    """``event`` with what every push has."""
    return {"ToUserName": "gh_lvxing", "CreateTime": int(state.now()), "MsgType": "event"} | event


def deliver(target: Callback, appid: str, event: dict[str, Any], signed: bool = True) -> int:
    """POST one event; the app's status, or 0 if it did not answer within five seconds."""
    query, body = letter(target, appid, event)
    if not signed:
        query |= {name: "0" * 40 for name in ("signature", "msg_signature") if name in query}
    kind = "text/xml" if target.style == "xml" else "application/json"
    try:
        with requests.Session() as session:
            session.trust_env = False
            headers = {"Content-Type": kind}
            return session.post(target.url, params=query, data=body, headers=headers, timeout=ANSWER_WITHIN).status_code
    except requests.RequestException:
        return 0


def letter(target: Callback, appid: str, event: dict[str, Any]) -> tuple[dict[str, str], bytes]:
    """Query and body of one push. The signature's time is the real one, without the emulator's skew."""
    query = {"timestamp": str(int(clock.now().timestamp())), "nonce": os.urandom(5).hex(), "openid": ""}
    query["openid"] = str(event.get("FromUserName", ""))
    query["signature"] = sign(target.token, query["timestamp"], query["nonce"])
    text = written(event, target.style)
    if target.aes_key:
        sealed = seal(target.aes_key, appid, text)
        query["encrypt_type"] = "aes"
        query["msg_signature"] = sign(target.token, query["timestamp"], query["nonce"], sealed)
        text = written({"ToUserName": event.get("ToUserName", ""), "Encrypt": sealed}, target.style)
    return query, text.encode()


def sign(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def written(event: dict[str, Any], style: str) -> str:
    return f"<xml>{xml(event)}</xml>" if style == "xml" else json.dumps(event, ensure_ascii=False)


def xml(fields: dict[str, Any]) -> str:
    """WeChat's flat XML: a list repeats its element, an object nests."""
    parts = []
    for name, value in fields.items():
        for each in value if isinstance(value, list) else [value]:
            parts.append(f"<{name}>{xml(each) if isinstance(each, dict) else escape(str(each))}</{name}>")
    return "".join(parts)


def seal(aes_key: str, appid: str, text: str) -> str:
    """16 random bytes, length, text, app id; padded to 32 by PKCS#7; AES-256-CBC with the key's start as IV."""
    key = base64.b64decode(aes_key + "=")
    plain = text.encode()
    packed = os.urandom(16) + struct.pack(">I", len(plain)) + plain + appid.encode()
    return base64.b64encode(aes_cbc(key, key[:16], pad(packed, BLOCK))).decode()


def aes_cbc(key: bytes, iv: bytes, padded: bytes) -> bytes:
    cipher = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return cipher.update(padded) + cipher.finalize()


def pad(plain: bytes, block: int) -> bytes:
    extra = block - len(plain) % block
    return plain + bytes([extra]) * extra
