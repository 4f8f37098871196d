"""First pages of PDFs, drawn in a process of its own."""

from __future__ import annotations

import io

import pytest
from fpdf import FPDF
from PIL import Image

from guildhall.platform.first_page import TALLEST, WIDEST
from guildhall.platform.pages import PdfiumPages


def drawn(width: float, height: float) -> tuple[int, int]:
    pdf = FPDF(unit="pt", format=(width, height))
    pdf.add_page()
    page = PdfiumPages().first(bytes(pdf.output()))
    assert page is not None
    return Image.open(io.BytesIO(page)).size


@pytest.mark.parametrize(("width", "height"), [(595, 842), (14_400, 14_400), (10, 14_400), (14_400, 10)])
def test_a_page_of_any_size_makes_a_picture_of_bounded_size(width: float, height: float) -> None:
    wide, tall = drawn(width, height)

    assert 0 < wide <= WIDEST + 1
    assert 0 < tall <= TALLEST + 1


def test_a_page_that_takes_too_long_has_no_picture() -> None:
    pdf = FPDF()
    pdf.add_page()

    assert PdfiumPages(patience=0.001).first(bytes(pdf.output())) is None
