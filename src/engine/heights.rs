//! How high each row of a long list is, and with that where it stands: looked up, changed and added to at the end in O(log n).
//! Knows no rows and no page: heights are told, estimated ones first and measured ones later.

/// Heights are kept in the browser's own smallest part of a pixel: sums of them are exact.
const PARTS: f64 = 64.0;
/// So many rows share an entry of the tree.
const BLOCK: usize = 32;

/// Heights of rows, in pixels.
#[derive(Debug, Clone, Default)]
pub struct Heights {
    rows: Vec<u32>,
    /// A Fenwick tree over the sums of blocks; entry `n` is number `n + 1` of the usual description.
    tree: Vec<u64>,
}

const fn low_bit(number: usize) -> usize {
    number & number.wrapping_neg()
}

fn parts(pixels: f64) -> u32 {
    // Saturates, which for a height is as good as anything.
    (pixels.max(0.0) * PARTS).round() as u32
}

fn pixels(parts: u64) -> f64 {
    parts as f64 / PARTS
}

impl Heights {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Of all rows together.
    pub fn total(&self) -> f64 {
        self.top(self.len())
    }

    /// Of one row; 0 where there is none.
    pub fn height(&self, at: usize) -> f64 {
        self.rows.get(at).map_or(0.0, |height| pixels(u64::from(*height)))
    }

    /// Of all rows before this one: where it begins.
    pub fn top(&self, at: usize) -> f64 {
        let at = at.min(self.len());
        let block = at / BLOCK;
        let mut sum: u64 = self.rows.iter().take(at).skip(block * BLOCK).map(|height| u64::from(*height)).sum();
        let mut node = block;
        while node > 0 {
            sum += self.tree.get(node - 1).copied().unwrap_or_default();
            node -= low_bit(node);
        }
        pixels(sum)
    }

    /// The row at a height: the last one that begins there or above. The first where there is none.
    pub fn at(&self, height: f64) -> usize {
        let wanted = (height.max(0.0) * PARTS) as u64;
        let (mut node, mut sum) = (0, 0);
        let mut step = self.tree.len().checked_ilog2().map_or(0, |log| 1 << log);
        while step > 0 {
            if let Some(more) = self.tree.get(node + step - 1).filter(|more| sum + **more <= wanted) {
                node += step;
                sum += more;
            }
            step /= 2;
        }
        let mut at = node * BLOCK;
        while let Some(height) = self.rows.get(at).filter(|height| sum + u64::from(**height) <= wanted) {
            sum += u64::from(*height);
            at += 1;
        }
        at.min(self.len().saturating_sub(1))
    }

    /// A row has come to another height.
    pub fn set(&mut self, at: usize, height: f64) {
        let height = parts(height);
        if let Some(row) = self.rows.get_mut(at) {
            let before = std::mem::replace(row, height);
            if before != height {
                self.add(at / BLOCK, u64::from(height).wrapping_sub(u64::from(before)));
            }
        }
    }

    /// Rows of this height have come in. At the end that costs O(log n) for each, further up as much as there is below, for all together.
    pub fn insert(&mut self, at: usize, count: usize, height: f64) {
        let height = parts(height);
        if at < self.len() {
            self.rows.splice(at..at, std::iter::repeat_n(height, count));
            // What stands above is the same.
            self.tree.truncate(at / BLOCK);
            for block in at / BLOCK..self.rows.len().div_ceil(BLOCK) {
                self.grow(block);
            }
            return;
        }
        self.rows.reserve_exact(if count > BLOCK { count } else { 0 });
        for _ in 0..count {
            self.rows.push(height);
            let block = (self.rows.len() - 1) / BLOCK;
            if block < self.tree.len() {
                self.add(block, u64::from(height));
            } else {
                self.grow(block);
            }
        }
    }

    fn add(&mut self, block: usize, more: u64) {
        let mut node = block + 1;
        while let Some(sum) = self.tree.get_mut(node - 1) {
            *sum = sum.wrapping_add(more);
            node += low_bit(node);
        }
    }

    /// The tree's next entry.
    fn grow(&mut self, block: usize) {
        let node = block + 1;
        let mut sum: u64 = self.rows.iter().skip(block * BLOCK).take(BLOCK).map(|height| u64::from(*height)).sum();
        let mut part = block;
        while part > node - low_bit(node) {
            sum += self.tree.get(part - 1).copied().unwrap_or_default();
            part -= low_bit(part);
        }
        self.tree.push(sum);
    }
}
