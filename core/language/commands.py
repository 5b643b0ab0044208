"""What is said of the last answer as a whole: "as a chart", "export it"; and "start over", which ends all that."""

from collections.abc import Sequence

from core.language.grammar import COMMANDS, Command
from core.language.reading import Reading, Turn
from core.language.words import tokens

POLITE = frozenset("please pls ok okay now thanks thank you can could just and then".split())
NOTHING = "There is no answer yet that this could be done with. Ask something first."
KEPT = 10  # turns of a conversation that a question may refer to


def command(question: str) -> Command | None:
    """Only where there is nothing else in it: "as a chart by month" is a question."""
    words = [token.word for token in tokens(question)]
    while words and words[0] in POLITE and len(words) > 1:
        words = words[1:]
    while words and words[-1] in POLITE:
        words = words[:-1]
    said = " ".join(words)
    return next((name for name, phrases in COMMANDS.items() if said in phrases), None)


def reading(question: str, earlier: Sequence[Turn]) -> Reading | None:
    """None for every other question."""
    wanted = command(question)
    if wanted is None:
        return None
    if wanted == "anew":
        return Reading("answered", command=wanted)
    before = next((turn.query for turn in reversed(earlier) if turn.query is not None), None)
    if before is None:
        return Reading("clarify", reason=NOTHING)
    kind = next((word for word in ("bar", "line") if wanted == "chart" and word in question.lower()), None)
    return Reading(
        "answered", before, command=wanted, follow_up=True, chart=kind or ("chart" if wanted == "chart" else None)
    )


def remembered(earlier: Sequence[Turn]) -> Sequence[Turn]:
    """The last ten turns, and none from before "start over"."""
    last = [number for number, turn in enumerate(earlier) if command(turn.question) == "anew"]
    return earlier[last[-1] + 1 if last else 0 :][-KEPT:]
