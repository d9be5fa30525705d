"""CPU time of the interface's answers and of a model's questions: `python -m benchmarks.interface CASE`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

from rashomon.case.queries import CaseReader
from rashomon.views.api import respond
from rashomon.views.api.tables import SHOWN
from rashomon.views.mcp import questions


def main(path: str) -> None:
    """Prints milliseconds of processor time and bytes, a line an answer."""
    with CaseReader(path) as reader:
        story = questions.stories(reader, 1)["answers"][0]["id"]
        speaker = next(row["name"] for row in reader.rows("actors"))
        asked: dict[str, Callable[[], bytes]] = {
            f"/api/{shown.table}": lambda table=shown.table: respond(reader, "GET", f"/api/{table}").body
            for shown in SHOWN
        }
        for address, query in (("case", ""), ("stories", ""), ("outlets", ""), ("feed.rss", ""), ("search", "q=people"),
                               (f"stories/{story}", ""), ("attributions", f"story_id={story}")):  # fmt: skip
            asked[f"/api/{address} {query}"] = lambda a=address, q=query: respond(reader, "GET", f"/api/{a}", q).body
        for ask, word in ((questions.versions_of, "people"), (questions.positions_on, "people"),
                          (questions.figures_for, "people"), (questions.origins_of, story),
                          (questions.timeline, story), (questions.quotes_by, speaker)):  # fmt: skip
            asked[f"mcp {ask.__name__}"] = lambda f=ask, w=word: json.dumps(f(reader, w)).encode()
        for name, answer in asked.items():
            began = time.process_time()
            size = len(answer())
            print(f"{name:50} {1000 * (time.process_time() - began):8,.0f} ms {size:12,} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
