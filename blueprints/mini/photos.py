from typing import Annotated, Literal

from flask import Blueprint, g
from pydantic import Field

from blueprints.base import BOUND, JOINED, contract
from blueprints.mini.forms import Shown
from errors import Conflict, Invalid
from services.compliance import switches
from services.photos import photos
from services.photos import pictures as photo_pictures

bp = Blueprint("photos", __name__)


class Photo(Shown):
    photo_id: int
    state: Literal["checking", "passed", "refused"]
    reason: Annotated[str, Field(description="没有通过的原因")]


class Photos(Shown):
    on: Annotated[bool, Field(description="本单位是否收照片，默认不收")]
    kept_days: int
    photos: list[Photo]


@bp.get("/photos")
@contract(BOUND, Photos)
def list_photos():
    """能不能附照片，和我还留着的照片"""
    return {"on": switches.is_on(switches.PHOTOS), "kept_days": photos.KEPT_DAYS, "photos": photos.listing(g.who)}


@bp.post("/photos")
@contract(
    JOINED, Photo, upload=photo_pictures.MAX_BYTES, status=201, repeat=200, errors=(Conflict, Invalid),
    limit=photos.LIMIT, summary="上传一张照片（可传可不传），位置和相机信息随即去掉",
)  # fmt: skip
def create_photo(upload: bytes):
    row, fresh = photos.add(g.who, photo_pictures.clean(upload))
    return row, 201 if fresh else 200


@bp.get("/photos/<id:photo_id>")
@contract(BOUND, Photo)
def show_photo(photo_id: int):
    """我的一张照片检查到哪一步了"""
    return photos.show(photos.mine(g.who, photo_id))


@bp.get("/photos/<id:photo_id>/picture")
@contract(BOUND, bytes)
def show_picture(photo_id: int):
    """我的一张照片本身，只有自己取得到"""
    return photos.content(photos.mine(g.who, photo_id))


@bp.delete("/photos/<id:photo_id>")
@contract(BOUND)
def delete_photo(photo_id: int):
    """删掉我的一张照片，立即生效"""
    photos.remove(g.who, photo_id)
