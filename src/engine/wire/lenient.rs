//! Fields that come in more than one shape: ids as text or number, lists with a bad element, bare or in an envelope.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Malformed;
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

/// A decoded list with the number of elements that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lenient<T> {
    pub(crate) good: Vec<T>,
    pub(crate) bad: usize,
}

/// Reads a list in either shape; one bad element costs only itself.
pub(crate) fn decode_list<'a, T: Deserialize<'a>>(what: &'static str, text: &'a str) -> Result<Lenient<T>, Malformed> {
    let mut list = Lenient { good: Vec::new(), bad: 0 };
    for_each(what, text, |element| match element {
        Element::Good(value) => list.good.push(value),
        Element::Bad(IgnoredAny) => list.bad += 1,
    })?;
    Ok(list)
}

/// Goes through a list that comes bare (`[…]`) or enveloped (`{success:true,data:[…]}`), one element at a time: of a long history never
/// more than one row is held beside what is made of it.
pub(crate) fn for_each<'a, T: Deserialize<'a>>(
    what: &'static str,
    text: &'a str,
    mut take: impl FnMut(Element<T>),
) -> Result<(), Malformed> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let list = List { take: &mut take, bare: false, of: PhantomData };
    list.deserialize(&mut deserializer).and_then(|()| deserializer.end()).map_err(|_| Malformed { what })
}

struct List<'f, T, F> {
    take: &'f mut F,
    /// It is inside the envelope.
    bare: bool,
    of: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>, F: FnMut(Element<T>)> DeserializeSeed<'de> for List<'_, T, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(Element<T>)> Visitor<'de> for List<'_, T, F> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(element) = seq.next_element()? {
            (self.take)(element);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut found = self.bare;
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
            if !matches!(&*key, "data" | "notifications") {
                map.next_value::<IgnoredAny>()?;
            } else if std::mem::replace(&mut found, true) {
                return Err(A::Error::custom("no list, or two"));
            } else {
                map.next_value_seed(List { take: &mut *self.take, bare: true, of: PhantomData })?;
            }
        }
        if found && !self.bare { Ok(()) } else { Err(A::Error::missing_field("data")) }
    }
}
