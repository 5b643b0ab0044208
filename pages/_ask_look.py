"""How the page Ask looks beyond Streamlit's own means, and what its keys do."""

import streamlit as st

STYLE = """<style>
[data-testid=stMainBlockContainer] {padding: 2.6rem 2rem 1rem}
[class*=st-key-turn-] {scroll-margin-top: 3.5rem}
@media (min-width: 900px) {
  [data-testid=stHorizontalBlock]:has(> [data-testid=stColumn] .st-key-ask-side) {flex-wrap: nowrap; gap: 1.5rem}
  [data-testid=stColumn]:has(.st-key-ask-side) {flex: 0 0 248px; min-width: 0; position: sticky; top: 3.6rem;
    align-self: flex-start; max-height: calc(100vh - 5rem); overflow-y: auto; overflow-x: hidden}
  [data-testid=stColumn]:has(.st-key-ask-side) + [data-testid=stColumn] {flex: 1 1 0; min-width: 0}
  [data-testid=stApp]:has(.st-key-ask-side) [data-testid=stBottomBlockContainer] {padding-left: calc(3.5rem + 248px)}
}
[data-testid=stBottomBlockContainer] {padding: .5rem 2rem 1.5rem}
.st-key-ask-side button[kind=tertiary] {justify-content: flex-start; padding: .2rem .5rem; min-height: 0}
.st-key-ask-side button[kind=tertiary] > * {max-width: 100%; min-width: 0; overflow: hidden;
  justify-content: flex-start}
.st-key-ask-side button[kind=tertiary] p {white-space: nowrap; overflow: hidden; text-overflow: ellipsis;
  text-align: left}
.st-key-ask-side [data-testid=stButton] button {width: 100%}
[class*=st-key-talk-menu] button p {position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%)}
[class*=st-key-talk-menu] button div[aria-hidden] {display: none}
[class*=st-key-talk-row], [class*=st-key-talk-open] {align-items: center; border-radius: .5rem}
[class*=st-key-talk-row]:hover {background: rgba(128, 128, 128, .1)}
.st-key-ask-past {border-left: 2px solid rgba(128, 128, 128, .35); margin-left: .6rem; font-size: .85rem}
.st-key-ask-past button p {font-size: .82rem}
[class*=st-key-talk-open] {background: rgba(20, 147, 138, .14)}
[class*=st-key-take-] [data-testid=stButton] button {border-color: transparent; background: transparent;
  padding: .2rem .25rem; min-height: 2rem}
[class*=st-key-take-], [class*=st-key-take-] [data-testid=stHorizontalBlock] {column-gap: .15rem}
[class*=st-key-take-] [data-testid=stButton] button:hover {background: rgba(128, 128, 128, .14)}
[class*=st-key-take-] [data-testid=stButton] p {font-size: .82rem; white-space: nowrap}
[class*=st-key-said] p {font-size: 1.08rem; font-weight: 550}
[class*=st-key-said] p em {font-size: .86rem; font-weight: 400}
.st-key-ask-costs p {font-size: .78rem; line-height: 1.6}
</style>"""
KEYS = """<script>/* %(turn)s %(focus)s */
(function () {
  let moved = false;  // by hand: then it stays where it is
  const stay = () => { moved = true; };
  for (const kind of ["wheel", "touchmove", "keydown", "mousedown"]) addEventListener(kind, stay, {once: true});
  const input = () => document.querySelector("[data-testid=stChatInput] textarea");
  const recall = event => {
    const box = input();
    if (event.key !== "ArrowUp" || event.target !== box || box.value) return;
    const asked = document.querySelectorAll("[class*='st-key-asked-'] [data-testid=stText]");
    if (!asked.length) return;
    event.preventDefault();
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
    set.call(box, asked[asked.length - 1].innerText);
    box.dispatchEvent(new Event("input", {bubbles: true}));
  };
  if (window.askRecall) document.removeEventListener("keydown", window.askRecall, true);
  window.askRecall = recall;
  document.addEventListener("keydown", recall, true);
  (function look(times) {
    const box = input(), sought = document.querySelector(".st-key-turn-%(focus)s");
    const free = !document.activeElement || document.activeElement === document.body;
    if (box && free) box.focus({preventScroll: true});
    if (sought && !moved) sought.scrollIntoView({block: "start"});
    if (times && !moved) setTimeout(look, 100, times - 1);
  })(50);
})();
</script>"""


def keys(turn: str, focus: str) -> None:
    """Both are ids. The line is ready to be typed in; the answer that is new, or was looked for, is in sight."""
    st.html(KEYS % {"turn": turn, "focus": focus or "none"}, unsafe_allow_javascript=True)
