"""The API as one application: its routes, its errors, its description."""

from fastapi import FastAPI

from api.problem import explain_errors


def api() -> FastAPI:
    app = FastAPI(title="Quartermaster", version="1", docs_url=None, redoc_url=None)
    explain_errors(app)
    return app
