"""The demo, as a newcomer runs it: plain where the terminal is dumb, whole, and from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_demo_builds_and_shows_and_says_how_to_go_on(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "demo.py")],
        cwd=tmp_path,
        env={**os.environ, "TERM": "dumb"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    for words in ("$ rashomon build examples/corven", "HOW MANY ORIGINS", "BEFORE YOU RELY ON IT", "Go on with"):
        assert words in done.stdout
