//! Makes what repeats itself smaller, and back: as LZ4 does it, in a form of our own that never leaves the page's memory. People repeat
//! themselves and each other, and so do times: what is packed takes half to a fifth of its room.

/// A repetition that is shorter is not worth its mention.
const SHORTEST: usize = 4;
/// The places of four bytes are remembered by so many bits of their hash.
const BITS: u32 = 11;
/// Lengths from here on go on in further bytes.
const LONG: usize = 15;

/// The bytes, smaller where they repeat themselves. At most 65,535 of them go back to where they were.
pub(super) fn squeeze(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 2);
    let mut places = vec![usize::MAX; 1 << BITS];
    let (mut at, mut from) = (0, 0);
    while let Some(four) = bytes.get(at..at + SHORTEST) {
        let hash = four.iter().fold(0_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x9e37_79b1));
        let Some(place) = places.get_mut((hash >> (u32::BITS - BITS)) as usize) else { break };
        let before = std::mem::replace(place, at);
        let distance = at.wrapping_sub(before);
        let repeats =
            before < at && distance <= usize::from(u16::MAX) && bytes.get(before..before + SHORTEST) == Some(four);
        if !repeats {
            at += 1;
            continue;
        }
        let same = bytes.iter().skip(at).zip(bytes.iter().skip(before)).take_while(|(one, other)| one == other).count();
        write(&mut out, &bytes[from..at], Some((distance as u16, same)));
        at += same;
        from = at;
    }
    write(&mut out, &bytes[from..], None);
    out
}

/// What was squeezed; `None` for what was not.
pub(super) fn release(squeezed: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(squeezed.len() * 3);
    let mut rest = squeezed.iter();
    while let Some(head) = rest.next() {
        let new = length(usize::from(head >> 4), &mut rest)?;
        let (fresh, others) = rest.as_slice().split_at_checked(new)?;
        out.extend_from_slice(fresh);
        rest = others.iter();
        let Some(low) = rest.next() else { break };
        let distance = usize::from(u16::from_le_bytes([*low, *rest.next()?]));
        let same = length(usize::from(head & 15), &mut rest)? + SHORTEST;
        let from = out.len().checked_sub(distance).filter(|_| distance > 0)?;
        // What is repeated may go on into itself: then as much as there is, again and again.
        let mut missing = same;
        while missing > 0 {
            let there = missing.min(out.len() - from);
            out.extend_from_within(from..from + there);
            missing -= there;
        }
    }
    Some(out)
}

fn write(out: &mut Vec<u8>, new: &[u8], repeated: Option<(u16, usize)>) {
    let same = repeated.map_or(0, |(_, same)| same - SHORTEST);
    out.push((new.len().min(LONG) << 4 | same.min(LONG)) as u8);
    go_on(out, new.len());
    out.extend_from_slice(new);
    if let Some((distance, _)) = repeated {
        out.extend_from_slice(&distance.to_le_bytes());
        go_on(out, same);
    }
}

fn go_on(out: &mut Vec<u8>, length: usize) {
    let Some(mut rest) = length.checked_sub(LONG) else { return };
    while rest >= 255 {
        out.push(255);
        rest -= 255;
    }
    out.push(rest as u8);
}

fn length(begun: usize, rest: &mut std::slice::Iter<'_, u8>) -> Option<usize> {
    let mut length = begun;
    if begun == LONG {
        loop {
            let more = *rest.next()?;
            length += usize::from(more);
            if more < 255 {
                break;
            }
        }
    }
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::super::super::random::Random;
    use super::*;

    #[test]
    fn what_is_squeezed_comes_back_as_it_was() {
        let mut random = Random::new(5);
        let words: Vec<Vec<u8>> =
            (0..12).map(|length| (0..length * length).map(|_| random.next_u64() as u8).collect()).collect();
        for _ in 0..400 {
            let mut bytes = Vec::new();
            for _ in 0..random.between(0, 60) {
                match random.between(0, 3) {
                    0 => bytes.extend((0..random.between(0, 400)).map(|at| (at / 97) as u8)),
                    1 => bytes.push(random.next_u64() as u8),
                    _ => bytes.extend(&words[random.between(0, 11) as usize]),
                }
            }
            assert_eq!(release(&squeeze(&bytes)), Some(bytes));
        }
        let said = "I can take you on Tuesday, shall I ring at nine? ".repeat(40);
        assert!(squeeze(said.as_bytes()).len() < said.len() / 10);
    }

    #[test]
    fn what_was_never_squeezed_does_no_harm() {
        let mut random = Random::new(6);
        for _ in 0..2_000 {
            let bytes: Vec<u8> = (0..random.between(0, 30)).map(|_| random.next_u64() as u8).collect();
            let _ = release(&bytes);
        }
    }
}
