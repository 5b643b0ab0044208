"""The sheet that reports are written on: its fonts, margins and foot, and what cannot be printed left out."""

import unicodedata
from importlib.util import find_spec
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import WrapMode

from core.errors import Unavailable

SANS, MONO = "DejaVu", "DejaVu Mono"
INK, QUIET, LINE, BAND = (22, 38, 43), (95, 110, 116), (205, 216, 218), (243, 246, 246)
ACCENT = (15, 118, 110)
MARGIN = 16.0  # millimetres
FONTS = ((SANS, "", "DejaVuSans.ttf"), (SANS, "B", "DejaVuSans-Bold.ttf"), (MONO, "", "DejaVuSansMono.ttf"))
UNSEEN = frozenset(("Cc", "Cf", "Cn", "Co", "Cs"))


class Paper(FPDF):
    """A4; wide tables lie on it sideways. Everything that is written is text, never markup."""

    def __init__(self, title: str, foot: str, *, sideways: bool = False) -> None:
        super().__init__("landscape" if sideways else "portrait", "mm", "A4")
        self.foot = printable(foot)
        folder = font_folder()
        for family, style, file in FONTS:
            self.add_font(family, style, folder / file)
        self.set_title(printable(title))
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, MARGIN + 4)
        self.add_page()

    @property
    def wide(self) -> float:
        """What a line has room for."""
        return float(self.epw)

    @property
    def room(self) -> float:
        """Millimetres left on this page."""
        return float(self.h - MARGIN - 4 - self.get_y())

    def footer(self) -> None:
        self.set_y(-12)
        self.ink(QUIET, 7.5)
        self.cell(self.wide - 20, 5, self.fitting(self.foot, self.wide - 22))
        self.cell(20, 5, f"{self.page_no()}", align="R")

    def ink(self, colour: tuple[int, int, int], size: float, style: str = "", family: str = SANS) -> None:
        self.set_font(family, style, size)
        self.set_text_color(*colour)

    def heading(self, text: str) -> None:
        if self.room < 20:
            self.add_page()
        self.ln(4)
        self.ink(ACCENT, 10, "B")
        self.multi_cell(self.wide, 5.5, text, new_x="LMARGIN", new_y="NEXT")
        self.ln(0.8)

    def paragraph(self, text: str, size: float = 9.5, style: str = "", family: str = SANS) -> None:
        self.ink(INK, size, style, family)
        wrap = WrapMode.CHAR if family == MONO else WrapMode.WORD
        said = printable(text)
        self.multi_cell(self.wide, size * 0.5, said, align="L", new_x="LMARGIN", new_y="NEXT", wrapmode=wrap)

    def fitting(self, text: str, width: float) -> str:
        """Cut where the room ends, and seen to be cut."""
        said = printable(text).replace("\n", " ")
        if self.get_string_width(said) <= width:
            return said
        low, high = 0, len(said)
        while low < high:
            middle = (low + high + 1) // 2
            if self.get_string_width(said[:middle] + "…") <= width:
                low = middle
            else:
                high = middle - 1
        return said[:low] + "…"


def font_folder() -> Path:
    """DejaVu, which has the letters of most alphabets, comes with a library that is installed anyway."""
    spec = find_spec("matplotlib")
    folder = Path(str(spec.origin)).parent / "mpl-data" / "fonts" / "ttf" if spec and spec.origin else None
    if folder is None or not folder.is_dir():
        raise Unavailable("The fonts for PDF files are not installed: run ./scripts/start once more.")
    return folder


def printable(text: str) -> str:
    """Without what has no shape, such as marks that turn the direction of a text."""
    return "".join(one for one in text if one == "\n" or unicodedata.category(one) not in UNSEEN)
