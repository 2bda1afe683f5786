"""What the office calls the four classes, and the file by which WeChat sees whose address the codes hold."""

from flask import Blueprint, current_app, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import MANAGER, go, page, require_whole_office, uploaded
from services import link_rule
from services.waste import classes as waste_classes

bp = Blueprint("bin_settings", __name__, url_prefix="/bins/settings")


@bp.get("")
@page(MANAGER)
def show() -> str:
    require_whole_office()
    base = current_app.config["SETTINGS"].public_base_url
    shown = {"labels": waste_classes.labels(), "classes": waste_classes.CLASSES, "file": link_rule.current()}
    return render_template("console/bin_settings.html", **shown, rule=f"{base}/b/")


@bp.post("/labels")
@page(MANAGER, again=show)
def rename() -> AnyResponse:
    require_whole_office()
    waste_classes.rename({key: request.form.get(key, "") for key in waste_classes.CLASSES}, g.visitor.actor)
    return go("bin_settings.show", "labels_kept")


@bp.post("/link-rule")
@page(MANAGER, again=show)
def keep_file() -> AnyResponse:
    require_whole_office()
    content, name = uploaded("请先选择微信的校验文件")
    link_rule.keep(name, content[:4096], g.visitor.actor)
    return go("bin_settings.show", "link_rule_kept")
