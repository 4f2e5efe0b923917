//! Counts tests from what the runners print: Rust's harness (native and in the browser) and Node's.

use std::fmt;
use std::ops::Add;

/// How many tests came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) passed: u32,
    pub(super) failed: u32,
    pub(super) skipped: u32,
}

impl Tally {
    pub(super) fn passed() -> Self {
        Self { passed: 1, ..Self::default() }
    }

    pub(super) fn failed() -> Self {
        Self { failed: 1, ..Self::default() }
    }

    /// Adds what a line of output counts, if it counts anything.
    pub(super) fn read(&mut self, line: &str) {
        let line = without_colour(line);
        if let Some(counts) = line.strip_prefix("test result: ") {
            self.read_rust(counts);
        } else if let Some(count) = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ ")) {
            self.read_node(count);
        }
    }

    /// `ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.01s`
    fn read_rust(&mut self, counts: &str) {
        for part in counts.split(['.', ';']) {
            let mut words = part.split_whitespace();
            let (Some(count), Some(what)) = (words.next().and_then(|word| word.parse::<u32>().ok()), words.next())
            else {
                continue;
            };
            match what {
                "passed" => self.passed += count,
                "failed" => self.failed += count,
                "ignored" => self.skipped += count,
                _ => {}
            }
        }
    }

    /// `pass 12`, one count a line.
    fn read_node(&mut self, line: &str) {
        let Some((what, count)) = line.split_once(' ') else { return };
        let Ok(count) = count.trim().parse::<u32>() else { return };
        match what {
            "pass" => self.passed += count,
            "fail" | "cancelled" => self.failed += count,
            "skipped" | "todo" => self.skipped += count,
            _ => {}
        }
    }
}

/// The text without terminal colours.
fn without_colour(line: &str) -> String {
    let mut parts = line.split('\x1b');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.split_once('m').map_or("", |(_, rest)| rest));
    }
    text
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    fn read(lines: &[&str]) -> String {
        let mut tally = Tally::default();
        lines.iter().for_each(|line| tally.read(line));
        tally.to_string()
    }

    #[test]
    fn rusts_harness_is_read_with_and_without_colour() {
        let plain = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.01s";
        let coloured = "test result: \x1b[31mFAILED\x1b[0m. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(read(&["running 13 tests", plain, coloured]), "14 passed, 1 failed, 1 skipped");
    }

    #[test]
    fn nodes_runner_is_read_in_both_its_forms() {
        assert_eq!(read(&["ℹ tests 4", "ℹ pass 3", "ℹ fail 1", "ℹ duration_ms 812.3"]), "3 passed, 1 failed");
        assert_eq!(read(&["# pass 3", "# cancelled 1", "# skipped 2"]), "3 passed, 1 failed, 2 skipped");
    }
}
