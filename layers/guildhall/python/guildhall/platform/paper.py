"""The paper that documents share: A4 with our fonts, PDF/A, laid out from the side on which its language is read.

Only functions with the layer `documents` import this.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

from fpdf import FPDF

FONTS = Path(__file__).parents[1] / "assets/fonts"
MARGIN = 18
WIDTH = 210 - 2 * MARGIN
ACCENT = (28, 72, 92)
PALE = (238, 243, 245)
GREY = (95, 105, 112)
RIGHT_TO_LEFT = frozenset({"ur"})


def runs_from_the_right(text: str) -> bool:
    """Tell by its first letter which way a text is read (UAX #9, rules P2 and P3)."""
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind != "L" for kind in kinds if kind in {"L", "R", "AL"}), False)


class Paper(FPDF):
    """A page with margins, fonts and footer. language: decides the side on which lines begin. page, of: words."""

    def __init__(self, language: str, footer: str, page: str, of: str) -> None:
        super().__init__(format="A4", enforce_compliance="PDF/A-3B")
        self._counted = (page, of)
        self._footer = footer
        is_right_to_left = language in RIGHT_TO_LEFT
        self._start, self._end = ("R", "L") if is_right_to_left else ("L", "R")
        self.set_lang(language)
        for name, file in (("latin", "DejaVuSans"), ("arabic", "NotoNaskhArabic")):
            regular = "-Regular" if name == "arabic" else ""
            self.add_font(name, "", str(FONTS / f"{file}{regular}.ttf"))
            self.add_font(name, "B", str(FONTS / f"{file}-Bold.ttf"))
        self._family = "arabic" if is_right_to_left else "latin"
        self.set_fallback_fonts(["latin", "arabic"], exact_match=False)
        self.set_text_shaping(use_shaping_engine=True)
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=22)

    def footer(self) -> None:
        """Write what it is and the page at the bottom of every page."""
        self.set_y(-15)
        self._ink(7.5, colour=GREY)
        self.cell(WIDTH / 2, 5, self._footer if self._start == "L" else self._page(), align="L")
        self.cell(WIDTH / 2, 5, self._page() if self._start == "L" else self._footer, align="R")

    def _page(self) -> str:
        # The alias of the page count is replaced after shaping, which would tear a line that runs from the right.
        page, of = self._counted
        text = f"{page} {self.page_no()}"
        return text if self._start == "R" else f"{text} {of} {{nb}}"

    def banner(self, name: str, number: str) -> None:
        """Write what it is and its number, under a bar."""
        self.set_fill_color(*ACCENT)
        self.rect(MARGIN, MARGIN - 6, WIDTH, 1.6, style="F")
        self._ink(19, "B", ACCENT)
        self.cell(WIDTH, 11, name, align=self._start, new_x="LMARGIN", new_y="NEXT")
        self._ink_for(number, 11, colour=GREY)
        self.cell(WIDTH, 7, number, align=self._start, new_x="LMARGIN", new_y="NEXT")
        self.ln(6)

    def facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Write pairs of name and value in a pale box."""
        top, height = self.get_y(), 5.4 * len(facts) + 4
        self.set_fill_color(*PALE)
        self.rect(MARGIN, top, WIDTH, height, style="F")
        self.set_y(top + 2)
        for name, value in facts:
            self._pair(name, value, (MARGIN + 4, 48, WIDTH - 56))
        self.set_xy(MARGIN, top + height + 7)

    def _pair(self, name: str, value: str, at: tuple[float, float, float]) -> None:
        left, first, second = at
        mirrored = self._start == "R"
        self.set_x(left + second if mirrored else left)
        self._ink(8.5, colour=GREY)
        self.cell(first, 5.4, name, align=self._start)
        self.set_x(left if mirrored else left + first)
        self._ink(9)
        self.cell(second, 5.4, value, align=self._start, new_x="LMARGIN", new_y="NEXT")

    def heading(self, text: str) -> None:
        """Write a small heading."""
        self._ink(8.5, "B", GREY)
        self.cell(WIDTH, 6, text, align=self._start, new_x="LMARGIN", new_y="NEXT")

    def notes(self, texts: Sequence[str]) -> None:
        """Write sentences below each other."""
        self.ln(2)
        for text in texts:
            self._ink_for(text, 8.5)
            self.multi_cell(WIDTH, 5, text, align=self._start, new_x="LMARGIN", new_y="NEXT")
            self.ln(1)

    def said(self, who: str, text: str, aside: Sequence[str]) -> None:
        """Write what somebody said, each text from the side from which it is read, with small lines below."""
        if self.get_y() > self.h - 45:  # who said it stands on one page with its beginning
            self.add_page()
        self._ink_for(who, 8.5, "B", ACCENT)
        self.cell(WIDTH, 6, who, align=self._start, new_x="LMARGIN", new_y="NEXT")
        for line in filter(None, text.split("\n")):
            self._ink_for(line, 9.5)
            self._line(line, 5.2)
        for line in aside:
            self._ink_for(line, 6.5, colour=GREY)
            self._line(line, 3.8)
        self.ln(2.5)

    def _line(self, line: str, height: float) -> None:
        side = "R" if runs_from_the_right(line) else "L"
        self.multi_cell(WIDTH, height, line, align=side, new_x="LMARGIN", new_y="NEXT")

    def _ink_for(self, text: str, size: float, style: str = "", colour: tuple[int, int, int] = (0, 0, 0)) -> None:
        self._ink(size, style, colour)
        if any(unicodedata.bidirectional(letter) == "AL" for letter in text):
            # The other font has Arabic letters too, but not all that Urdu joins.
            self.set_font("arabic", style, size)

    def _ink(self, size: float, style: str = "", colour: tuple[int, int, int] = (0, 0, 0)) -> None:
        self.set_font(self._family, style, size)
        self.set_text_color(*colour)
