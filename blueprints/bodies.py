"""What a request brings, read strictly: a JSON body, a query string, the one file of a form."""

from typing import Any

from flask import request
from pydantic import BaseModel, ValidationError

from blueprints.refusals import HEARD, fields_of, not_json
from errors import Invalid, NotJson, TooLarge, WrongType

BODY_BYTES = 1024 * 1024
BODY_DIGITS = 7
FORM_BYTES = 64 * 1024  # what stands around the file of a form


def read_body(form: type[BaseModel], given: dict[str, Any]) -> BaseModel:
    """The request's JSON, strictly. Raises WrongType, NotJson, Invalid; over 1 MB is 413."""
    if given.get("CONTENT_TYPE") != "application/json" and request.mimetype != "application/json":
        raise WrongType
    try:
        return form.__pydantic_validator__.validate_json(read_bytes(given), strict=True)
    except ValidationError as error:
        if not_json(error):
            raise NotJson from None
        raise Invalid(fields=fields_of(error)) from None


def read_bytes(given: dict[str, Any]) -> bytes:
    """The body. Raises TooLarge, also for one that does not say how long it is."""
    said = given.get("CONTENT_LENGTH", "")
    if not (said.isascii() and said.isdecimal()) or "HTTP_TRANSFER_ENCODING" in given:
        request.max_content_length = BODY_BYTES + 1  # where werkzeug stops reading without a word
        body = request.get_data(cache=False)
        if len(body) > BODY_BYTES:
            raise TooLarge
        return body
    if len(said) > BODY_DIGITS or int(said) > BODY_BYTES:
        raise TooLarge
    given[HEARD] = True
    return given["wsgi.input"].read(int(said))


def read_upload(most: int) -> bytes:
    """The one file, ``file``, of a form. Raises WrongType, TooLarge, Invalid."""
    if request.mimetype != "multipart/form-data":
        raise WrongType("请以 multipart/form-data 提交")
    request.max_content_length = most + FORM_BYTES
    extra = sorted({*request.form, *request.files} - {"file"})
    contents = [file.read(most + 1) for _, file in request.files.items(multi=True)]
    request.close()  # the parts that were set aside on the disk
    if extra or len(contents) != 1:
        raise Invalid(fields=dict.fromkeys(extra, "没有这个字段") or {"file": "请附上一个文件"})
    if len(contents[0]) > most:
        raise TooLarge
    return contents[0]


def read_query(form: type[BaseModel]) -> BaseModel:
    """The query string, each name once. Raises Invalid."""
    twice = {name: "只能出现一次" for name, values in request.args.lists() if len(values) > 1}
    if twice:
        raise Invalid(fields=twice)
    try:
        return form.model_validate(request.args.to_dict())
    except ValidationError as error:
        raise Invalid(fields=fields_of(error)) from None
