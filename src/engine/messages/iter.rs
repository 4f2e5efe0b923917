//! Messages one after the other: those that are packed are made as they are come to.

use std::ops::Range;
use std::rc::Rc;

use super::Messages;
use crate::engine::timeline::Message;

impl<'a> IntoIterator for &'a Messages {
    type Item = Rc<Message>;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// Goes through messages from either end.
#[derive(Debug, Clone)]
pub struct Iter<'a> {
    messages: &'a Messages,
    places: Range<usize>,
}

impl<'a> Iter<'a> {
    pub(super) fn new(messages: &'a Messages, places: Range<usize>) -> Self {
        Self { messages, places }
    }
}

impl Iterator for Iter<'_> {
    type Item = Rc<Message>;

    fn next(&mut self) -> Option<Rc<Message>> {
        self.places.next().and_then(|at| self.messages.get(at))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.places.size_hint()
    }
}

impl DoubleEndedIterator for Iter<'_> {
    fn next_back(&mut self) -> Option<Rc<Message>> {
        self.places.next_back().and_then(|at| self.messages.get(at))
    }
}

impl ExactSizeIterator for Iter<'_> {}
