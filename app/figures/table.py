"""The numbers behind a figure as a table: read by people, screen readers and spreadsheets."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Shaped

MAX_ROWS = 60
"""Most rows that travel with a page; the CSV file has all."""


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of equal length, by name (with its unit); `slot` is the figure that they stand behind."""

    slot: str
    title: str
    columns: Mapping[str, Shaped[np.ndarray, " row"]]

    @property
    def length(self) -> int:
        """How many rows there are."""
        return max((len(column) for column in self.columns.values()), default=0)

    def rows(self, limit: int | None = None) -> Iterator[tuple[object, ...]]:
        """The rows as plain values, the first `limit` of them."""
        return zip(*(column[:limit].tolist() for column in self.columns.values()), strict=True)


def matrix_table(
    slot: str, title: str, values: Shaped[np.ndarray, "row column"], row_name: str, column_name: str
) -> Table:
    """A table of a matrix: a row of it a row, its number first."""
    columns = {f"{column_name} {number}": values[:, number] for number in range(values.shape[1])}
    return Table(slot, title, {row_name: np.arange(len(values)), **columns})


def as_csv(table: Table) -> str:
    """All rows with a head line, numbers at full precision."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows())
    return out.getvalue()


def table_payload(table: Table) -> dict[str, object]:
    """The first rows as plain data for JSON, and how many there are."""
    return {
        "slot": table.slot,
        "title": table.title,
        "columns": list(table.columns),
        "rows": [list(row) for row in table.rows(MAX_ROWS)],
        "length": table.length,
    }
