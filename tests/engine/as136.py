"""Hartigan and Wong's algorithm AS 136, point by point in plain Python, as the paper tells it.

An oracle for the engine's, which looks at many points at once.
"""

from kmviz.engine import Points


class As136:
    """The published algorithm with all its book-keeping: live set, step counters, second choices.

    Its `stages` are the labels after each stage that transferred points.

    Parameters
    ----------
    points, start
        (n, d) and (k, d), k at least 2; no cluster of the first assignment may be empty.
    """

    def __init__(self, points: Points, start: Points) -> None:
        self.points: list[list[float]] = points.tolist()
        self.n, self.k = len(self.points), len(start)
        ranks = [_by_distance(point, start.tolist()) for point in self.points]
        self.first = [rank[0] for rank in ranks]
        self.second = [rank[1] for rank in ranks]
        self.members = [self.first.count(j) for j in range(self.k)]
        assert all(self.members)
        self.centres = [self._mean(j) for j in range(self.k)]
        self.stages: list[list[int]] = []
        self._run()

    def _mean(self, j: int) -> list[float]:
        own = [p for p, label in zip(self.points, self.first, strict=True) if label == j]
        return [sum(axis) / len(own) for axis in zip(*own, strict=True)]

    def _run(self) -> None:
        """Take turns until n optimal-transfer steps in a row have moved nothing."""
        self.live = [0] * self.k
        self.quick = [True] * self.k
        self.idle = 0
        while True:
            self.changed_at = [0] * self.k
            if self._optimal():
                return
            self.stages.append(list(self.first))
            before = list(self.first)
            self._quick()
            if self.first != before:
                self.stages.append(list(self.first))
            if self.k == 2:
                return

    def _optimal(self) -> bool:
        for j in range(self.k):
            if self.quick[j]:
                self.live[j] = self.n + 1
        for i in range(1, self.n + 1):
            self.idle += 1
            self._offer_best(i)
            if self.idle == self.n:
                return True
        for j in range(self.k):
            self.quick[j] = False
            self.live[j] -= self.n
        return False

    def _offer_best(self, i: int) -> None:
        own = self.first[i - 1]
        if self.members[own] == 1:
            return
        best = self.second[i - 1]
        least = self._raised(i, best)
        for j in range(self.k):
            dead = i >= self.live[own] and i >= self.live[j]
            if j in {own, self.second[i - 1]} or dead:
                continue
            if self._raised(i, j) < least:
                best, least = j, self._raised(i, j)
        if least >= self._lowered(i):
            self.second[i - 1] = best
            return
        self._transfer(i, best)
        for j in (own, best):
            self.live[j] = self.n + i
            self.changed_at[j] = i

    def _quick(self) -> None:
        step = since = 0
        while since < self.n:
            i = step % self.n + 1
            step, since = step + 1, since + 1
            own, other = self.first[i - 1], self.second[i - 1]
            if self.members[own] == 1:
                continue
            news = step < self.changed_at[own] or step < self.changed_at[other]
            if news and self._raised(i, other) < self._lowered(i):
                since = 0
                self._transfer(i, other)
                for j in (own, other):
                    self.quick[j] = True
                    self.changed_at[j] = step + self.n

    def _transfer(self, i: int, to: int) -> None:
        self.idle = 0
        self.second[i - 1] = self.first[i - 1]
        self.first[i - 1] = to
        for j in (to, self.second[i - 1]):
            self.members[j] = self.first.count(j)
            self.centres[j] = self._mean(j)

    def _lowered(self, i: int) -> float:
        own = self.first[i - 1]
        n = self.members[own]
        return n / (n - 1) * _squared(self.points[i - 1], self.centres[own])

    def _raised(self, i: int, j: int) -> float:
        n = self.members[j]
        return n / (n + 1) * _squared(self.points[i - 1], self.centres[j])


def _by_distance(point: list[float], centres: list[list[float]]) -> list[int]:
    return sorted(range(len(centres)), key=lambda j: _squared(point, centres[j]))


def _squared(one: list[float], other: list[float]) -> float:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
