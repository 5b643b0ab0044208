"""The screens before the sign-in: plain HTML that is there at once, with the look of the product."""

import base64
import hashlib
from dataclasses import dataclass
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.house import house_of

# The colours are those of .streamlit/config.toml.
STYLE = """
:root { color-scheme: light dark; --ink: #12202e; --quiet: #5b6b7b; --paper: #f4f6f8; --card: #fff; --line: #d7dee5;
  --accent: #0f766e; --on-accent: #fff; --bad: #b42318; --bad-paper: #fef3f2; --good: #0b6b45; --good-paper: #ecfdf3; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --quiet: #9aa7b4; --paper: #0e151c; --card: #17212b;
  --line: #2b3947; --accent: #2dd4bf; --on-accent: #06231f; --bad: #fda29b; --bad-paper: #2c1614; --good: #6ce9a6;
  --good-paper: #0d2a1d; } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px 16px; background: var(--paper);
  color: var(--ink); font: 16px/1.5 "Source Sans 3", "Source Sans Pro", system-ui, sans-serif }
main { width: 100%; max-width: 400px; background: var(--card); border: 1px solid var(--line); border-radius: 12px;
  padding: 32px; box-shadow: 0 8px 30px rgb(0 0 0 / .06) }
header { display: flex; align-items: center; gap: 10px; margin-bottom: 20px; color: var(--quiet); font-weight: 600 }
header svg { width: 26px; height: 26px }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 16px }
label { display: block; font-weight: 600; font-size: .9rem; margin: 14px 0 4px }
input { width: 100%; font: inherit; padding: 9px 12px; color: inherit; background: transparent;
  border: 1px solid var(--line); border-radius: 8px }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px }
button, .button { display: block; width: 100%; margin-top: 20px; font: inherit; font-weight: 600; text-align: center;
  padding: 10px 14px; border: 1px solid var(--accent); border-radius: 8px; background: var(--accent);
  color: var(--on-accent); cursor: pointer; text-decoration: none }
button:hover, .button:hover { filter: brightness(1.08) }
.plain { background: transparent; color: var(--ink); border-color: var(--line); margin-top: 8px; font-weight: 500 }
.person { text-align: left } .person small { display: block; color: var(--quiet) }
p { margin: 0 0 12px } .quiet { color: var(--quiet); font-size: .9rem }
[role=alert], [role=status] { padding: 10px 12px; border-radius: 8px; background: var(--bad-paper); color: var(--bad) }
[role=status] { background: var(--good-paper); color: var(--good) }
hr { border: 0; border-top: 1px solid var(--line); margin: 24px 0 16px }
"""
MARK = (  # as in pages/icon.svg
    '<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="7" fill="#0f766e"/>'
    '<path d="M7 24V16h4v8zm7 0V8h4v16zm7 0V12h4v12z" fill="#fff"/></svg>'
)
ICON = (
    "data:image/svg+xml;base64,"
    + base64.b64encode(MARK.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ').encode()).decode()
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    type: str = "text"
    autocomplete: str = "off"
    value: str = ""


def screen(
    request: Request, title: str, *parts: str, status: int = 200, retry_after: int | None = None
) -> HTMLResponse:
    """`parts` are HTML already: made by the functions below, which escape what they are given."""
    name = escape(house_of(request).config.app.name)
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>{escape(title)} · {name}</title><link rel="icon" href="{ICON}"><style>{STYLE}</style>'
        f"<main><header>{MARK}{name}</header><h1>{escape(title)}</h1>{''.join(parts)}</main></html>"
    )
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return HTMLResponse(page, status, headers)


def form(action: str, fields: tuple[Field, ...], button: str, **hidden: str) -> str:
    inside = "".join(_input(field, first=number == 0) for number, field in enumerate(fields))
    kept = "".join(f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">' for k, v in hidden.items() if v)
    return f'<form method="post" action="{escape(action)}">{kept}{inside}<button>{escape(button)}</button></form>'


def person(action: str, email: str, name: str, what: str, back: str) -> str:
    return (
        f'<form method="post" action="{escape(action)}"><input type="hidden" name="next" value="{escape(back)}">'
        f'<button class="plain person" name="email" value="{escape(email)}">{escape(name)}'
        f"<small>{escape(what)}</small></button></form>"
    )


def link(address: str, text: str) -> str:
    return f'<a class="button plain" href="{escape(address)}">{escape(text)}</a>'


def alert(sentence: str) -> str:
    return f'<p role="alert">{escape(sentence)}</p>' if sentence else ""


def notice(sentence: str) -> str:
    return f'<p role="status">{escape(sentence)}</p>' if sentence else ""


def quiet(sentence: str) -> str:
    return f'<p class="quiet">{escape(sentence)}</p>'


def rule() -> str:
    return "<hr>"


def _input(field: Field, *, first: bool) -> str:
    focus = " autofocus" if first else ""
    return (
        f'<label for="{field.name}">{escape(field.label)}</label><input id="{field.name}" name="{field.name}" '
        f'type="{field.type}" autocomplete="{field.autocomplete}" value="{escape(field.value)}" required{focus}>'
    )
