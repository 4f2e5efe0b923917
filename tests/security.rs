//! The table of `tests/security.md`: no row without a test, no test that is not there. What the tests show is their own business.

use std::fs;
use std::path::Path;

/// So many rows the table of promises has.
const ROWS: usize = 20;

/// The cells of the table's rows: number, promise, file, test.
fn rows(table: &str) -> Vec<[&str; 4]> {
    let lines =
        table.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| #") && !line.starts_with("| --"));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
            cells.try_into().unwrap_or_else(|_| panic!("a row has four cells: {line}"))
        })
        .collect()
}

#[test]
fn every_row_of_the_security_table_has_its_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = fs::read_to_string(root.join("tests/security.md")).expect("the table");
    let rows = rows(&table);
    for number in 1..=ROWS {
        assert!(rows.iter().any(|[row, ..]| *row == number.to_string()), "row {number} has no test");
    }
    for [row, promise, file, test] in rows {
        let text = fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("row {row}, {file}: {error}"));
        assert!(text.contains(test), "row {row} ({promise}): {file} has no test called “{test}”");
    }
}
