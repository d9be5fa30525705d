"""Builds a case from the invented event in examples/corven and shows its report: what `make demo` runs.

The case is made anew each time, in out/demo.case, so that the report is that of the code as it stands.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
CAPTURES = Path("examples/corven")
CASE = Path("out/demo.case")


def main() -> int:
    """Exit code of the first command that could not do its work, else 0."""
    os.chdir(ROOT)
    _remove(CASE)
    CASE.parent.mkdir(exist_ok=True)
    count = sum(1 for _ in CAPTURES.iterdir())
    click.echo(f"A dam gate fails above the town of Hesper. {count} files, as people saved them, are in {CAPTURES}/.\n")
    for words in (["build", str(CAPTURES), "--case", str(CASE)], ["show", str(CASE)]):
        failed = _run(words)
        if failed:
            return failed
    _go_on()
    return 0


def _run(words: list[str]) -> int:
    """Runs a command of rashomon under its own name; 0 where it did its work."""
    click.echo(f"$ rashomon {' '.join(words)}")
    sys.stdout.flush()
    plain = os.environ.get("TERM") == "dumb"
    environment = {**os.environ, **({"NO_COLOR": "1"} if plain else {})}
    return subprocess.run([sys.executable, "-m", "rashomon.cli", *words], env=environment, check=False).returncode


def _remove(case: Path) -> None:
    for end in ("", "-wal", "-shm"):
        Path(f"{case}{end}").unlink(missing_ok=True)


def _go_on() -> None:
    bin_folder = Path(sys.executable).parent
    shown = bin_folder.relative_to(ROOT) if bin_folder.is_relative_to(ROOT) else bin_folder
    command = shown / "rashomon"
    click.echo("Go on with")
    for words, why in (
        ("show out/demo.case q1", "open the first quotation: every rendering in its sentence"),
        ("show out/demo.case i1", "what was read, and from which file"),
        ("figures out/demo.case", "every figure with who gives it"),
        ("search out/demo.case certify", "sentences that hold a word"),
        ("build YOUR-FILES --case your.case", "your own pile: text, HTML, JSON Lines, zip, folders"),
    ):
        click.echo(f"  {command} {words:<36} {why}")


if __name__ == "__main__":
    sys.exit(main())
