"""Every address that is answered beside the pages."""

from fastapi import FastAPI
from starlette.routing import BaseRoute, Mount, Route

from api import health, links, oidc, paths, signin
from api.problem import nothing
from api.v1.app import api


def routes(programs: FastAPI | None = None) -> list[BaseRoute]:
    return [
        Route(paths.HEALTH, health.health),
        Route(paths.HEALTH_DETAILED, health.detailed),
        Route(paths.METRICS, health.metrics),
        Route(paths.SIGN_IN, signin.show_sign_in),
        Route(paths.SIGN_IN, signin.sign_in, methods=["POST"]),
        Route(paths.DEMO, signin.demo_sign_in, methods=["POST"]),
        Route(paths.SIGN_OUT, signin.show_sign_out),
        Route(paths.SIGN_OUT, signin.sign_out, methods=["POST"]),
        Route(paths.PASSWORD, links.show_password),
        Route(paths.PASSWORD, links.change_password, methods=["POST"]),
        Route(paths.LINK, links.show_link),
        Route(paths.LINK, links.use_link, methods=["POST"]),
        Route(paths.FIRST, links.show_first),
        Route(paths.FIRST, links.become_first, methods=["POST"]),
        Route(paths.OIDC_START, oidc.start),
        Route(paths.OIDC_CALLBACK, oidc.callback),
        Mount("/api/v1", programs or api()),
        Mount(paths.API, nothing),
    ]
