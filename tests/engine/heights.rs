//! Heights of a long list, against plain sums.

use glx_realtime::engine::{Heights, Random};

fn check(heights: &Heights, model: &[f64]) {
    assert_eq!(heights.len(), model.len());
    let mut top = 0.0;
    for (at, height) in model.iter().enumerate() {
        assert_eq!(heights.top(at), top, "row {at} of {}", model.len());
        assert_eq!(heights.height(at), *height);
        if *height > 0.0 {
            assert_eq!(heights.at(top), at, "at its beginning");
            assert_eq!(heights.at(top + height - 1.0 / 64.0), at, "at its end");
        }
        top += height;
    }
    assert_eq!(heights.total(), top);
    assert_eq!(heights.at(top + 1_000.0), model.len().saturating_sub(1), "below the end");
    assert_eq!(heights.at(-5.0), heights.at(0.0), "above the beginning");
}

#[test]
fn heights_in_any_order_add_up() {
    for seed in 0..40 {
        let mut random = Random::new(seed);
        let mut number = |low: usize, high: usize| {
            usize::try_from(random.between(u64::try_from(low).expect("small"), u64::try_from(high).expect("small")))
                .expect("small")
        };
        let (mut heights, mut model) = (Heights::default(), Vec::new());
        for _ in 0..120 {
            let height = number(0, 6_400) as f64 / 64.0;
            match number(0, 3) {
                0 => {
                    let (at, count) = (number(0, model.len()), number(0, 70));
                    heights.insert(at, count, height);
                    model.splice(at..at, vec![height; count]);
                }
                1 => {
                    heights.insert(model.len(), 1, height);
                    model.push(height);
                }
                _ if model.is_empty() => {}
                _ => {
                    let at = number(0, model.len() - 1);
                    heights.set(at, height);
                    model[at] = height;
                }
            }
        }
        check(&heights, &model);
    }
    check(&Heights::default(), &[]);
}

#[test]
fn a_million_rows_are_exact() {
    let mut heights = Heights::default();
    heights.insert(0, 1_000_000, 48.0);
    for at in 0..1_000_000 {
        heights.set(at, 33.015625);
    }
    assert_eq!(heights.total(), 33_015_625.0);
    assert_eq!(heights.at(33_015_624.9), 999_999);
    assert_eq!(heights.top(500_000), 16_507_812.5);
}
