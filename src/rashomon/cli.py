"""The command line: one thin command a verb. Data goes to stdout, progress and messages to stderr.

Exit 0 done, 1 done with something to look at, 2 cannot be done.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click

from . import __version__
from .model.errors import RashomonError
from .model.settings import ComparingSettings, IntakeSettings, ReadingSettings, Settings
from .views.characters import counted
from .views.exports import EXPORTERS

VERDICTS = ("same", "not_same", "wrong_speaker", "wrong_stance", "rename", "merge", "note")
LISTS = ("quotes", "figures", "positions", "labels", "timeline", "coverage", "origins", "stories")


class _Front(click.Group):
    """Turns every failure that has a plain sentence into that sentence and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except RashomonError as error:
            _stop(str(error))
        except BrokenPipeError:
            # The reader of our output has gone (`| head`); Python must not complain about it at exit either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except OSError as error:
            _stop(f"{error.filename or 'a file'}: {error.strerror or error}")
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("RASHOMON_DEBUG"):
                raise
            _stop(f"a fault of rashomon itself ({type(error).__name__}: {error}); RASHOMON_DEBUG=1 shows where")


def _stop(sentence: str) -> NoReturn:
    click.echo(f"rashomon: {sentence}", err=True)
    sys.exit(2)


@click.group(cls=_Front, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rashomon")
def main() -> None:
    """Reads many accounts of one event and builds a case in which every finding opens the words it rests on."""


@main.command()
@click.argument("paths", nargs=-1)
@click.option("--case", "case", type=click.Path(dir_okay=False), help="The case to make or add to.")
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local", show_default=True)
@click.option("--tables", metavar="DIR", help="With --engine spark: where its tables go.")
@click.option("--spark", "spark", metavar="KEY=VALUE", multiple=True, help="A setting of Spark, such as spark.master.")
@click.option("--from-tables", metavar="DIR", help="Make the case of tables that a run on Spark wrote.")
@click.option("--story", "stories", metavar="ID", multiple=True, help="With --from-tables: this story, not all.")
@click.option("--jobs", type=click.IntRange(1), help="Processes to use; all processors unless told.")
@click.option("--meta", type=click.Path(exists=True, dir_okay=False), help="CSV of what you know better than the page.")
@click.option("--claims", type=click.Path(exists=True, dir_okay=False), help="A claims.toml of claims to follow.")
@click.option("--tagger", type=click.Choice(["auto", "rules", "trained"]), default="auto", show_default=True)
def build(
    paths: tuple[str, ...], case: str | None, engine: str, jobs: int | None, meta: str | None, claims: str | None,
    tagger: str, tables: str | None, spark: tuple[str, ...], from_tables: str | None, stories: tuple[str, ...],
) -> None:  # fmt: skip
    """Make the case, or add to it: files, folders, globs, archives; `-` is standard input."""
    from .engine.build import build as build_case
    from .engine.from_tables import case_from_tables

    settings = Settings(IntakeSettings(meta=meta), ReadingSettings(tagger=tagger), comparing=ComparingSettings(claims))
    if bool(paths) == bool(from_tables):
        raise click.UsageError("name what is to be read, or the tables with --from-tables")
    if engine == "spark" and paths:
        from_tables = _tables_on_spark(paths, tables, settings, spark, jobs)
        if case is None:
            return
    if case is None:
        raise click.UsageError("Missing option '--case'.")
    with _progress() as watch:
        if from_tables:
            built = case_from_tables(from_tables, case, stories, settings, watch=watch)
        else:
            built = build_case(paths, case, settings, jobs=jobs, watch=watch)
    known = f", {built.captures_known:,} known already" if built.captures_known else ""
    again = f", {built.items_linked_again:,} earlier linked again" if built.items_linked_again else ""
    click.echo(
        f"{counted(built.captures_added, 'capture')} read{known}; {counted(built.items_added, 'new account')}{again};"
        f" {counted(built.stories_compared, 'story', 'stories')} compared. Next: rashomon show {case}",
        err=True,
    )
    _mergers(case, built.merged)
    if built.input_issues:
        _input_issues(case)
        sys.exit(1 if built.captures_added or built.captures_known else 2)


def _tables_on_spark(
    paths: tuple[str, ...], tables: str | None, settings: Settings, spark: tuple[str, ...], jobs: int | None
) -> str:
    """The folder of the tables that Spark made."""
    from .engine.spark import build_tables

    if not tables:
        raise click.UsageError("--engine spark needs --tables DIR: the folder for its tables")
    given = dict(pair.split("=", 1) for pair in spark if "=" in pair)
    if len(given) < len(spark):
        raise click.UsageError("--spark takes KEY=VALUE")
    with _progress() as watch:
        made = build_tables(paths, tables, settings, spark=given, jobs=jobs, watch=watch)
    click.echo(
        f"{counted(made.captures, 'capture')} read; {counted(made.items, 'account')};"
        f" {counted(made.stories, 'story', 'stories')} compared."
        f" The tables are in {tables}",
        err=True,
    )
    return tables


def _mergers(case: str, merged: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
    """Which stories of before are now one, and why; of very many only the first are explained."""
    if not merged:
        return
    from .case.mergers import remembered
    from .case.queries import CaseReader
    from .views.chapters import merger_lines

    with CaseReader(case) as reader:
        known = {merger.story_id: merger for merger in remembered(reader.db)}
    for story, earlier in merged:
        lines = merger_lines(known[story]) if story in known else [f"{len(earlier)} stories are now one: {story}"]
        click.echo("\n".join(lines), err=True)


def _input_issues(case: str) -> None:
    from .case.queries import CaseReader

    with CaseReader(case) as reader:
        for issue in reader.rows("issues"):
            if issue["capture_id"] is None and issue["stage"] == "intake":
                click.echo(f"rashomon: {issue['message']}", err=True)


@main.command()
@click.argument("case")
@click.argument("reference", required=False)
@click.option("--width", type=click.IntRange(60, 400), help="Columns; the terminal's unless told.")
def show(case: str, reference: str | None, width: int | None) -> None:
    """The report; with a STORY, that story whole; with a reference such as q3, the words it rests on."""
    from .case.queries import CaseReader
    from .views.terminal import show_case

    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    with CaseReader(case) as reader:
        click.echo(show_case(reader, reference, width=width or _columns(), color=colour), color=colour)


def _columns() -> int:
    try:
        return max(60, min(140, os.get_terminal_size().columns))
    except OSError:
        return 110


@main.command()
@click.argument("case")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--format", "format_name", type=click.Choice(list(EXPORTERS)), default="jsonl", show_default=True)
@click.option("--story", help="memo and docx: of this story alone, by its reference or id.")
def export(case: str, folder: Path, format_name: str, story: str | None) -> None:
    """Write a case into a folder: its tables (jsonl, csv, parquet, xlsx), a graph, findings as linked data or
    annotations, memos of its stories, a feed of what is new, or its pages, to be read without a server (site)."""
    from .case.queries import CaseReader
    from .views.exports import export_as

    with CaseReader(case) as reader:
        _, said = export_as(reader, folder, format_name, story=story)
    click.echo(said, err=True)


@main.command()
@click.argument("case")
def mcp(case: str) -> None:
    """Answer a language model's questions on the case over MCP (standard input and output); reading alone."""
    from .views.mcp import serve_case

    serve_case(case)


@main.command()
@click.argument("case")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="A free port unless told.")
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Another address, for others; needs --token.")
@click.option("--token", envvar="RASHOMON_TOKEN", default="", help="What others have to know (16 characters or more).")
def serve(case: str, port: int, open_browser: bool, host: str, token: str) -> None:
    """Show the case as pages, to read, judge and check a draft; on this machine only unless told. Ctrl-C ends it."""
    from .case.queries import CaseReader
    from .engine.build import compare_again
    from .views.pages.judging import Desk
    from .views.pages.server import serve as serve_pages

    def ready(address: str) -> None:
        click.echo(address)
        if open_browser:
            click.launch(address)

    desk = Desk(case, partial(compare_again, case))
    with contextlib.suppress(KeyboardInterrupt):
        serve_pages(lambda: CaseReader(case, any_thread=True), desk, port, host=host, token=token, ready=ready)


@main.command()
@click.argument("case")
def verify(case: str) -> None:
    """Recompute every hash and open every span; exit 1 on a difference."""
    from .case.queries import CaseReader
    from .case.verify import verify as differences

    found = 0
    with CaseReader(case) as reader:
        for difference in differences(reader):
            found += 1
            click.echo(f"{difference.table}\t{difference.row}\t{difference.what}")
        if not found:
            click.echo(
                f"{case}: {reader.count('captures'):,} captures, {reader.count('items'):,} accounts, nothing differs"
            )
    sys.exit(1 if found else 0)


@main.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="A file; standard output unless told.")
@click.option("--tagger", type=click.Choice(["auto", "rules", "trained"]), default="auto", show_default=True)
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True)
def annotate(paths: tuple[str, ...], output: str | None, tagger: str, jobs: int) -> None:
    """Read .txt files or JSON Lines without a case: one JSON line a text, spans into exactly the text given."""
    from .engine.local import LocalEngine
    from .reading.annotate import annotate as annotate_text
    from .reading.annotate import texts_in

    step = partial(annotate_text, settings=ReadingSettings(tagger=tagger))
    with LocalEngine(jobs) as engine:
        _write_lines((row for _, row in engine.run(step, texts_in(paths), crashed=_unread)), output)


def _unread(given: Any) -> dict[str, Any]:
    return {"id": given.id, "attributions": [], "times": [], "figures": [], "mentions": [],
            "issues": ["this text could not be read"]}  # fmt: skip


@main.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="A file; standard output unless told.")
@click.option("--meta", type=click.Path(exists=True, dir_okay=False), help="CSV of what you know better than the page.")
@click.option("--list", "lists", multiple=True, help="A count of the table to show whole: undated, repaired, ...")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True)
def extract(paths: tuple[str, ...], output: str | None, meta: str | None, lists: tuple[str, ...], jobs: int) -> None:
    """Intake alone: one JSON line an item, with its text, fields, removed parts and issues."""
    from .engine.extract import Tally, extract_items

    tally = Tally()
    settings = IntakeSettings(meta=meta)
    _write_lines(extract_items(paths, settings, tally, jobs=jobs), output)
    click.echo(tally.table([name.replace(" ", "_") for name in lists]), err=True)
    sys.exit(1 if tally.troubled else 0)


def _write_lines(rows: Iterator[dict[str, Any]], output: str | None) -> None:
    with _out(output) as write, _counting() as tick:
        for row in rows:
            write(json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
            tick()


@contextmanager
def _out(output: str | None) -> Iterator[Callable[[bytes], object]]:
    if output is None:
        yield sys.stdout.buffer.write
        sys.stdout.buffer.flush()
        return
    with Path(output).open("wb") as file:
        yield file.write


@contextmanager
def _counting() -> Iterator[Callable[[], None]]:
    with _progress() as watch:
        from .engine.progress import Progress

        done = 0

        def tick() -> None:
            nonlocal done
            done += 1
            watch(Progress("reading", done, None))

        yield tick


@contextmanager
def _progress() -> Iterator[Callable[[Any], None]]:
    """A progress line on stderr; nothing where that is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def watch(step: Any) -> None:
            if step.step not in tasks:
                tasks[step.step] = bar.add_task(step.step, total=step.total)
            bar.update(tasks[step.step], completed=step.done, total=step.total)

        yield watch


@main.command()
@click.argument("case")
@click.argument("place", required=False)
@click.argument("verdict", required=False, type=click.Choice(VERDICTS))
@click.argument("value", required=False)
@click.option("--who", envvar="USER", default="unknown", show_envvar=True, help="Who judges.")
@click.option("--when", help="When; today unless told (YYYY-MM-DD).")
@click.option("--note", help="Why.")
@click.option("--undo", is_flag=True, help="Take the last such judgement back.")
@click.option("--apply", "apply_file", type=click.Path(exists=True, path_type=Path), help="Judgements of another case.")
def judge(
    case: str, place: str | None, verdict: str | None, value: str | None, who: str, when: str | None,
    note: str | None, undo: bool, apply_file: Path | None,
) -> None:  # fmt: skip
    """Keep a person's word on a finding: PLACE is ITEM:START-END, VALUE a name, a stance or a second place.

    same and merge take a second place; wrong_speaker and rename a name; wrong_stance a stance, or nothing to take it
    away. Judgements outlive every rebuild; `export` writes them, `--apply` lays them over another case.
    """
    from .case import judgements
    from .engine.build import compare_again
    from .model.findings import Judgement

    if apply_file:
        given = judgements.read_judgements(apply_file)
        count, places = judgements.add_judgements(case, given), [j.evidence for j in given]
    elif place and verdict:
        evidence = judgements.evidence_of(case, place)
        places = [evidence]
        if undo:
            count = judgements.undo_judgement(case, evidence, verdict, who)
        else:
            if value and verdict in ("same", "merge"):
                value = judgements.evidence_of(case, value)
            day = when or datetime.date.today().isoformat()
            count = judgements.add_judgements(case, [Judgement(evidence, verdict, value, who, day, note)])
    else:
        raise click.UsageError("give a place and a verdict, or --apply FILE")
    compared = counted(compare_again(case, places), "story", "stories")
    click.echo(f"{counted(count, 'judgement')} changed; {compared} compared again", err=True)


@main.command()
@click.argument("case")
@click.argument("draft", type=click.Path(dir_okay=False, allow_dash=True))
@click.option("--date", "as_of", metavar="YYYY-MM-DD", help="The draft's day; that of the latest account unless told.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line a quotation, figure, date or attribution.")
@click.option("--tagger", type=click.Choice(["auto", "rules", "trained"]), default="auto", show_default=True)
@click.option("--width", type=click.IntRange(60, 400), help="Columns; the terminal's unless told.")
def check(case: str, draft: str, as_of: str | None, as_json: bool, tagger: str, width: int | None) -> None:
    """Hold a DRAFT (text, Markdown, HTML, docx) against the case; exit 1 where something needs a look."""
    from .case.queries import CaseReader
    from .views.check import check as check_draft
    from .views.checking.report import check_rows, check_text
    from .views.draft import read_draft

    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    with CaseReader(case) as reader:
        checked = check_draft(reader, read_draft(draft), as_of=as_of, tagger=tagger)
    if as_json:
        _write_lines(iter(check_rows(checked)), None)
    else:
        click.echo(check_text(checked, width=width or _columns(), color=colour), color=colour, nl=False)
    sys.exit(1 if checked.looks else 0)


@main.command()
@click.argument("case")
@click.argument("words", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON line a hit.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
def search(case: str, words: tuple[str, ...], as_json: bool, limit: int) -> None:
    """Sentences that hold all the words."""
    from .case.queries import CaseReader

    with CaseReader(case) as reader:
        hits = reader.search(" ".join(words), limit=limit)
        names = {i["item_id"]: i["publisher"] or i["headline"] or i["capture"] for i in reader.rows("items")}
    for hit in hits:
        if as_json:
            row = {"item_id": hit.item_id, "start": hit.start, "end": hit.end, "text": hit.text}
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            from .views.terminal import safe

            click.echo(f"{safe(names[hit.item_id])}  {hit.item_id} {hit.start}-{hit.end}\n    {safe(hit.text)}")
    sys.exit(0 if hits else 1)


def _list_command(name: str) -> click.Command:
    @click.argument("case")
    @click.argument("story", required=False)
    @click.option("--json", "as_json", is_flag=True, help="One JSON line a row.")
    def command(case: str, story: str | None, as_json: bool) -> None:
        from .case.queries import CaseReader
        from .views.lists import list_rows, list_text

        with CaseReader(case) as reader:
            if as_json:
                for row in list_rows(reader, name, story):
                    click.echo(json.dumps(row, ensure_ascii=False))
            else:
                click.echo(list_text(reader, name, story, width=_columns()))

    return click.command(name, help=f"The {name} of a case, or of one story of it.")(command)


for _name in LISTS:
    main.add_command(_list_command(_name))


if __name__ == "__main__":
    main()
