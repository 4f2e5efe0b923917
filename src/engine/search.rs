//! Finds messages in a room of any length, a few at a time and the newest first, while others come in. What is looked for is the caller's
//! affair: knows no words, and holds the ids of what was found and nothing else.

use std::collections::VecDeque;

use super::ids::MessageId;
use super::messages::Messages;

/// One search, as far as it has come.
///
/// ```
/// use glx_realtime::engine::{Messages, Search};
///
/// let (mut search, messages) = (Search::default(), Messages::default());
/// while search.go_on(&messages, 500, |message| message.text.contains("chairs")) {
///     // Other work, a frame.
/// }
/// assert_eq!(search.len(), 0);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// What was found, by rising id.
    found: VecDeque<MessageId>,
    /// The oldest and the newest message that were looked at, and all between them.
    span: Option<(MessageId, MessageId)>,
    /// How many those were.
    looked_at: usize,
}

impl Search {
    /// Looks at some messages more, at most so many: first at those that have come in since, then at ever older ones. True as long as there
    /// are any left.
    pub fn go_on(&mut self, messages: &Messages, most: usize, is_meant: impl Fn(&super::Message) -> bool) -> bool {
        let span = self.span.map(|(oldest, newest)| (messages.after(Some(newest)), messages.position(oldest)));
        let (newer, older) = match span {
            Some((end, Ok(begin))) if end - begin == self.looked_at => (end, begin),
            Some(_) => {
                // Some have come in among those that were looked at.
                *self = Self::default();
                (messages.len(), messages.len())
            }
            None => (messages.len(), messages.len()),
        };
        let news = newer..messages.len().min(newer + most);
        let rest = older.saturating_sub(most - news.len())..older;
        let is_more = news.end < messages.len() || rest.start > 0;
        for message in messages.range(news) {
            self.look_at(message.id);
            if is_meant(&message) {
                self.found.push_back(message.id);
            }
        }
        for message in messages.range(rest).rev() {
            self.look_at(message.id);
            if is_meant(&message) {
                self.found.push_front(message.id);
            }
        }
        is_more
    }

    fn look_at(&mut self, id: MessageId) {
        let (oldest, newest) = self.span.unwrap_or((id, id));
        self.span = Some((oldest.min(id), newest.max(id)));
        self.looked_at += 1;
    }

    /// How many messages have come in since it last looked.
    pub fn news(&self, messages: &Messages) -> usize {
        self.span.map_or(0, |(_, newest)| messages.len() - messages.after(Some(newest)))
    }

    /// How many were found.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The newest that was found.
    pub fn newest(&self) -> Option<MessageId> {
        self.found.back().copied()
    }

    /// Which one of those that were found this is, counted from the newest, which is the first: 1.
    pub fn number(&self, id: MessageId) -> Option<usize> {
        self.found.binary_search(&id).ok().map(|at| self.found.len() - at)
    }

    /// The next one that was found before this one.
    pub fn older(&self, id: MessageId) -> Option<MessageId> {
        self.found.get(self.found.partition_point(|found| *found < id).checked_sub(1)?).copied()
    }

    /// The next one that was found after this one.
    pub fn newer(&self, id: MessageId) -> Option<MessageId> {
        self.found.get(self.found.partition_point(|found| *found <= id)).copied()
    }
}
