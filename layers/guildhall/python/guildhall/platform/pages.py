"""The first page of a PDF as a picture, drawn by PDFium in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path(__file__).with_name("first_page.py")
PATIENCE_SECONDS = 15.0
"""The program ends itself earlier, unless it waits for something."""


@dataclass(frozen=True, slots=True)
class PdfiumPages:
    """Draws first pages. patience: seconds that one may take."""

    patience: float = PATIENCE_SECONDS

    def first(self, content: bytes) -> bytes | None:
        """Return the first page of a PDF as a PNG, or None for what cannot be drawn."""
        # The program is not told what the function knows: no credentials, no addresses.
        known = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
        try:
            done = subprocess.run(  # noqa: S603  our own program; the stranger's file is only its input
                [sys.executable, "-P", str(PROGRAM)],
                input=content,
                capture_output=True,
                timeout=self.patience,
                env={**known, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None
        return done.stdout if done.returncode == 0 else None
