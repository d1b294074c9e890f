"""Tables that people hand in (CSV, XLSX, JSON): read safely, matched to expected columns, checked cell by cell.

`reader.read_table` gives sheets; `columns.find_header` and `columns.propose_mapping` say which column is what;
`rows.parse_rows` gives each line’s values with its problems, in French, by line and column.
"""
