//! Where one is in a list, whether it fits on the page or not.

use glx_realtime::engine::{LONGEST, Track};

const VIEW: f64 = 600.0;

fn at(total: f64, position: f64) -> Track {
    let mut track = Track::default();
    track.measured(VIEW, total);
    track.place(position, 1.0);
    track
}

/// What a browser would show at the beginning of the view.
fn shown(track: &Track) -> f64 {
    track.position()
}

#[test]
fn what_fits_is_where_it_is() {
    let mut track = at(10_000.0, 1_234.0);
    assert_eq!((track.top(), track.position(), track.size()), (1_234.0, 1_234.0, 10_000.0));
    assert_eq!(track.on_page(500.0), 500.0);
    track.scrolled(2_000.0);
    assert_eq!(shown(&track), 2_000.0);
    assert!(!track.is_astray(0.0));
    assert_eq!(track.place(50_000.0, 1.0), 9_400.0, "no further than the end");
    assert_eq!(track.place(-1.0, 1.0), 0.0);
}

#[test]
fn half_a_pixel_is_left_to_the_list_where_the_screen_has_none() {
    let mut track = at(10_000.0, 0.0);
    assert_eq!(track.place(100.25, 1.0), 101.0);
    assert_eq!(track.position(), 100.25);
    assert_eq!(track.on_page(100.25), 101.0, "so that it is at the top to the pixel");
    assert_eq!(track.on_page(0.0), 0.75, "and nothing is cut off above");
    assert_eq!(track.place(100.25, 2.0), 100.5);
}

#[test]
fn a_leap_to_the_top_is_one_to_the_first() {
    let mut track = at(100_000.0, 50_000.0);
    // Rows above turn out to be lower than was thought, and what is read has not moved.
    track.measured(VIEW, 95_000.0);
    track.hold(45_000.0);
    track.scrolled(49_000.0);
    assert_eq!(track.position(), 44_000.0, "a little is so much in the list");
    track.scrolled(20_000.0);
    assert_eq!(track.position(), 15_000.0, "and so is what a browser scrolls to, where it is on the page");
    track.scrolled(0.0);
    assert_eq!(track.position(), 0.0);
}

#[test]
fn what_is_read_is_held_without_scrolling_until_the_list_would_end() {
    let mut track = at(10_000.0, 300.0);
    // Rows above turn out to be 200 px higher than was thought.
    track.measured(VIEW, 10_200.0);
    track.hold(500.0);
    assert_eq!((track.top(), track.position()), (300.0, 500.0), "nothing is scrolled");
    assert_eq!(track.on_page(500.0), 300.0, "and what was read stays where it was");
    assert!(!track.is_astray(0.0));
    track.scrolled(0.0);
    assert_eq!(track.position(), 200.0);
    assert!(track.is_astray(0.0), "there is more above the beginning of the page");
    let top = track.place(track.position(), 1.0);
    assert_eq!((top, track.position()), (200.0, 200.0));
    // What is on the page above what is read has its room there, or is given it.
    track.hold(400.0);
    assert!(!track.is_astray(200.0));
    assert!(track.is_astray(300.0));
    track.place(400.0, 1.0);
    assert!(!track.is_astray(300.0));
    // And lower.
    track.hold(150.0);
    track.hold(150.0);
    track.scrolled(20.0);
    assert!(track.is_astray(0.0), "there is nothing above");
}

#[test]
fn what_comes_in_above_what_is_on_the_page_leaves_it_there() {
    let mut track = at(10_000.0, 3_000.0);
    track.measured(VIEW, 12_000.0);
    track.shift(2_000.0);
    assert_eq!((track.top(), track.position()), (3_000.0, 5_000.0));
    assert_eq!(track.on_page(5_000.0), 3_000.0);
}

#[test]
fn a_hand_that_flings_is_no_scrollbar() {
    let mut track = at(50_000_000.0, 20_000_000.0);
    let (top, position) = (track.top(), track.position());
    track.scrolled(top + 3.0 * VIEW);
    assert!((track.position() - position - 3.0 * VIEW).abs() < 0.001, "three views are three views");
    track.scrolled(top + 3.0 * VIEW + LONGEST / VIEW);
    assert!(track.position() - position > 6.0 * LONGEST / VIEW, "a pixel of the scrollbar is a part of the list");
}

#[test]
fn a_list_longer_than_a_page_can_be_is_read_from_end_to_end() {
    let total = 50_000_000.0;
    let mut track = at(total, 0.0);
    assert_eq!((track.top(), track.size()), (0.0, LONGEST));
    // Page by page, as a wheel does, down to the end.
    let (mut read, mut scrolls) = (0.0, 0);
    let mut steps = 0;
    while track.position() < track.end() {
        // A hundred wheels in a row somewhere, and then a leap by the scrollbar.
        if steps % 100 == 99 {
            let before = track.position();
            track.scrolled((track.top() + LONGEST / 50.0).min(LONGEST - VIEW));
            assert!(track.position() > before, "a leap goes on");
        } else {
            let before = track.position();
            track.scrolled((track.top() + 500.0).min(track.size() - VIEW));
            assert!(
                (track.position() - before - 500.0).abs() < 0.001
                    || track.is_astray(0.0)
                    || track.position() >= track.end() - 1.0
            );
        }
        if track.is_astray(0.0) {
            let position = track.position();
            track.place(position, 1.0);
            assert!((track.position() - position.clamp(0.0, track.end())).abs() < 0.001, "what is read stays");
            assert!(track.top() + 1.0 >= position.min(VIEW), "with room above it");
            scrolls += 1;
        }
        read = f64::max(read, track.position());
        steps += 1;
        assert!(steps < 20_000, "it ends: {read} of {total} px, {scrolls} scrolls");
    }
    assert!(track.on_page(total) <= LONGEST);
    // And back with one leap to the very beginning.
    track.scrolled(0.0);
    assert_eq!(track.position(), 0.0);
    // The middle of the scrollbar is the middle of the list.
    track.scrolled((LONGEST - VIEW) / 2.0);
    assert!((track.position() - track.end() / 2.0).abs() < 1.0);
}
