//! What comes from elsewhere: every crate from crates.io with its checksum and under a licence that `.ci/deny.toml` allows, every npm
//! package with its digest. Advisories are cargo-deny's and npm's, before a release.

use std::fs;
use std::time::Instant;

use serde_json::Value;

use super::Report;
use super::tally::Tally;
use crate::fault::{Fault, Outcome, While};
use crate::kit::needs::Kit;
use crate::kit::run;

const CRATES: &str = "registry+https://github.com/rust-lang/crates.io-index";
const NPM_LOCKS: [&str; 2] = ["package-lock.json", "tests/e2e/hosts/package-lock.json"];

pub(super) fn check(report: &mut Report, kit: &Kit) -> Outcome {
    println!("-- licences, sources and digests");
    let started = Instant::now();
    let read = |name: &str| fs::read_to_string(kit.checkout.join(name)).while_(format_args!("read {name}"));
    let Some(metadata) = run::asked(&mut kit.cargo(&["metadata", "--format-version", "1", "--locked"])) else {
        return Err(Fault::new("cargo metadata did not run"));
    };
    let mut wrong = crates(&metadata.text, &allowed(&read(".ci/deny.toml")?))?;
    for lock in NPM_LOCKS {
        wrong.extend(modules(&read(lock)?)?.into_iter().map(|name| format!("{lock}: {name} has no digest")));
    }
    wrong.iter().for_each(|sentence| println!("FAILED: {sentence}"));
    let tally = if wrong.is_empty() { Tally::passed() } else { Tally::failed() };
    report.add("licences, sources and digests", started.elapsed(), tally);
    Ok(())
}

/// The licences in the list `allow`.
fn allowed(deny: &str) -> Vec<String> {
    let list = deny.split_once("\nallow = [").and_then(|(_, rest)| rest.split_once(']')).map_or("", |(list, _)| list);
    list.lines().filter_map(|line| line.trim().strip_prefix('"')?.split('"').next().map(str::to_owned)).collect()
}

/// What is wrong with the crates.
fn crates(metadata: &str, allowed: &[String]) -> Outcome<Vec<String>> {
    let metadata: Value = serde_json::from_str(metadata).while_("understand cargo metadata")?;
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let (name, licence) = (&package["name"], package["license"].as_str().unwrap_or_default());
        if package["source"].as_str().is_some_and(|source| source != CRATES) {
            wrong.push(format!("{name} comes from {}", package["source"]));
        }
        if !is_allowed(licence, allowed) {
            wrong.push(format!("{name} is under {licence:?}, which .ci/deny.toml does not allow"));
        }
    }
    Ok(wrong)
}

/// Whether an expression such as `(MIT OR Apache-2.0) AND Unicode-3.0` can be met. Knows brackets around alternatives only.
fn is_allowed(licence: &str, allowed: &[String]) -> bool {
    let any = |part: &str| {
        part.replace('/', " OR ").split(" OR ").any(|one| allowed.iter().any(|licence| licence == one.trim()))
    };
    licence.split(" AND ").all(|part| any(part.trim().trim_matches(['(', ')'])))
}

/// The packages of an npm lock file that come from elsewhere and have no digest.
fn modules(lock: &str) -> Outcome<Vec<String>> {
    let lock: Value = serde_json::from_str(lock).while_("understand a package-lock.json")?;
    let packages = lock["packages"].as_object().into_iter().flatten();
    let elsewhere = packages.filter(|(name, package)| name.contains("node_modules/") && package["link"] != true);
    Ok(elsewhere.filter(|(_, package)| !package["integrity"].is_string()).map(|(name, _)| name.clone()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_read_and_weighed() {
        let allowed = allowed("[licenses]\nallow = [\n  \"MIT\",\n  # why\n  \"Unicode-3.0\",\n]\n");
        assert_eq!(allowed, ["MIT", "Unicode-3.0"]);
        for good in ["MIT", "Apache-2.0 OR MIT", "GPL-3.0/MIT", "(MIT OR Apache-2.0) AND Unicode-3.0"] {
            assert!(is_allowed(good, &allowed), "{good}");
        }
        for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "Apache-2.0 OR ISC"] {
            assert!(!is_allowed(bad, &allowed), "{bad}");
        }
    }

    #[test]
    fn a_crate_from_elsewhere_and_a_module_without_digest_are_found() -> Outcome {
        let metadata = r#"{"packages":[{"name":"x","license":"MIT","source":"git+https://example.org"},
            {"name":"y","license":"MIT","source":null}]}"#;
        assert_eq!(crates(metadata, &["MIT".to_owned()])?, ["\"x\" comes from \"git+https://example.org\""]);
        let lock = r#"{"packages":{"":{},"node_modules/a":{"integrity":"sha512-x"},"node_modules/b":{},"node_modules/c":{"link":true}}}"#;
        assert_eq!(modules(lock)?, ["node_modules/b"]);
        Ok(())
    }
}
