//! What follows the command's name. Each command takes what it knows; what is left over at the end is an error.

use crate::fault::{Fault, Outcome};

/// The words not yet taken.
pub(crate) struct Args {
    words: Vec<String>,
}

impl Args {
    pub(crate) fn new(words: Vec<String>) -> Self {
        Self { words }
    }

    /// Takes `--name` where it was given.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let found = self.words.iter().position(|word| word == name);
        found.map(|at| self.words.remove(at)).is_some()
    }

    /// Takes `--name N` or `--name=N`, a port.
    pub(crate) fn port(&mut self, name: &str, default: u16) -> Outcome<u16> {
        let Some(value) = self.value(name) else { return Ok(default) };
        match value.parse() {
            Ok(port) if port > 0 => Ok(port),
            _ => Err(Fault::new(format!("{name} takes a port between 1 and 65535, not `{value}`"))),
        }
    }

    /// Takes `--name N` or `--name=N`, where it was given.
    pub(crate) fn number(&mut self, name: &str) -> Outcome<Option<u64>> {
        let Some(value) = self.value(name) else { return Ok(None) };
        let number = value.replace('_', "").parse();
        number.map(Some).map_err(|_| Fault::new(format!("{name} takes a number, not `{value}`")))
    }

    /// Takes `--name WORD` or `--name=WORD`, where it was given.
    pub(crate) fn word(&mut self, name: &str) -> Option<String> {
        self.value(name)
    }

    fn value(&mut self, name: &str) -> Option<String> {
        let joined = format!("{name}=");
        let at = self.words.iter().position(|word| word == name || word.starts_with(&joined))?;
        let word = self.words.remove(at);
        Some(match word.strip_prefix(&joined) {
            Some(value) => value.to_owned(),
            None if at < self.words.len() => self.words.remove(at),
            None => String::new(),
        })
    }

    /// All that is left, each one of `known`.
    pub(crate) fn choices(self, known: &[&str]) -> Outcome<Vec<String>> {
        match self.words.iter().find(|word| !known.contains(&word.as_str())) {
            Some(word) => Err(Fault::new(format!("`{word}` is none of {}", known.join(", ")))),
            None => Ok(self.words),
        }
    }

    /// All that is left, as it is.
    pub(crate) fn rest(self) -> Vec<String> {
        self.words
    }

    /// Nothing may be left.
    pub(crate) fn done(self) -> Outcome {
        match self.words.first() {
            Some(word) => Err(Fault::new(format!("`{word}` is not understood here; add --help to see what is"))),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Args {
        Args::new(line.split_whitespace().map(String::from).collect())
    }

    #[test]
    fn flags_and_ports_are_taken_wherever_they_stand() {
        let mut given = args("--open --port 81 --api-port=82");
        assert_eq!(given.port("--port", 1).unwrap(), 81);
        assert_eq!(given.port("--api-port", 1).unwrap(), 82);
        assert_eq!(given.port("--pusher-port", 6001).unwrap(), 6001);
        assert!(given.flag("--open"));
        assert!(given.done().is_ok());
    }

    #[test]
    fn numbers_are_taken_where_they_are_given() {
        let mut given = args("--steps 10_000 --seed=7");
        assert_eq!(given.number("--steps").unwrap(), Some(10_000));
        assert_eq!(given.number("--seed").unwrap(), Some(7));
        assert_eq!(given.number("--seed").unwrap(), None);
        assert!(args("--seed many").number("--seed").unwrap_err().to_string().contains("`many`"));
    }

    #[test]
    fn a_wrong_word_is_named() {
        assert!(args("--port eighty").port("--port", 1).unwrap_err().to_string().contains("`eighty`"));
        assert!(args("--port").port("--port", 1).is_err());
        assert!(args("webb").choices(&["web"]).unwrap_err().to_string().contains("`webb`"));
        assert!(args("--fast").done().is_err());
    }
}
