//! Which functions are late, by name. A list holds digests of names, not names: a name with all its type arguments is long.
//! Names lose what changes from build to build, so that a list outlives the build it was made of.

use std::collections::BTreeSet;

use crate::Fault;
use crate::module::Module;

/// Functions that the start does not need, as digests of their names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LateNames(BTreeSet<u32>);

impl LateNames {
    /// Reads a list: a digest of eight hexadecimal digits a line; a line that begins with `#` says something to people.
    ///
    /// # Errors
    /// [`Fault::BadList`], with the line that is none of both.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let digests = lines.map(|line| u32::from_str_radix(line, 16).map_err(|_| Fault::BadList(line.to_owned())));
        digests.collect::<Result<_, _>>().map(Self)
    }

    /// The digests, a line each.
    pub fn text(&self) -> String {
        self.0.iter().map(|digest| format!("{digest:08x}\n")).collect()
    }

    /// What was never reached: the named functions of a module without those that were, given by index, and without those that chance may
    /// reach. A name that several functions have is late only if none of them was reached.
    ///
    /// # Errors
    /// [`Fault`], for what is no module.
    pub fn unreached(wasm: &[u8], reached: &BTreeSet<u32>) -> Result<(Self, Self), Fault> {
        let module = Module::read(wasm)?;
        let digests = |is_reached: bool| {
            let some = module.names.iter();
            let some = some.filter(move |(index, name)| (reached.contains(index) || is_by_chance(name)) == is_reached);
            Self(some.map(|(_, name)| digest(name)).collect())
        };
        let needed = digests(true);
        let late = Self(digests(false).0.difference(&needed.0).copied().collect());
        Ok((late, needed))
    }

    /// Together with another list, without what a third names.
    #[must_use]
    pub fn joined(&self, other: &Self, without: &Self) -> Self {
        Self(self.0.union(&other.0).filter(|digest| !without.0.contains(digest)).copied().collect())
    }

    /// The late functions of a module.
    pub(crate) fn functions(&self, module: &Module<'_>) -> BTreeSet<u32> {
        let defined = module.names.iter().filter(|(index, _)| **index >= module.imported_functions);
        defined.filter(|(_, name)| self.0.contains(&digest(name))).map(|(index, _)| *index).collect()
    }
}

/// Whether it depends on hashes, which differ from build to build, that a function is called: keys are only compared where those are alike.
fn is_by_chance(name: &str) -> bool {
    lasting(name).contains("hashbrown::map::equivalent_key")
}

/// FNV-1a of what is lasting in a name.
fn digest(name: &str) -> u32 {
    lasting(name).bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// A name without the compiler's own marks: `[9ad0c16d1372a9e6]` after a crate, `::h9ad0c16d1372a9e6` at the end.
fn lasting(name: &str) -> String {
    let is_mark = |text: &str| text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let name = match name.rsplit_once("::h") {
        Some((head, mark)) if is_mark(mark) => head,
        _ => name,
    };
    let mut lasting = String::with_capacity(name.len());
    let mut parts = name.split('[');
    lasting.extend(parts.next());
    for part in parts {
        match part.split_once(']') {
            Some((mark, rest)) if is_mark(mark) => lasting.push_str(rest),
            _ => {
                lasting.push('[');
                lasting.push_str(part);
            }
        }
    }
    lasting
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_from_build_to_build_is_no_part_of_a_name() {
        assert_eq!(
            lasting("<yew[cd82cc5e51dcbb20]::Scope<app[c277f5424dd2ff71]::Page>>::view"),
            "<yew::Scope<app::Page>>::view"
        );
        assert_eq!(lasting("app::start::h9ad0c16d1372a9e6"), "app::start");
        assert_eq!(lasting("<[u8] as core[c5930c85a12de822]::fmt::Debug>::fmt"), "<[u8] as core::fmt::Debug>::fmt");
        assert_eq!(lasting("memcpy"), "memcpy");
    }

    #[test]
    fn what_compares_the_keys_of_a_map_is_called_by_chance() {
        let insert = "<hashbrown[5e619d7d1129c59f]::raw::RawTable<(u8, u8)>>::find_or_find_insert_index";
        let compare = "<hashbrown[5e619d7d1129c59f]::map::equivalent_key<u8, u8, u8>::{closure#0}";
        assert!(is_by_chance(&format!("{insert}::{compare}>::{{closure#0}}")));
        assert!(!is_by_chance(insert));
    }

    #[test]
    fn a_list_reads_what_it_writes_and_names_a_bad_line() {
        let list = LateNames::parse("# why\n0000beef\n\ndeadbeef\n").expect("a list");
        assert_eq!(list.text(), "0000beef\ndeadbeef\n");
        assert_eq!(LateNames::parse(&list.text()).expect("a list"), list);
        assert!(matches!(LateNames::parse("xyz"), Err(Fault::BadList(line)) if line == "xyz"));
    }
}
