"""A zip archive, read without trusting what it says of itself: sizes are bounded before unpacking."""

import io
import zipfile

from app.errors import TooLarge
from app.tracing.checkpoints.refusals import WAY_OUT, refuse, refuse_damaged, refuse_too_large, shown

MAX_ENTRIES = 20_000


class Archive:
    """The entries of a zip archive, none of them unpacked until it is asked for."""

    def __init__(self, data: bytes, max_bytes: int) -> None:
        """Read the directory.

        Raises:
            TooLarge: too many entries, or too many bytes when unpacked.
            InvalidInput: two entries with one name, or an entry packed in an unusual way.
        """
        if data.count(b"PK\x01\x02") > MAX_ENTRIES:  # counted first: the directory's records take memory
            raise TooLarge(f"This zip archive has more than {MAX_ENTRIES} entries. {WAY_OUT}")
        self._file = zipfile.ZipFile(io.BytesIO(data))
        self._entries = {entry.filename: entry for entry in self._file.infolist()}
        self.names = tuple(self._entries)
        if len(self.names) < len(self._file.infolist()):
            refuse("This zip archive has two entries of the same name.")
        unpacked = sum(entry.file_size for entry in self._entries.values())
        if unpacked > max_bytes:
            refuse_too_large("Unpacked, this file", unpacked, max_bytes)

    def read(self, name: str) -> bytes:
        """One entry, unpacked; never more bytes than the directory said.

        Raises:
            InvalidInput: there is no such entry, or it is longer or shorter than the directory says.
        """
        entry = self._entries.get(name)
        if entry is None:
            refuse_damaged(f"the entry `{shown(name)}` is missing.")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            refuse(f"The entry `{shown(name)}` is packed in an unusual way.")
        with self._file.open(entry) as stream:
            data = stream.read(entry.file_size + 1)  # with a number, no more than that is unpacked
        if len(data) != entry.file_size:
            refuse_damaged(f"the entry `{shown(name)}` has not the size that the archive says.")
        return data
