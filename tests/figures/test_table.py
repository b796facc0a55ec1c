import csv
import io

import numpy as np

from app.figures.table import MAX_ROWS, Table, as_csv, matrix_table, table_payload


def test_csv_has_every_row_at_full_precision():
    values = np.random.default_rng(0).standard_normal(100)
    table = Table("angle", "Angle", {"step": np.arange(100), "angle (degrees)": values})

    rows = list(csv.reader(io.StringIO(as_csv(table))))

    assert rows[0] == ["step", "angle (degrees)"]
    assert [float(row[1]) for row in rows[1:]] == values.tolist()


def test_a_page_gets_the_first_rows_and_is_told_how_many_there_are():
    plain = table_payload(Table("h", "State", {"step": np.arange(200)}))

    assert plain["rows"] == [[step] for step in range(MAX_ROWS)]
    assert plain["length"] == 200


def test_a_matrix_is_a_table_whose_first_column_numbers_its_rows():
    table = matrix_table("credit", "Credit", np.array([[1.0, 0.0], [0.5, 2.0]]), "t", "k")

    assert list(table.columns) == ["t", "k 0", "k 1"]
    assert list(table.rows()) == [(0, 1.0, 0.0), (1, 0.5, 2.0)]
