//! What a snapshot has more than an older one, found without a walk over either.

use std::ops::Range;
use std::rc::Rc;

use super::Messages;

impl Messages {
    /// Where messages have come in since an older snapshot, counted as they stand now, oldest first; `None` where this has not grown from
    /// that one.
    pub fn grown_from(&self, older: &Self) -> Option<Vec<Range<usize>>> {
        let mut missing = self.len().checked_sub(older.len())?;
        // The rows of the older one that are at the same place but for a shift, and how far its newest has moved.
        let (mut grown, mut same, mut shift, mut last) = (Vec::new(), 0, 0, 0);
        while missing > 0 {
            let (mut high, mut low) = (older.len(), same);
            while low < high {
                let middle = low + (high - low) / 2;
                let stays = older.id(middle) == self.id(middle + shift);
                (low, high) = if stays { (middle + 1, high) } else { (low, middle) };
            }
            same = low;
            let place = same + shift;
            let next = older.id(same).map_or(Ok(self.len()), |id| self.position(id)).ok()?;
            let count = next.checked_sub(place).filter(|count| (1..=missing).contains(count))?;
            grown.push(place..next);
            last += if same < older.len() { count } else { 0 };
            shift += count;
            missing -= count;
        }
        let newest = older.newest().map(|id| self.position(id));
        newest.is_none_or(|place| place == Ok(older.len() - 1 + last)).then_some(grown)
    }

    /// How many of the oldest messages say the same as in another snapshot. What both share is not looked at.
    pub fn same_as(&self, other: &Self) -> usize {
        let is_shared = Rc::ptr_eq(&self.spine, &other.spine);
        let shared = if is_shared { self.spine.len() } else { self.spine.shared(&other.spine) };
        let (here, there) = (self.range(shared..self.len()), other.range(shared..other.len()));
        shared + here.zip(there).take_while(|(here, there)| here == there).count()
    }
}
