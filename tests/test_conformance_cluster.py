"""A standalone cluster on the loopback, a master and two workers: the same tables, also where a worker is killed.

Slow, and the machine must be able to hold six Java processes: `make test-cluster` runs it.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from spark_tables import differences, local_lines, make_captures, spark_lines
from test_conformance import needs_spark

from rashomon.engine.progress import Progress

pytestmark = [
    needs_spark,
    pytest.mark.skipif(not os.environ.get("RASHOMON_CLUSTER"), reason="a cluster is tested by `make test-cluster`"),
]
_AT = "final_counted"
"""The step in whose middle a worker is killed: texts, pairs and stories are under way by then."""


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Cluster:
    """The processes of a cluster; each worker leads a group of its own, so that its executors die with it."""

    def __init__(self, folder: Path) -> None:
        import pyspark

        self.home, self.folder, port = Path(pyspark.__file__).parent, folder, _port()
        self.master = f"spark://127.0.0.1:{port}"
        self.processes = [self._start("master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")]
        self._wait(port)
        for number in range(2):
            self.processes.append(
                self._start("worker.Worker", "--host", "127.0.0.1", "--webui-port", "0", "--cores", "1",
                            "--memory", "1g", "--work-dir", str(folder / f"worker{number}"), self.master)
            )  # fmt: skip

    def _start(self, name: str, *words: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "SPARK_DAEMON_MEMORY": "256m", "SPARK_LOCAL_IP": "127.0.0.1",
                       "SPARK_HOME": str(self.home), "SPARK_NO_DAEMONIZE": "1"}  # fmt: skip
        log = (self.folder / f"{name}{len(list(self.folder.iterdir()))}.log").open("wb")
        return subprocess.Popen(
            [str(self.home / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", *words],
            env=environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip

    @staticmethod
    def _wait(port: int) -> None:
        for _ in range(240):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.5)
        raise TimeoutError("the master does not listen")

    def kill(self, number: int) -> None:
        """Ends a worker and all its processes at once, as a machine that loses power does."""
        os.killpg(self.processes[number].pid, signal.SIGKILL)

    def stop(self) -> None:
        """Ends what is still there."""
        for process in reversed(self.processes):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the captures in `in`."""
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "in").mkdir()
    make_captures(folder / "in", 24)
    return folder


@pytest.fixture(scope="module")
def local(place: Path) -> dict[str, list[str]]:
    """The tables of the local engine."""
    return local_lines([str(place / "in")], place)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster of its own for each test."""
    made = Cluster(tmp_path)
    yield made
    made.stop()


@pytest.mark.parametrize("killed", [False, True], ids=["whole", "a worker killed"])
def test_same_tables(cluster: Cluster, place: Path, local: dict[str, list[str]], killed: bool) -> None:
    from rashomon.engine.spark import build_tables

    done = threading.Event()

    def watch(progress: Progress) -> None:
        if killed and progress.step == _AT and not done.is_set():
            done.set()
            threading.Timer(1.5, cluster.kill, [1]).start()

    tables = place / f"tables-{killed}"
    settings = {"spark.master": cluster.master, "spark.driver.host": "127.0.0.1", "spark.sql.shuffle.partitions": "4",
                "spark.driver.bindAddress": "127.0.0.1", "spark.executor.memory": "800m", "spark.ui.enabled": "false",
                "spark.driver.memory": "1g", "spark.sql.codegen.wholeStage": "false",
                "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}  # fmt: skip
    build_tables([str(place / "in")], str(tables), spark=settings, watch=watch)
    assert done.is_set() == killed
    assert (cluster.processes[1].poll() is not None) == killed
    assert differences(local, spark_lines(tables)) == []
    shutil.rmtree(tables)
