"""Commands that compute in processes or on a Dask cluster: the same results, and one message when it does not work."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import pytest
from places import listed

WHEN = ("when", "--schedule", "mechanism", "--subjects", "40")
SPREAD = ("spread", "--schedule", "mechanism", "--subjects", "40")
LONG = ("spread", "--subjects", "300000")


def tables(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


@pytest.mark.parametrize(("words", "workers"), [(WHEN, "1"), (SPREAD, "3")], ids=["when", "spread"])
def test_workers_change_nothing(run, tmp_path, without_pictures, words, workers):
    alone = run(*words, "--output", "alone")
    together = run(*words, "--output", "together", "--workers", workers)
    assert together == (alone[0], alone[1].replace("alone", "together"), "")
    assert tables(tmp_path / "together") == tables(tmp_path / "alone") != {}


def test_workers_change_nothing_in_a_report(run, tmp_path, without_pictures):
    words = ("report", "--schedule", "mechanism", "--subjects", "40")
    run(*words, "--output", "alone.html")
    assert run(*words, "--output", "together.html", "--workers", "2")[0] == 0
    assert (tmp_path / "together.html").read_text(encoding="utf-8") == (tmp_path / "alone.html").read_text("utf-8")


def refused(answer, message):
    code, out, err = answer
    assert (code, out) == (2, "")
    assert err.startswith("Error: ")
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("command", ["spread", "when", "report"])
@pytest.mark.parametrize("workers", ["0", "-1", "1.5", "62", "10000", "two", ""])
def test_a_number_of_workers_that_is_none_is_one_message(run, tmp_path, command, workers):
    refused(
        run(command, f"--workers={workers}"), f"workers is {workers!r}; it must be a whole number of processes from 1"
    )
    assert listed(tmp_path) == []


@pytest.mark.parametrize(
    "address", ["", "nonsense", "localhost:8786", "http://localhost:8786", "tcp://a b:1", "tcp://:1"]
)
def test_an_address_that_is_none_is_one_message(run, address):
    refused(run(*WHEN, "--scheduler", address), f"scheduler is {address!r}; it must be an address such as 'tcp://")


def test_workers_here_and_elsewhere_are_not_both_hired(run):
    refused(run(*WHEN, "--workers", "2", "--scheduler", "tcp://localhost:8786"), "workers and scheduler are both given")


def test_a_cluster_without_dask_says_what_to_install(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    refused(run(*WHEN, "--scheduler", "tcp://localhost:8786"), "pip install 'pksim[cluster]'")


@pytest.fixture
def hurry(monkeypatch):
    """Give up sooner."""
    monkeypatch.setattr("pksim.study.people.cluster._REACH_S", 1.0)


@pytest.mark.parametrize("listens", [True, False])
def test_what_is_no_scheduler_is_not_waited_for(run, hurry, listens):
    pytest.importorskip("distributed", reason="needs the extra 'cluster'")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        if listens:
            nobody.listen()
        address = f"tcp://127.0.0.1:{nobody.getsockname()[1]}"
        refused(run(*WHEN, "--scheduler", address), f"no Dask scheduler answers at {address} within 1 s")


@contextmanager
def started(module, *words, **environment):
    with subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{module}", *words, "--no-dashboard"],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def scheduler(tmp_path_factory):
    """A scheduler as a process of its own, with its address, and where to find it."""
    pytest.importorskip("distributed", reason="needs the extra 'cluster'")
    file = tmp_path_factory.mktemp("dask") / "scheduler.json"
    with started("dask_scheduler", "--host=127.0.0.1", "--port=0", f"--scheduler-file={file}") as process:
        while not file.exists() or not file.read_bytes().endswith(b"}"):
            assert process.poll() is None
            time.sleep(0.05)
        process.address, process.file = json.loads(file.read_bytes())["address"], file
        yield process


@contextmanager
def worker_of(scheduler, **environment):
    """Start a worker and wait until it is known."""
    import distributed

    with started("dask_worker", f"--scheduler-file={scheduler.file}", "--no-nanny", **environment) as process:
        with distributed.Client(scheduler.address, set_as_default=False) as client:
            client.wait_for_workers(1)
        yield process


def test_a_cluster_changes_nothing_and_one_without_workers_is_told(run, tmp_path, without_pictures, scheduler):
    refused(run(*SPREAD, "--scheduler", scheduler.address), f"start some with 'dask worker {scheduler.address}'")
    assert listed(tmp_path) == []
    alone = run(*SPREAD, "--output", "alone")
    with worker_of(scheduler):
        together = run(*SPREAD, "--output", "together", "--scheduler", scheduler.address)
    assert together == (alone[0], alone[1].replace("alone", "together"), "")
    assert tables(tmp_path / "together") == tables(tmp_path / "alone") != {}


def test_a_worker_with_another_version_is_told(run, tmp_path, scheduler):
    other = tmp_path / "elsewhere" / "pksim-99.0.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: pksim\nVersion: 99.0\n", encoding="utf-8")
    with worker_of(scheduler, PYTHONPATH=str(other.parent)):
        answer = run(*SPREAD, "--scheduler", scheduler.address)
    refused(answer, "differs from this machine: pksim 99.0, not ")


@pytest.mark.parametrize("which", ["scheduler", "worker"])
def test_a_cluster_that_dies_in_the_middle_is_one_message_and_nothing_is_written(
    run, tmp_path, monkeypatch, scheduler, which
):
    from distributed.cfexecutor import ClientExecutor

    submit, given = ClientExecutor.submit, []

    def submit_and_kill(executor, *task):
        given.append(task)
        if len(given) == 3:
            (scheduler if which == "scheduler" else worker).kill()
        return submit(executor, *task)

    monkeypatch.setattr(ClientExecutor, "submit", submit_and_kill)
    monkeypatch.setattr("pksim.study.people.cluster._LOST_AFTER_S", 0.5)
    with worker_of(scheduler) as worker:
        answer = run(*LONG, "--scheduler", scheduler.address)
    refused(answer, f"the scheduler {scheduler.address} or its last worker was lost in the middle. Nothing was kept")
    assert len(given) > 3
    assert listed(tmp_path) == []


def alive(session):
    """Give the processes of a session that still run."""
    found = subprocess.run(
        ["ps", "-ww", "-o", "stat=,args=", "-s", str(session)], capture_output=True, text=True, check=False
    )
    return [line for line in found.stdout.splitlines() if not line.startswith("Z")]


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL], ids=lambda sign: sign.name)
def test_no_worker_outlives_a_command_that_is_broken_off(tmp_path, tmp_path_factory, sign):
    said = tmp_path_factory.mktemp("said") / "stderr"
    with said.open("wb") as stderr:
        command = subprocess.Popen(
            [sys.executable, "-m", "pksim", *LONG, "--workers", "2"],
            cwd=tmp_path,
            start_new_session=True,
            stderr=stderr,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
    try:
        while sum("spawn_main" in line for line in alive(command.pid)) < 2:
            assert command.poll() is None
            time.sleep(0.05)
        if sign == signal.SIGINT:
            os.killpg(command.pid, sign)
        else:
            command.send_signal(sign)
        assert command.wait() in (130, -signal.SIGKILL)
        for _ in range(200):
            if not (left := alive(command.pid)):
                break
            time.sleep(0.05)
        assert left == []
    finally:
        with suppress(ProcessLookupError):
            os.killpg(command.pid, signal.SIGKILL)
    assert "Traceback" not in said.read_text(encoding="utf-8")
    assert listed(tmp_path) == []
