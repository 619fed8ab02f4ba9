"""How often, and how many: limits kept in memory, for one process."""

from __future__ import annotations

from collections import Counter, OrderedDict


class Allowance:
    """Turns that come back: at most `burst` at once, then `per_second`. Time is given by whoever asks, in seconds."""

    __slots__ = ("_at", "_left", "burst", "per_second")

    def __init__(self, *, burst: float, per_second: float) -> None:
        self.burst = burst
        self.per_second = per_second
        self._left = burst
        self._at: float | None = None

    def take(self, now: float) -> bool:
        """Uses one turn; False when none is left."""
        return self.take_up_to(1, now) == 1

    def take_up_to(self, wanted: int, now: float) -> int:
        """Uses as many of `wanted` turns as there are, and says how many."""
        if self._at is not None:
            self._left = min(self.burst, self._left + max(0.0, now - self._at) * self.per_second)
        self._at = now
        taken = min(wanted, int(self._left + 1e-9))
        self._left -= taken
        return taken

    def wait_ms(self) -> int:
        """How long until there is a turn again."""
        return max(0, int((1 - self._left) / self.per_second * 1000) + 1)


class Allowances:
    """One allowance per key, for at most `keys_max` keys: the one not asked for the longest time is forgotten."""

    def __init__(self, *, burst: float, per_second: float, keys_max: int) -> None:
        self._burst = burst
        self._per_second = per_second
        self._keys_max = keys_max
        self._kept: OrderedDict[str, Allowance] = OrderedDict()

    def of(self, key: str) -> Allowance:
        """The allowance of `key`."""
        found = self._kept.pop(key, None)
        if found is None:
            found = Allowance(burst=self._burst, per_second=self._per_second)
            while len(self._kept) >= self._keys_max:
                self._kept.popitem(last=False)
        self._kept[key] = found
        return found


class Places:
    """How many places each key has taken, at most `each_max`."""

    def __init__(self, each_max: int) -> None:
        self.each_max = each_max
        self._taken: Counter[str] = Counter()

    def take(self, key: str) -> bool:
        """Takes a place; False when the key has all it may have."""
        if self._taken[key] >= self.each_max:
            return False
        self._taken[key] += 1
        return True

    def give_back(self, key: str) -> None:
        """The counterpart of a successful `take`."""
        self._taken[key] -= 1
        if not self._taken[key]:
            del self._taken[key]

    def __len__(self) -> int:
        return len(self._taken)
