"""The look that all documents share: one sheet of paper, laid out from its reading side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import FontFace

from guildhall.billing.gateways.words import Words

FONTS = Path(__file__).parents[2] / "assets/fonts"
MARGIN = 18
WIDTH = 210 - 2 * MARGIN
ACCENT = (28, 72, 92)
PALE = (238, 243, 245)
GREY = (95, 105, 112)


class Sheet(FPDF):
    """A page with margins, fonts and footer. words: decide the side on which lines begin."""

    def __init__(self, words: Words, footer: str) -> None:
        super().__init__(format="A4", enforce_compliance="PDF/A-3B")
        self._words = words
        self._footer = footer
        self._start, self._end = ("R", "L") if words.is_right_to_left else ("L", "R")
        self.set_lang(words.language)
        for name, file in (("latin", "DejaVuSans"), ("arabic", "NotoNaskhArabic")):
            regular = "-Regular" if name == "arabic" else ""
            self.add_font(name, "", str(FONTS / f"{file}{regular}.ttf"))
            self.add_font(name, "B", str(FONTS / f"{file}-Bold.ttf"))
        self._family, other = ("arabic", "latin") if words.is_right_to_left else ("latin", "arabic")
        self.set_fallback_fonts([other], exact_match=False)
        self.set_text_shaping(use_shaping_engine=True)
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=22)

    def footer(self) -> None:
        """Write number, seller and page at the bottom of every page."""
        words = self._words
        self.set_y(-15)
        self._ink(7.5, colour=GREY)
        self.cell(WIDTH / 2, 5, self._footer if self._start == "L" else self._page(words), align="L")
        self.cell(WIDTH / 2, 5, self._page(words) if self._start == "L" else self._footer, align="R")

    def _page(self, words: Words) -> str:
        # The alias of the page count is replaced after shaping, which would tear a line that runs from the right.
        page = f"{words['page']} {self.page_no()}"
        return page if self._start == "R" else f"{page} {words['of']} {{nb}}"

    def banner(self, name: str, number: str) -> None:
        """Write what it is and its number, under a bar."""
        self.set_fill_color(*ACCENT)
        self.rect(MARGIN, MARGIN - 6, WIDTH, 1.6, style="F")
        self._ink(19, "B", ACCENT)
        self.cell(WIDTH, 11, name, align=self._start, new_x="LMARGIN", new_y="NEXT")
        self._ink(11, colour=GREY)
        self.cell(WIDTH, 7, number, align=self._start, new_x="LMARGIN", new_y="NEXT")
        self.ln(6)

    def parties(self, *sides: tuple[str, list[str]]) -> None:
        """Write the two sides next to each other, the seller where reading begins."""
        top, lowest = self.get_y(), self.get_y()
        for place, (name, lines) in enumerate(sides):
            at_left = (place == 0) == (self._start == "L")
            left, half = MARGIN if at_left else MARGIN + WIDTH / 2 + 4, WIDTH / 2 - 4
            self.set_xy(left, top)
            self._ink(8, colour=GREY)
            self.cell(half, 5, name, align=self._start, new_x="LEFT", new_y="NEXT")
            self._ink(10.5, "B")
            self.multi_cell(half, 5.6, lines[0], align=self._start, new_x="LEFT", new_y="NEXT")
            self._ink(9)
            for line in lines[1:]:
                self.multi_cell(half, 4.8, line, align=self._start, new_x="LEFT", new_y="NEXT")
            lowest = max(lowest, self.get_y())
        self.set_xy(MARGIN, lowest + 6)

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

    def grid(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Write a table: the first column in words, the others in figures. It breaks between rows, its head repeats."""
        widths = [100 - 22 * (len(head) - 1), *[22] * (len(head) - 1)]
        sides = [self._start, *[self._end] * (len(head) - 1)]
        order = slice(None, None, -1) if self._start == "R" else slice(None)
        self._ink(9)
        self.set_draw_color(*PALE)
        with self.table(
            col_widths=widths[order],
            text_align=tuple({"L": "LEFT", "R": "RIGHT"}[side] for side in sides[order]),
            line_height=6,
            padding=1.2,
            borders_layout="HORIZONTAL_LINES",
            cell_fill_color=(255, 255, 255),
            cell_fill_mode="ALL",
            headings_style=FontFace(emphasis="BOLD", color=ACCENT, fill_color=PALE),
        ) as table:
            for row in (head, *rows):
                table.row(list(row)[order])
        self.ln(4)

    def sums(self, rows: Sequence[tuple[str, str, bool]]) -> None:
        """Write names and amounts below each other at the far side; True makes a row stand out."""
        wide = 84
        left = MARGIN if self._start == "R" else MARGIN + WIDTH - wide
        for name, amount, is_bold in rows:
            texts = (name, amount) if self._start == "L" else (amount, name)
            self.set_x(left)
            self._ink(11 if is_bold else 9, "B" if is_bold else "", ACCENT if is_bold else (0, 0, 0))
            self.cell(wide / 2, 7 if is_bold else 5.6, texts[0], align="L")
            self.cell(wide / 2, 7 if is_bold else 5.6, texts[1], align="R", new_x="LMARGIN", new_y="NEXT")
        self.ln(5)

    def heading(self, text: str) -> None:
        """Write a small heading."""
        self._ink(8.5, "B", GREY)
        self.cell(WIDTH, 6, text, align=self._start, new_x="LMARGIN", new_y="NEXT")

    def notes(self, texts: Sequence[str]) -> None:
        """Write sentences below each other."""
        self.ln(2)
        self._ink(8.5)
        for text in texts:
            self.multi_cell(WIDTH, 5, text, align=self._start, new_x="LMARGIN", new_y="NEXT")
            self.ln(1)

    def _ink(self, size: float, style: str = "", colour: tuple[int, int, int] = (0, 0, 0)) -> None:
        self.set_font(self._family, style, size)
        self.set_text_color(*colour)
