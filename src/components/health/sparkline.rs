//! A small line of the last round trips. Decoration: the numbers stand beside it.

use yew::prelude::*;

use crate::engine::Millis;

const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 28.0;
const EDGE: f64 = 3.0;

/// The line, from zero to the longest, so that calm looks calm.
pub(super) fn sparkline(values: &[Millis]) -> Html {
    let most = values.iter().copied().max().unwrap_or_default().max(50) as f64;
    let step = (WIDTH - 2.0 * EDGE) / (values.len().max(2) - 1) as f64;
    let x = |at: usize| EDGE + step * at as f64;
    let y = |value: Millis| HEIGHT - EDGE - (HEIGHT - 2.0 * EDGE) * (value as f64 / most);
    let points: Vec<String> =
        values.iter().enumerate().map(|(at, value)| format!("{:.1},{:.1}", x(at), y(*value))).collect();
    let Some(last) = values.last() else { return Html::default() };
    html! {
        <svg class="sparkline" viewBox={format!("0 0 {WIDTH} {HEIGHT}")} aria-hidden="true" focusable="false">
            <polyline points={points.join(" ")} />
            <circle cx={format!("{:.1}", x(values.len() - 1))} cy={format!("{:.1}", y(*last))} r="2.5" />
        </svg>
    }
}
