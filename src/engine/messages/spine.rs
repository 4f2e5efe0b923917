//! The older messages: pages one after the other. At most one of them is open at a time, while rows come into it or change; the others
//! are packed. Knows nothing of the newest rows, which stand beside it.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::ops::Range;
use std::rc::Rc;

use super::page::Page;
use crate::engine::ids::MessageId;
use crate::engine::timeline::{Me, Message};

/// So many rows are in a page. So few in debug builds that every scenario fills some.
pub(super) const PAGE: usize = if cfg!(debug_assertions) { 8 } else { 128 };

#[derive(Debug, Clone, Default)]
pub(super) struct Spine {
    chunks: Vec<Rc<Chunk>>,
    /// How many rows there are up to the end of each chunk.
    ends: Vec<usize>,
    /// The chunk that is open.
    open: Option<usize>,
    /// The rows of the chunks that were last asked for.
    recent: RefCell<VecDeque<Unpacked>>,
}

/// A chunk, and its rows.
type Unpacked = (Rc<Chunk>, Rc<[Rc<Message>]>);

/// So many chunks are unpacked at a time: whoever reads goes through them in order, and often looks at two that are side by side.
const RECENT: usize = 4;

/// A page, or the rows of one that is open.
#[derive(Debug, Clone, Default)]
struct Chunk {
    packed: Option<Page>,
    open: Vec<Rc<Message>>,
}

impl Chunk {
    fn packed(rows: Vec<Rc<Message>>) -> Self {
        let packed = Page::pack(&rows);
        Self { open: if packed.is_some() { Vec::new() } else { rows }, packed }
    }

    fn open(&mut self) -> &mut Vec<Rc<Message>> {
        if let Some(page) = self.packed.take() {
            self.open = page.unpack();
        }
        &mut self.open
    }

    fn len(&self) -> usize {
        self.packed.as_ref().map_or(self.open.len(), Page::len)
    }

    fn id(&self, at: usize) -> Option<MessageId> {
        self.packed.as_ref().map_or_else(|| self.open.get(at).map(|row| row.id), |page| page.id(at))
    }

    fn is_mine(&self, at: usize) -> Option<bool> {
        self.packed.as_ref().map_or_else(|| self.open.get(at).map(|row| row.mine), |page| page.is_mine(at))
    }

    fn position(&self, id: MessageId) -> Result<usize, usize> {
        let here = || self.open.binary_search_by_key(&id, |row| row.id);
        self.packed.as_ref().map_or_else(here, |page| page.position(id))
    }

    fn others(&self) -> usize {
        self.packed.as_ref().map_or_else(|| self.open.iter().filter(|row| !row.mine).count(), Page::others)
    }

    fn last(&self) -> Option<MessageId> {
        self.packed.as_ref().map_or_else(|| self.open.last().map(|row| row.id), |page| Some(page.last()))
    }

    /// The same with what `me` wrote as mine; `None` where nothing changes.
    fn recognise(&self, me: &Me) -> Option<Self> {
        match &self.packed {
            Some(page) => page.recognise(me).map(|page| Self { packed: Some(page), open: Vec::new() }),
            None => recognise(&self.open, me).map(|open| Self { packed: None, open }),
        }
    }
}

impl Spine {
    pub(super) fn len(&self) -> usize {
        self.ends.last().copied().unwrap_or_default()
    }

    /// The chunk that a row is in, and its place there.
    fn locate(&self, at: usize) -> (usize, usize) {
        let chunk = self.ends.partition_point(|end| *end <= at);
        (chunk, at - self.begin(chunk))
    }

    fn begin(&self, chunk: usize) -> usize {
        chunk.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default()
    }

    /// The rows of the first chunks, as far as those are the very same in both.
    pub(super) fn shared(&self, other: &Self) -> usize {
        let pairs = self.chunks.iter().zip(&other.chunks);
        self.begin(pairs.take_while(|(here, there)| Rc::ptr_eq(here, there)).count())
    }

    pub(super) fn get(&self, at: usize) -> Option<Rc<Message>> {
        let (chunk, at) = self.locate(at);
        let chunk = self.chunks.get(chunk)?;
        match &chunk.packed {
            Some(page) => self.unpacked(chunk, page).get(at).map(Rc::clone),
            None => chunk.open.get(at).map(Rc::clone),
        }
    }

    fn unpacked(&self, chunk: &Rc<Chunk>, page: &Page) -> Rc<[Rc<Message>]> {
        let mut recent = self.recent.borrow_mut();
        if let Some((_, rows)) = recent.iter().find(|(known, _)| Rc::ptr_eq(known, chunk)) {
            return Rc::clone(rows);
        }
        let rows: Rc<[_]> = page.unpack().into();
        recent.truncate(RECENT - 1);
        recent.push_front((Rc::clone(chunk), Rc::clone(&rows)));
        rows
    }

    pub(super) fn id(&self, at: usize) -> Option<MessageId> {
        let (chunk, at) = self.locate(at);
        self.chunks.get(chunk)?.id(at)
    }

    pub(super) fn is_mine(&self, at: usize) -> Option<bool> {
        let (chunk, at) = self.locate(at);
        self.chunks.get(chunk)?.is_mine(at)
    }

    pub(super) fn position(&self, id: MessageId) -> Result<usize, usize> {
        let chunk = self.chunks.partition_point(|chunk| chunk.last() < Some(id));
        let begin = self.begin(chunk);
        let place = self.chunks.get(chunk).map_or(Err(0), |chunk| chunk.position(id));
        place.map(|at| begin + at).map_err(|at| begin + at)
    }

    /// How many rows from one on others wrote.
    pub(super) fn others_from(&self, at: usize) -> usize {
        let (first, at) = self.locate(at);
        let Some(chunk) = self.chunks.get(first) else { return 0 };
        let here = (at..chunk.len()).filter(|at| chunk.is_mine(*at) == Some(false)).count();
        here + self.chunks.iter().skip(first + 1).map(|chunk| chunk.others()).sum::<usize>()
    }

    pub(super) fn push(&mut self, rows: Vec<Rc<Message>>) {
        self.ends.push(self.len() + rows.len());
        self.chunks.push(Rc::new(Chunk::packed(rows)));
    }

    pub(super) fn insert(&mut self, at: usize, row: Rc<Message>) {
        // Rows that come one after the other go to the end of the same chunk.
        let chunk = self.ends.partition_point(|end| *end < at);
        let at = at - self.begin(chunk);
        let Some(rows) = self.opened(chunk) else { return };
        let split = (rows.len() >= PAGE).then(|| rows.split_off(at.min(rows.len())));
        match split {
            None => rows.insert(at, row),
            Some(rest) if at < PAGE => {
                rows.push(row);
                self.add(chunk + 1, rest);
            }
            Some(_) => self.add(chunk + 1, vec![row]),
        }
        self.count_from(chunk);
    }

    pub(super) fn replace(&mut self, at: usize, row: Rc<Message>) {
        let (chunk, at) = self.locate(at);
        if let Some(place) = self.opened(chunk).and_then(|rows| rows.get_mut(at)) {
            *place = row;
        }
    }

    /// The same with what `me` wrote as mine; `None` where nothing changes.
    pub(super) fn recognise(&self, me: &Me) -> Option<Self> {
        let mut other = None;
        for (at, chunk) in self.chunks.iter().enumerate() {
            if let Some(chunk) = chunk.recognise(me) {
                other.get_or_insert_with(|| self.clone()).chunks[at] = Rc::new(chunk);
            }
        }
        other
    }

    /// The rows of a chunk, to be changed. Whatever was open before is packed.
    fn opened(&mut self, chunk: usize) -> Option<&mut Vec<Rc<Message>>> {
        if self.open.is_some_and(|open| open != chunk) {
            self.pack();
        }
        self.open = Some(chunk);
        self.recent.get_mut().clear();
        self.chunks.get_mut(chunk).map(|chunk| Rc::make_mut(chunk).open())
    }

    fn pack(&mut self) {
        let open = self.open.take().and_then(|open| self.chunks.get_mut(open));
        if let Some(chunk) = open.filter(|chunk| chunk.packed.is_none()) {
            *chunk = Rc::new(Chunk::packed(chunk.open.clone()));
        }
    }

    fn add(&mut self, chunk: usize, rows: Vec<Rc<Message>>) {
        self.chunks.insert(chunk, Rc::new(Chunk::packed(rows)));
        self.ends.insert(chunk, 0);
    }

    fn count_from(&mut self, chunk: usize) {
        let mut end = self.begin(chunk);
        for (chunk, place) in self.chunks.iter().zip(&mut self.ends).skip(chunk) {
            end += chunk.len();
            *place = end;
        }
    }
}

impl PartialEq for Spine {
    fn eq(&self, other: &Self) -> bool {
        // What both share is not looked at.
        let is_shared = |chunk: usize| Rc::ptr_eq(&self.chunks[chunk], &other.chunks[chunk]);
        let says_same = |places: Range<usize>| places.into_iter().all(|at| self.get(at) == other.get(at));
        if self.ends == other.ends {
            (0..self.ends.len()).all(|chunk| is_shared(chunk) || says_same(self.begin(chunk)..self.ends[chunk]))
        } else {
            self.len() == other.len() && says_same(0..self.len())
        }
    }
}

/// The same rows with what `me` wrote as mine; `None` where nothing changes.
pub(super) fn recognise(rows: &[Rc<Message>], me: &Me) -> Option<Vec<Rc<Message>>> {
    let wrote = |row: &Message| me.wrote(row.user, &row.name);
    let recognised = |row: &Rc<Message>| {
        if row.mine == wrote(row) { Rc::clone(row) } else { Rc::new(Message { mine: wrote(row), ..(**row).clone() }) }
    };
    rows.iter().any(|row| row.mine != wrote(row)).then(|| rows.iter().map(recognised).collect())
}
