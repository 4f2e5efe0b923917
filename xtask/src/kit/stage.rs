//! What the scripts under `tests/e2e` and `benches` stand on: the release page and the embed, the local world's program, a Pusher server and a
//! Chromium, named to them by their environment.

use std::path::PathBuf;
use std::process::Command;

use super::needs::{self, Kit, Need};
use super::{built, chromium, embed, page, world};
use crate::fault::Outcome;

/// Everything such a script needs.
pub(crate) struct Stage {
    kit: Kit,
    chromium: PathBuf,
    world: PathBuf,
    replay: Option<PathBuf>,
}

/// The tools for it and for what else is needed, downloaded or built where they are missing.
pub(crate) fn kit(more: &[Need]) -> Outcome<Kit> {
    let needs: Vec<Need> = needs::BUILD.iter().chain(&[Need::Sockudo]).chain(more).copied().collect();
    Kit::with(&needs)
}

impl Stage {
    /// Builds what is not built yet. Without a Chromium nothing can be shown.
    pub(crate) fn set(kit: Kit) -> Outcome<Self> {
        let chromium = chromium::get(&kit)?;
        page::current(&kit)?;
        let world = world::program(&kit)?;
        let replay = Some(replay(&kit)?);
        Ok(Self { kit, chromium, world, replay })
    }

    /// Builds the embed too, for tests of host pages.
    pub(crate) fn with_embed(self) -> Outcome<Self> {
        // In the page's folder, so after the page.
        embed::current(&self.kit)?;
        Ok(self)
    }

    /// As [`Stage::set`], with a world that is optimised, so that it takes little of the time that is measured.
    pub(crate) fn for_measuring(kit: Kit) -> Outcome<Self> {
        let chromium = chromium::get(&kit)?;
        page::current(&kit)?;
        embed::current(&kit)?;
        let world = world::quick_program(&kit)?;
        Ok(Self { kit, chromium, world, replay: None })
    }

    /// Of the page and the embed as they are.
    pub(crate) fn of_built(kit: Kit) -> Outcome<Self> {
        let chromium = chromium::get(&kit)?;
        let world = world::program(&kit)?;
        Ok(Self { kit, chromium, world, replay: None })
    }

    /// Node with the environment that the scripts read.
    pub(crate) fn node(&self) -> Command {
        let mut node = self.kit.command("node");
        node.env("GLX_TESTBED_BIN", &self.world).env("GLX_CHROME", &self.chromium);
        node.env("GLX_PAGE", self.kit.checkout.join("dist"));
        node.env("GLX_EMBED", self.kit.checkout.join(embed::FOLDER));
        if let Some(replay) = &self.replay {
            node.env("GLX_REPLAY", replay);
        }
        if let Some(sockudo) = self.kit.program("sockudo") {
            node.env("GLX_SOCKUDO", sockudo);
        }
        node
    }
}

/// Builds what replays recordings, and tells where it is.
fn replay(kit: &Kit) -> Outcome<PathBuf> {
    built::program(kit, &["build", "--example", "replay"], "replay")
}
