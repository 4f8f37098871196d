"""The look of billing's documents: two sides, lines in a table, and sums."""

from __future__ import annotations

from collections.abc import Sequence

from fpdf.fonts import FontFace

from guildhall.billing.gateways.words import Words
from guildhall.platform.paper import ACCENT, GREY, MARGIN, PALE, WIDTH, Paper


class Sheet(Paper):
    """Paper with what documents about money show. words: decide the side on which lines begin."""

    def __init__(self, words: Words, footer: str) -> None:
        super().__init__(words.language, footer, words["page"], words["of"])

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
