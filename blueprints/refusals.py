"""How a refusal is said: pydantic's findings as one Chinese sentence per field, every error in one envelope."""

import secrets
from typing import Any

from flask import Flask, Request, Response, json, request
from pydantic import ValidationError
from werkzeug.exceptions import ClientDisconnected, HTTPException
from werkzeug.wsgi import get_input_stream

from errors import AppError

SENTENCES = {
    "missing": "必填",
    "extra_forbidden": "没有这个字段",
    "literal_error": "取值不在允许的范围内",
    "enum": "取值不在允许的范围内",
    "string_too_short": "太短，至少 {min_length} 个字",
    "string_too_long": "太长，最多 {max_length} 个字",
    "string_pattern_mismatch": "格式不对",
    "string_type": "应为文字",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "bool_type": "应为 true 或 false",
    "date_type": "应为日期，例如 2026-03-02",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "too_long": "太多，最多 {max_length} 项",
    "too_short": "太少，至少 {min_length} 项",
    "list_type": "应为列表",
    "dict_type": "应为对象",
    "model_type": "应为 JSON 对象",
    "model_attributes_type": "应为 JSON 对象",
}
HEARD = "lvxing.body_was_read"
HEARD_OUT_BYTES = 32 * 1024 * 1024
PIECE_BYTES = 64 * 1024
HTTP_SENTENCES = {
    400: ("BAD_REQUEST", "请求有误，请检查后重试"),
    404: ("NOT_FOUND", "没有这个地址"),
    405: ("METHOD_NOT_ALLOWED", "这个地址不支持这种操作"),
    413: ("TOO_LARGE", "提交的内容太大"),
    500: ("INTERNAL", "系统出了问题，已经记录，请稍后再试"),
}


def fields_of(error: ValidationError) -> dict[str, str]:
    """A sentence per wrong field; the whole body is called ``body``."""
    return {
        ".".join(str(part) for part in found["loc"]) or "body": sentence(found)  # fmt: skip
        for found in error.errors(include_url=False, include_input=False)
    }


def sentence(found: Any) -> str:
    kind = found["type"]
    if kind.startswith("date"):
        return SENTENCES["date_type"]
    if kind == "value_error":
        return str(found["ctx"]["error"])
    return SENTENCES.get(kind, "格式不对").format(**found.get("ctx", {}))


def not_json(error: ValidationError) -> bool:
    return error.errors(include_url=False, include_input=False)[0]["type"] == "json_invalid"


def answer_errors(app: Flask) -> None:
    """Every refusal leaves as the envelope of ``api.md``; pages have their own handlers on their blueprint."""

    @app.errorhandler(AppError)
    def refuse(error: AppError) -> Response:
        response = envelope(error.code, str(error), error.status, error.fields)
        if error.retry_after is not None:
            response.headers["Retry-After"] = str(error.retry_after)
        return response

    @app.errorhandler(HTTPException)
    def refuse_http(error: HTTPException) -> Response:
        status = error.code or 500
        code, message = HTTP_SENTENCES.get(status, (error.name.upper().replace(" ", "_"), "请求没有成功"))
        response = envelope(code, message, status)
        for name, value in error.get_headers():
            if name in ("Allow", "Retry-After", "Location"):
                response.headers[name] = value
        return response


def envelope(code: str, message: str, status: int, fields: dict[str, str] | None = None) -> Response:
    error: dict[str, Any] = {"code": code, "message": message, "request_id": request_id()}
    if fields:
        error["fields"] = fields
    body = json.dumps({"error": error}, ensure_ascii=False)
    return Response(body, status, content_type="application/json")


def hear_out(asked: Request) -> None:
    """Read what is left of a refused body: a client that is still sending when we hang up never sees the refusal.

    Never past its end, where a server that does not end it by itself would wait for ever.
    """
    given = asked.environ
    if given.get("wsgi.input_terminated"):
        stream = given["wsgi.input"]
    elif HEARD in given:
        return
    else:
        stream = asked.__dict__.get("stream") or get_input_stream(given)
    left = HEARD_OUT_BYTES
    try:
        while left > 0 and (piece := stream.read(min(left, PIECE_BYTES))):
            left -= len(piece)
    except ClientDisconnected:
        return


def request_id() -> str:
    """The proxy's id when it looks like one, else a fresh one: what a person quotes and the log holds."""
    given = request.headers.get("X-Request-ID", "")
    return given if given.isascii() and given.isalnum() and len(given) <= 64 else secrets.token_hex(8)
