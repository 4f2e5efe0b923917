//! Reads from a wasm module how many bytes each function takes, and what it is called. Reads those two sections and counts the rest;
//! never checks that the module would run.

use crate::fault::{Fault, Outcome};

/// A module's bytes, by what they are.
pub(crate) struct Module {
    pub(crate) functions: Vec<Function>,
    /// Texts and tables of constants.
    pub(crate) data: usize,
    /// Everything else: types, imports, the table of functions.
    pub(crate) rest: usize,
}

pub(crate) struct Function {
    /// As the compiler mangled it; empty where the module does not say.
    pub(crate) name: String,
    pub(crate) bytes: usize,
}

const CUSTOM: u8 = 0;
const IMPORT: u8 = 2;
const CODE: u8 = 10;
const DATA: u8 = 11;
const FUNCTION_NAMES: u8 = 1;
const HEADER: usize = 8;

impl Module {
    /// # Errors
    /// The bytes are no module, or end in the middle of something.
    pub(crate) fn read(bytes: &[u8]) -> Outcome<Self> {
        parsed(bytes).ok_or_else(|| Fault::new("this is no wasm module, or a part of it is missing"))
    }
}

fn parsed(bytes: &[u8]) -> Option<Module> {
    let mut all = Reader(bytes.strip_prefix(b"\0asm")?.get(4..)?);
    let (mut sizes, mut imported, mut data, mut rest) = (Vec::new(), 0, 0, HEADER);
    let mut names = Vec::new();
    while !all.0.is_empty() {
        let before = all.0.len();
        let kind = all.byte()?;
        let length = all.number()?;
        let mut section = Reader(all.take(length)?);
        let whole = before - all.0.len();
        match kind {
            // Names do not ship, and nothing else that is custom does.
            CUSTOM => {
                let length = section.number()?;
                if section.take(length)? == b"name" {
                    names = function_names(section)?;
                }
            }
            CODE => {
                let count = section.number()?;
                for _ in 0..count {
                    let before = section.0.len();
                    let length = section.number()?;
                    section.take(length)?;
                    sizes.push(before - section.0.len());
                }
            }
            DATA => data += whole,
            _ => {
                if kind == IMPORT {
                    imported = imported_functions(section)?;
                }
                rest += whole;
            }
        }
    }
    let functions = sizes.into_iter().enumerate().map(|(at, bytes)| {
        let name = names.iter().find(|(index, _)| *index == imported + at);
        Function { name: name.map(|(_, name)| name.clone()).unwrap_or_default(), bytes }
    });
    Some(Module { functions: functions.collect(), data, rest })
}

/// Imported functions come before the module's own in the count.
fn imported_functions(mut section: Reader<'_>) -> Option<usize> {
    let mut functions = 0;
    for _ in 0..section.number()? {
        for _ in 0..2 {
            let length = section.number()?;
            section.take(length)?;
        }
        match section.byte()? {
            0 => {
                section.number()?;
                functions += 1;
            }
            // A table or a memory: its type, then its limits.
            kind @ (1 | 2) => {
                if kind == 1 {
                    section.byte()?;
                }
                let has_most = section.byte()? & 1 == 1;
                section.number()?;
                if has_most {
                    section.number()?;
                }
            }
            3 => drop(section.take(2)?),
            _ => return None,
        }
    }
    Some(functions)
}

fn function_names(mut section: Reader<'_>) -> Option<Vec<(usize, String)>> {
    let mut names = Vec::new();
    while !section.0.is_empty() {
        let kind = section.byte()?;
        let length = section.number()?;
        let mut part = Reader(section.take(length)?);
        if kind == FUNCTION_NAMES {
            for _ in 0..part.number()? {
                let index = part.number()?;
                let length = part.number()?;
                names.push((index, String::from_utf8_lossy(part.take(length)?).into_owned()));
            }
        }
    }
    Some(names)
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// A number as wasm writes it: seven bits a byte, the lowest first.
    fn number(&mut self) -> Option<usize> {
        let mut number = 0_usize;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One imported function, two of its own, one byte of data, names for all three.
    const SMALL: &[u8] = b"\0asm\x01\0\0\0\
        \x01\x04\x01\x60\0\0\
        \x02\x07\x01\x01m\x01f\0\0\
        \x03\x03\x02\0\0\
        \x0a\x08\x02\x02\0\x0b\x03\0\x01\x0b\
        \x0b\x02\0\0\
        \0\x13\x04name\x01\x0c\x03\0\x02in\x01\x01a\x02\x02bb";

    #[test]
    fn functions_have_their_names_and_sizes() {
        let module = Module::read(SMALL).unwrap();
        let functions: Vec<_> = module.functions.iter().map(|it| (it.name.as_str(), it.bytes)).collect();
        assert_eq!(functions, [("a", 3), ("bb", 4)]);
        assert_eq!((module.data, module.rest), (4, 8 + 6 + 9 + 5));
    }

    #[test]
    fn what_is_no_module_or_ends_early_is_refused() {
        assert!(Module::read(b"<html>").is_err());
        for length in 9..SMALL.len() - 21 {
            let cut = &SMALL[..length];
            // A module may end after a section, and nowhere else.
            let between = [14, 23, 28, 38, 42].contains(&length);
            assert_eq!(Module::read(cut).is_ok(), between, "after {length} bytes");
        }
    }
}
