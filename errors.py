"""What can go wrong: a code for programs that never changes, a status, a Chinese sentence that may be shown.

Services raise; the funnel in ``blueprints/base.py`` answers. Nobody catches ``Exception`` to hide it.
"""


class AppError(Exception):
    """Base of everything a caller may be told about.

    ``fields`` names the wrong fields, each with its own sentence; ``retry_after`` is in seconds.
    """

    status = 400
    code = "BAD_REQUEST"
    message = "请求有误，请检查后重试"

    def __init__(
        self,
        message: str = "",
        fields: dict[str, str] | None = None,
        *,
        code: str = "",
        retry_after: int | None = None,
    ):
        super().__init__(message or self.message)
        self.fields = fields or {}
        self.code = code or self.code
        self.retry_after = retry_after


class NotJson(AppError):
    code, message = "NOT_JSON", "请求内容不是有效的 JSON"


class NotSignedIn(AppError):
    status, code, message = 401, "NOT_SIGNED_IN", "请先登录"


class WeChatCodeInvalid(AppError):
    status, code, message = 401, "WECHAT_CODE_INVALID", "微信登录凭证已失效，请重新进入小程序"


class Forbidden(AppError):
    status, code, message = 403, "FORBIDDEN", "您没有这项权限"


class NotBound(AppError):
    status, code, message = 403, "NOT_BOUND", "请先与职工名册核对身份"


class NotJoined(AppError):
    status, code, message = 403, "NOT_JOINED", "请先阅读参与须知并选择加入"


class NotFound(AppError):
    status, code, message = 404, "NOT_FOUND", "没有找到相应内容"


class Conflict(AppError):
    status, code, message = 409, "CONFLICT", "当前状态下不能这样操作"


class Gone(AppError):
    status, code, message = 410, "GONE", "内容已停用"


class TooLarge(AppError):
    status, code, message = 413, "TOO_LARGE", "提交的内容太大"


class WrongType(AppError):
    status, code, message = 415, "WRONG_TYPE", "请以 application/json 提交"


class Invalid(AppError):
    status, code, message = 422, "INVALID", "提交的内容有误，请按提示修改"


class TooMany(AppError):
    status, code, message = 429, "TOO_MANY", "操作太频繁，请稍后再试"


class WeChatUnavailable(AppError):
    status, code, message = 503, "WECHAT_UNAVAILABLE", "微信服务暂时连不上，请稍后再试"
