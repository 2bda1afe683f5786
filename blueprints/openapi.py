"""The OpenAPI 3.1 document, made from the contracts that the views themselves are held to."""

import re
from typing import Any

from flask import Flask
from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from werkzeug.routing import Rule

import errors
from blueprints.base import BOUND, JOINED, PUBLIC, SIGNED_IN, Contract
from errors import AppError

VERSION = "1.0.0"
REFUSALS = {
    SIGNED_IN: (errors.NotSignedIn,),
    BOUND: (errors.NotSignedIn, errors.NotBound),
    JOINED: (errors.NotSignedIn, errors.NotBound, errors.NotJoined),
}
ERROR = {
    "type": "object",
    "required": ["error"],
    "additionalProperties": False,
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "request_id"],
            "additionalProperties": False,
            "properties": {
                "code": {"type": "string", "description": "给程序看的代码，不会改变"},
                "message": {"type": "string", "description": "可以直接展示的中文说明"},
                "fields": {"type": "object", "additionalProperties": {"type": "string"}},
                "request_id": {"type": "string"},
            },
        }
    },
}
FILE = {
    "type": "object",
    "required": ["file"],
    "additionalProperties": False,
    "properties": {"file": {"type": "string", "format": "binary", "description": "一个文件"}},
}


class Plain(GenerateJsonSchema):
    """Without the title that pydantic puts on every property."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def document(app: Flask) -> dict:
    """The whole document of everything under /api that has a contract."""
    schemas: dict[str, Any] = {"Error": ERROR}
    paths: dict[str, dict] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        promised = getattr(app.view_functions[rule.endpoint], "contract", None)
        if promised is None or not rule.rule.startswith("/api/v1"):
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
            paths.setdefault(path, {})[method.lower()] = operation(rule, method, promised, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "绿行 LvXing", "version": VERSION, "description": "小程序接口"},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def operation(rule: Rule, method: str, promised: Contract, schemas: dict) -> dict:
    noun = rule.endpoint.split(".")[-1]
    found: dict[str, Any] = {
        "operationId": noun,
        "tags": [rule.endpoint.split(".")[-2] if "." in rule.endpoint else "api"],
        "summary": promised.summary,
        "parameters": [path_parameter(rule, name) for name in sorted(rule.arguments)],
        "responses": successes(promised, schemas) | refusals(rule, promised),
        "security": [] if promised.role == PUBLIC else [{"token": []}],
    }
    if promised.query is not None:
        found["parameters"] += query_parameters(promised.query, schemas)
    if promised.body is not None:
        content = {"application/json": {"schema": schema_of(promised.body, "validation", schemas)}}
        found["requestBody"] = {"required": True, "content": content}
    if promised.upload:
        found["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": FILE}}}
    return found


def successes(promised: Contract, schemas: dict) -> dict:
    if promised.returns is None:
        return {"204": {"description": "完成"}}
    if promised.returns is bytes:
        return {str(promised.status): {"description": "照片", "content": {"image/jpeg": {"schema": {}}}}}
    data = schema_of(promised.returns, "serialization", schemas)
    properties, required = {"data": data}, ["data"]
    if promised.is_list:
        properties["next"] = {"type": ["integer", "null"], "description": "下一页的游标"}
        required.append("next")
    schema = {"type": "object", "required": required, "properties": properties, "additionalProperties": False}
    body = {"description": "成功", "content": {"application/json": {"schema": schema}}}
    statuses = [promised.status] + ([promised.repeat] if promised.repeat else [])
    return {str(status): body for status in statuses}


def refusals(rule: Rule, promised: Contract) -> dict:
    """Every status it may refuse with, and the codes that go with it."""
    may: list[type[AppError]] = [*REFUSALS.get(promised.role, ()), *promised.errors]
    if promised.body is not None:
        may += [errors.NotJson, errors.TooLarge, errors.WrongType, errors.Invalid]
    if promised.upload:
        may += [errors.TooLarge, errors.WrongType, errors.Invalid]
    if promised.query is not None:
        may += [errors.Invalid]
    if rule.arguments:
        may += [errors.NotFound]
    if promised.limit:
        may += [errors.TooMany]
    codes: dict[int, list[str]] = {}
    for error in may:
        codes.setdefault(error.status, [])
        if error.code not in codes[error.status]:
            codes[error.status].append(error.code)
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {str(status): {"description": "、".join(names), "content": content} for status, names in codes.items()}


def path_parameter(rule: Rule, name: str) -> dict:
    number = type(rule._converters[name]).__name__ == "RowId"
    schema = {"type": "integer", "minimum": 1, "maximum": 2**53 - 1} if number else {"type": "string"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def query_parameters(form: type[BaseModel], schemas: dict) -> list[dict]:
    schema = schema_of(form, "validation", schemas, inline=True)
    return [
        {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": without_null(found)}
        for name, found in schema["properties"].items()
    ]


def without_null(schema: dict) -> dict:
    """A query string has no null: an optional name is simply left out."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
    return rest | choices[0] if len(choices) == 1 else schema


def schema_of(kind: Any, mode: Any, schemas: dict, *, inline: bool = False) -> dict:
    """The JSON schema of a type; the models in it go to ``components``."""
    schema = TypeAdapter(kind).json_schema(
        mode=mode, ref_template="#/components/schemas/{model}", schema_generator=Plain
    )
    for name, inner in schema.pop("$defs", {}).items():
        keep(name, inner, schemas)
    if inline or not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return schema
    keep(kind.__name__, schema, schemas)
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def keep(name: str, schema: dict, schemas: dict) -> None:
    """Two types of one name would each be described as the other."""
    if schemas.setdefault(name, schema) != schema:
        raise RuntimeError(f"two types are called {name}: rename one of them")
