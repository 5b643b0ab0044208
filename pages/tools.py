"""Tools: every tool of the persona with a form; what it is, how it is asked for, and what it found."""

from secrets import token_hex

import streamlit as st

from core.errors import QuartermasterError
from pages import _address, _show, _tool, _tool_form, _ui, _using
from tools.registry import Confirmed, tools_of, use
from tools.tool import Tool

GIVEN, WRITTEN = "tool-given", "tool-written"  # in the session, by tool: what is worked out; what was confirmed


def show() -> None:
    here = _ui.session()
    st.title("Tools")
    tools = {name: one for name, one in tools_of(here.context).items() if here.may(one.action)}
    if not tools:
        st.info(f"There are no tools for {_show.plain(here.persona)} yet.", icon=":material/construction:")
        return
    chosen = _choose(tools)
    st.markdown(_show.plain(chosen.says))
    _about(here, chosen)
    given = _tool_form.form(here, chosen, f"tool-{chosen.name}-{here.persona}")
    kept: dict[str, dict[str, object]] = st.session_state.setdefault(GIVEN, {})
    if given is not None:
        kept[chosen.name] = given
        _using.forget("tools")
        st.session_state.pop(WRITTEN, None)
    if chosen.name not in kept:
        return
    if chosen.writes:
        _confirm(here, chosen, kept[chosen.name])
    elif found := _using.found(here, chosen.name, kept[chosen.name], "tools"):
        _tool.show(found, here.context.config.app.currency, f"found-{chosen.name}")


def _choose(tools: dict[str, Tool]) -> Tool:
    """By the address, from another page or a link; otherwise from the list."""
    brought = _address.news("tool")
    if brought in tools:
        st.session_state["tool"] = brought
    if st.session_state.get("tool") not in tools:
        st.session_state["tool"] = next(iter(tools))
    name = st.selectbox(
        "Tool",
        list(tools),
        format_func=lambda one: f"{tools[one].group.capitalize()} · {spoken(one)}",
        key="tool",
        persist_state="session",
    )
    _address.write("tool", str(name))
    return tools[str(name)]


def spoken(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _about(here: _ui.Here, tool: Tool) -> None:
    with st.container(horizontal=True):
        with st.popover("What it does", icon=":material/info:"):
            st.markdown("\n\n".join(_show.plain(part) for part in tool.text.split("\n\n")))
            st.caption("The same tool is there for programs:")
            st.code(f"POST /api/v1/tools/{tool.name}", language=None)
        for number, example in enumerate(tool.examples[:2]):
            if st.button(
                _show.plain(f"Ask: {example}"), key=f"example-{number}", type="tertiary", icon=":material/chat:"
            ):
                _ui.go("ask", question=example)


def _confirm(here: _ui.Here, tool: Tool, given: dict[str, object]) -> None:
    """Shown before it is done. Its key is made once, so that two clicks are one."""
    key = st.session_state.setdefault(WRITTEN, token_hex(8))
    with st.container(border=True):
        st.markdown(f"**{_show.plain(spoken(tool.name))}**: {_show.plain(_tool_form.as_text(given))}")
        if not st.button("Confirm", type="primary", icon=":material/check:", key=f"confirm-{key}"):
            return
    try:
        found = use(here.context, tool.name, given, confirmed=Confirmed(key)).found
    except QuartermasterError as error:
        st.error(_show.plain(error.message))
        return
    st.success("Done.", icon=":material/check_circle:")
    _tool.show(found, here.context.config.app.currency, f"written-{key}")
