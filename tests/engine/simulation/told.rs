//! Tells a run so that people can read it: the site, the pages, and one act a line with its time.

use std::fmt;

use super::draw::Run;

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let site = &self.site;
        let word = |is_so: bool, yes: &'static str, no: &'static str| if is_so { yes } else { no };
        writeln!(
            f,
            "  site: history {}, {} backend, text {}, calls take {} ms, events {} ms",
            word(site.enveloped, "in an envelope", "bare"),
            word(site.extras, "better", "today's"),
            word(site.plain, "plain", "escaped"),
            site.latency,
            site.event_delay,
        )?;
        for (page, owner) in self.pages.iter().enumerate() {
            if self.steps.iter().any(|step| step.act.page() == Some(page)) {
                writeln!(
                    f,
                    "  page {page}: user {}, browser {}, storage {:?}",
                    owner.user, owner.browser, owner.storage
                )?;
            }
        }
        let mut time = 0;
        for step in &self.steps {
            time += step.after;
            writeln!(f, "  {time:>8} ms  {:?}", step.act)?;
        }
        Ok(())
    }
}
