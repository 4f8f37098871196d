"""Draws the first page of a PDF: run as a program of its own (pages.py), a PDF in, a PNG out.

PDFium reads what strangers send. Here it has bounds of the operating system, and its crash is nobody else's. The
program imports nothing of ours, so that it starts at once.
"""

from __future__ import annotations

import io
import resource
import sys

import pypdfium2

WIDEST, TALLEST = 1_280, 4_096
"""Pixels of the picture, whatever size the page says it has."""
MOST_SECONDS = 10
MOST_BYTES = 1024**3


def draw(content: bytes) -> bytes:
    """Return the first page as a PNG. Raises PdfiumError for what is no PDF, is damaged or wants a password."""
    page = pypdfium2.PdfDocument(content)[0]
    width, height = page.get_size()
    picture = page.render(scale=min(WIDEST / width, TALLEST / height), may_draw_forms=False).to_pil()
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    sys.stdout.buffer.write(draw(sys.stdin.buffer.read()))
