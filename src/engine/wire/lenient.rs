//! Fields that come in more than one shape: ids as text or number, lists with a bad element, bare or in an envelope.

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, Visitor};

use crate::engine::ids::{MAX_ID, parse_number};

/// An id that comes as `42` or `"42"`. Negative, fractional and huge numbers are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AnyId(pub(crate) u64);

impl<'de> Deserialize<'de> for AnyId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct IdVisitor;
        impl Visitor<'_> for IdVisitor {
            type Value = AnyId;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an id")
            }
            fn visit_u64<E: Error>(self, id: u64) -> Result<AnyId, E> {
                if (1..=MAX_ID).contains(&id) { Ok(AnyId(id)) } else { Err(E::custom("id out of range")) }
            }
            fn visit_i64<E: Error>(self, id: i64) -> Result<AnyId, E> {
                u64::try_from(id).map_err(E::custom).and_then(|id| self.visit_u64(id))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<AnyId, E> {
                parse_number(text).ok_or_else(|| E::custom("not an id")).and_then(|id| self.visit_u64(id))
            }
        }
        deserializer.deserialize_any(IdVisitor)
    }
}

/// A field that nothing depends on: what it should be, or nothing when it is missing, `null` or something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lax<T>(pub(crate) Option<T>);

impl<T> Default for Lax<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Lax<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Element::deserialize(deserializer)? {
            Element::Good(value) => Self(Some(value)),
            Element::Bad(IgnoredAny) => Self(None),
        })
    }
}

/// An element of a list: what it should be, or something else that is counted and passed over.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Element<T> {
    Good(T),
    Bad(IgnoredAny),
}

/// A list that comes bare (`[…]`) or enveloped (`{success:true,data:[…]}`).
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum List<T> {
    Bare(Vec<Element<T>>),
    Enveloped {
        #[serde(alias = "notifications")]
        data: Vec<Element<T>>,
    },
}

/// A decoded list with the number of elements that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lenient<T> {
    pub(crate) good: Vec<T>,
    pub(crate) bad: usize,
}

/// Reads a list in either shape; one bad element costs only itself.
pub(crate) fn decode_list<'a, T: Deserialize<'a>>(
    what: &'static str,
    text: &'a str,
) -> Result<Lenient<T>, super::Malformed> {
    let (List::Bare(elements) | List::Enveloped { data: elements }) =
        serde_json::from_str(text).map_err(|_| super::Malformed { what })?;
    let mut list = Lenient { good: Vec::with_capacity(elements.len()), bad: 0 };
    for element in elements {
        match element {
            Element::Good(value) => list.good.push(value),
            Element::Bad(IgnoredAny) => list.bad += 1,
        }
    }
    Ok(list)
}
