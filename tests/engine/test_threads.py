"""What is spread over threads comes out as if it had been done in turn."""

import threading

import pytest

from kmviz.engine.threads import PAYS, blocks, cores, spread


def test_blocks_are_all_things_once() -> None:
    """Blocks of one size follow one another; the last holds what is left."""
    assert [range(*block.indices(10)) for block in blocks(10, 4)] == [
        range(4),
        range(4, 8),
        range(8, 10),
    ]
    assert list(blocks(0, 4)) == []


@pytest.mark.parametrize("threads", ["1", "3"])
@pytest.mark.parametrize("n", [5, PAYS])
def test_results_come_in_order(threads: str, n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is done first, the first piece's result is the first."""
    monkeypatch.setenv("OMP_NUM_THREADS", threads)
    assert spread(lambda piece: piece * piece, range(100), n) == [i * i for i in range(100)]


def test_two_threads_work_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of two pieces waits for the other, and both are done."""
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    both = threading.Barrier(2, timeout=10)
    assert sorted(spread(lambda _: both.wait(), range(2), PAYS)) == [0, 1]


def test_few_points_stay_on_this_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a second thread would not pay, there is none."""
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    found = spread(lambda _: threading.get_ident(), range(8), PAYS - 1)
    assert set(found) == {threading.get_ident()}


def test_an_error_reaches_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails on a thread fails here, and no thread is left."""
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    before = threading.active_count()
    with pytest.raises(ZeroDivisionError):
        spread(lambda piece: 1 / piece, [1, 0, 2], PAYS)
    assert threading.active_count() == before


@pytest.mark.parametrize(("asked", "given"), [("3", 3), ("", None), ("0", None), ("many", None)])
def test_as_many_threads_as_are_asked_for(
    asked: str, given: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OMP_NUM_THREADS decides where it is a number of 1 or more, otherwise this machine's cores."""
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    here = cores()
    monkeypatch.setenv("OMP_NUM_THREADS", asked)
    assert cores() == (here if given is None else given)
    assert here >= 1
