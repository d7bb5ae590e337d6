"""Data keys in clear, in this process only, as many as fit; the least recently used go first."""

from collections import OrderedDict
from uuid import UUID

from server.vault.seal import DataKey


class KeyCache:
    """Finds a key by its id (to open) or by owner and class (to seal). Holds committed keys only.

    What is sealed with is what was adopted since the last `renew`: never a key that was merely opened with,
    which an erasure may have listed (server/erasure/listing.py).
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._by_id: OrderedDict[UUID, DataKey] = OrderedDict()
        self._current: dict[tuple[str, int], UUID] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def adopt(self, key: DataKey) -> None:
        """Seals with a key from now on where its owner and class have none."""
        self.put(key)
        self._current.setdefault((key.owner, key.data_class), key.key_id)

    def renew(self) -> None:
        """Seals with none of the keys so far."""
        self._current.clear()

    def put(self, key: DataKey) -> None:
        """Keeps a key to open with."""
        self._by_id[key.key_id] = key
        while len(self._by_id) > self._capacity:
            _, oldest = self._by_id.popitem(last=False)
            if self._current.get((oldest.owner, oldest.data_class)) == oldest.key_id:
                del self._current[oldest.owner, oldest.data_class]

    def drop(self, key_id: UUID) -> None:
        """Forgets a key that was destroyed."""
        key = self._by_id.pop(key_id, None)
        if key is not None and self._current.get((key.owner, key.data_class)) == key_id:
            del self._current[key.owner, key.data_class]

    def by_id(self, key_id: UUID) -> DataKey | None:
        """The key of this id, or None."""
        key = self._by_id.get(key_id)
        if key is not None:
            self._by_id.move_to_end(key_id)
        return key

    def current(self, owner: str, data_class: int) -> DataKey | None:
        """The key to seal with, or None."""
        key_id = self._current.get((owner, data_class))
        return None if key_id is None else self.by_id(key_id)
