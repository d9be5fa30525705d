"""A case opens in Datasette as it is, and the metadata gives its tables words, units and what they point to."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import rashomon

from rashomon.case.datasette import metadata
from rashomon.case.queries import CaseReader
from rashomon.case.tables import TABLES


def test_the_metadata_names_every_table_and_hides_the_store(built: Path) -> None:
    told = metadata("x")["databases"]["x"]["tables"]
    assert all(told[table.name]["description"] and told[table.name]["columns"] for table in TABLES)
    assert told["captures"]["units"] == {"size": "byte"}
    assert told["attributions"]["foreign_keys"]["item_id"] == "items.item_id"
    with CaseReader(str(built)) as reader:
        names = [row[0] for row in reader.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    known = {table.name for table in TABLES}
    assert all(told[name]["hidden"] for name in names if name not in known and not name.startswith("search_"))


def test_every_query_runs(built: Path) -> None:
    with CaseReader(str(built)) as reader:
        for query in metadata("x")["databases"]["x"]["queries"].values():
            found = reader.db.execute(query["sql"], {"words": "doors"} if ":words" in query["sql"] else {}).fetchall()
            assert found or "verdict" in query["sql"], query["title"]


@pytest.fixture(scope="module")
def datasette(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Datasette as a user starts it, on a copy of the case, with the metadata that `export` writes."""
    pytest.importorskip("datasette", reason="datasette comes with the extra `web`")
    folder = tmp_path_factory.mktemp("datasette")
    case = folder / "x.case"
    case.write_bytes(built.read_bytes())
    assert rashomon("export", case, folder, "--format", "datasette").code == 0
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "datasette", str(case), "-m", str(folder / "metadata.json"), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=dict(os.environ)) as running:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, running)
            yield address
        finally:
            running.terminate()


def _wait(address: str, running: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        try:
            urllib.request.urlopen(f"{address}/-/versions.json", timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            assert running.poll() is None, running.stderr and running.stderr.read()
            time.sleep(0.2)
    raise AssertionError("Datasette did not start")


def fetched(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return json.load(answer)


def page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return str(answer.read().decode())


def test_datasette_shows_every_table_with_its_rows(datasette: str, built: Path) -> None:
    with CaseReader(str(built)) as reader:
        for table in TABLES:
            found = fetched(f"{datasette}/x/{table.name}.json?_shape=objects&_size=max")
            assert found["filtered_table_rows_count"] == reader.count(table.name), table.name
            assert {column.name for column in table.exported} <= set(found["columns"])


def test_datasette_tells_what_columns_are(datasette: str) -> None:
    shown = page(f"{datasette}/x/captures")
    assert "SHA-256 of the bytes as they were saved" in shown and "What was saved" in shown
    front = page(f"{datasette}/x")
    assert "blobs" not in front.partition("hidden")[0] and "Figures that conflict" in front


def test_a_row_links_to_the_account_that_it_belongs_to(datasette: str, built: Path) -> None:
    with CaseReader(str(built)) as reader:
        item = reader.table("figures")[0]["item_id"]
    shown = page(f"{datasette}/x/figures?item_id={item}")
    assert f'href="/x/items/{item}"' in shown
    assert fetched(f"{datasette}/x/items/{item}.json?_shape=objects")["rows"][0]["item_id"] == item


def test_datasette_answers_the_queries(datasette: str) -> None:
    found = fetched(f"{datasette}/x/words.json?_shape=array&words=doors")
    assert found and all("doors" in row["text"] for row in found)


def test_asking_datasette_changes_nothing(datasette: str) -> None:
    with pytest.raises(urllib.error.HTTPError):
        fetched(f"{datasette}/x.json?sql=delete+from+items&_shape=array")
