//! One line that tells how far something long has come. On a terminal it is written over, elsewhere it comes now and then.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// How often a line comes where lines cannot be written over (a log).
const LOG_EVERY: Duration = Duration::from_secs(20);

/// A running progress line.
pub(crate) struct Progress {
    what: String,
    started: Instant,
    /// How long it should take on this machine, before anything is known.
    guess: Duration,
    on_terminal: bool,
    last: Option<Instant>,
}

impl Progress {
    /// Begins, and says so.
    pub(crate) fn start(what: impl Into<String>, guess: Duration) -> Self {
        let what = what.into();
        println!("{what}: about {}", spoken(guess));
        Self { what, started: Instant::now(), guess, on_terminal: std::io::stdout().is_terminal(), last: None }
    }

    /// Tells how many of how many steps are done; seldom enough to be called as often as one likes.
    pub(crate) fn tell(&mut self, steps: Option<(u32, u32)>) {
        let every = if self.on_terminal { Duration::from_millis(500) } else { LOG_EVERY };
        if self.last.unwrap_or(self.started).elapsed() < every {
            return;
        }
        self.last = Some(Instant::now());
        let elapsed = self.started.elapsed();
        let done = steps.map_or(String::new(), |(done, all)| format!("{done} of {all} crates, "));
        let left = match remaining(elapsed, steps, self.guess) {
            Some(left) => format!("about {} left", spoken(left)),
            None => String::from("nearly done"),
        };
        let line = format!("  {}: {done}{} so far, {left}", self.what, spoken(elapsed));
        if self.on_terminal {
            print!("\r\x1b[2K{line}");
            let _ = std::io::stdout().flush();
        } else {
            println!("{line}");
        }
    }

    /// Ends the line with what came of it.
    pub(crate) fn end(self, outcome: &str) {
        let start = if self.on_terminal { "\r\x1b[2K" } else { "" };
        println!("{start}  {}: {outcome} after {}", self.what, spoken(self.started.elapsed()));
    }
}

/// What is left: the first guess at the start, the pace so far once a good part is done. The last steps (the linking of
/// the program itself) are slow, so the pace is believed less than it says.
fn remaining(elapsed: Duration, steps: Option<(u32, u32)>, guess: Duration) -> Option<Duration> {
    let by_guess = guess.checked_sub(elapsed);
    match steps {
        Some((done, all)) if done > 0 && all > 0 && done < all => {
            let share = f64::from(done) / f64::from(all);
            let by_pace = elapsed.mul_f64((1.0 - share) / share * 1.2);
            Some(by_pace.mul_f64(share) + by_guess.unwrap_or_default().mul_f64(1.0 - share))
        }
        _ => by_guess,
    }
}

/// A duration as people say it.
pub(crate) fn spoken(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..10 => {
            format!("{:.1} s", time.as_secs_f64().max(0.1)).replace(&format!("{seconds}.0 s"), &format!("{seconds} s"))
        }
        seconds @ 10..100 => format!("{seconds} s"),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// The last `(done, all)` in what cargo's progress bar says: `Building [=====>   ] 45/321: syn, …`.
pub(crate) fn cargo_steps(text: &str) -> Option<(u32, u32)> {
    let (done, all) =
        text.trim_start().strip_prefix("Building [")?.split_once("] ")?.1.split(':').next()?.split_once('/')?;
    Some((done.trim().parse().ok()?, all.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargos_bar_is_read() {
        assert_eq!(cargo_steps("    Building [=======>      ] 45/321: syn, serde"), Some((45, 321)));
        assert_eq!(cargo_steps("   Compiling syn v2.0.0"), None);
        assert_eq!(cargo_steps("    Building [=> ] x/9"), None);
    }

    #[test]
    fn the_estimate_moves_from_the_guess_to_the_pace() {
        let (second, minute) = (Duration::from_secs(1), Duration::from_secs(60));
        assert_eq!(remaining(second, None, minute), Some(59 * second));
        assert_eq!(remaining(2 * minute, None, minute), None);
        let late = remaining(90 * second, Some((90, 100)), minute).unwrap();
        assert!(late > 10 * second && late < 13 * second, "{late:?}");
    }

    #[test]
    fn durations_are_spoken() {
        assert_eq!(spoken(Duration::from_millis(300)), "0.3 s");
        assert_eq!(spoken(Duration::from_secs(4)), "4 s");
        assert_eq!(spoken(Duration::from_secs(61)), "61 s");
        assert_eq!(spoken(Duration::from_secs(125)), "2 min 05 s");
    }
}
