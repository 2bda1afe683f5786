"""A Flask that leaves out what LvXing has no use for and every request would pay for (docs/adr/0010).

Left out: Flask's own cookie session, signals, hooks around an answer of the API; done once instead of every time:
checking a host, finding a rule whose path has no variable part. Everything else is Flask's.
"""

from functools import cached_property, lru_cache
from typing import Any

from flask import Flask, Request
from flask.ctx import RequestContext
from flask.globals import request_ctx
from flask.sessions import NullSession, SessionInterface
from werkzeug.routing import Map, MapAdapter, Rule
from werkzeug.wsgi import get_host

from blueprints.headers import Answer


class NoSession(SessionInterface):
    """Who is signed in stands in the database: Flask's own cookie is neither read nor set."""

    none = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:
        return self.none

    def is_null_session(self, obj: object) -> bool:
        return True


class LeanContext(RequestContext):
    app: "LeanFlask"

    def match_request(self) -> None:
        asked = self.request
        rule = self.app.plain_rules.get((asked.method, asked.path))
        if rule is None:
            super().match_request()
        else:
            asked.url_rule, asked.view_args = rule, {}


class LeanFlask(Flask):
    session_interface = NoSession()

    def request_context(self, environ: dict[str, Any]) -> LeanContext:
        return LeanContext(self, environ)

    @cached_property
    def plain_rules(self) -> dict[tuple[str, str], Rule]:
        """Every rule that is one path, by method and path. Asked for when all are there."""
        rules = [rule for rule in self.url_map.iter_rules() if not rule.arguments and not rule.alias]
        return {(method, rule.rule): rule for rule in rules for method in rule.methods or ()}

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """As Flask's, for the one domain that LvXing answers on. Raises SecurityError for a host that is none."""
        if request is None:
            return None
        given = request.environ
        scheme = given["wsgi.url_scheme"]
        request.host, server = host_of(given.get("HTTP_HOST"), given["SERVER_NAME"], given["SERVER_PORT"], scheme)
        query = given.get("QUERY_STRING", "")
        return MapAdapter(self.url_map, server, request.root_path, "", scheme, request.path, request.method, query)

    def finalize_request(self, rv: Any, from_error_handler: bool = False) -> Any:
        """An ``Answer`` is finished: only what the view itself asked for is still done."""
        if type(rv) is not Answer:
            return super().finalize_request(rv, from_error_handler)
        for do in request_ctx._after_request_functions:
            do(rv)
        return rv

    def do_teardown_request(self, exc: BaseException | None = None) -> None:
        if self.teardown_request_funcs:
            super().do_teardown_request(exc)

    def do_teardown_appcontext(self, exc: BaseException | None = None) -> None:
        if self.teardown_appcontext_funcs:
            super().do_teardown_appcontext(exc)


@lru_cache(256)
def host_of(host: str | None, name: str, port: str, scheme: str) -> tuple[str, str]:
    """Werkzeug's word on a host, the same every time: as it is shown, and as addresses are made with it."""
    given = {"SERVER_NAME": name, "SERVER_PORT": port, "wsgi.url_scheme": scheme}
    shown = get_host(given if host is None else given | {"HTTP_HOST": host})
    return shown, Map().bind(shown.lower()).server_name
