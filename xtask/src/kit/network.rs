//! Tells a missing network from other trouble, by what cargo, rustup, npm and apt say about it.

use crate::fault::Fault;

/// Whether `output` of a tool speaks of a missing network.
pub(crate) fn is_missing(output: &str) -> bool {
    const SIGNS: &[&str] = &[
        "could not resolve host",
        "couldn't resolve host",
        "couldn't connect to server",
        "could not connect to server",
        "failed to connect to",
        "connection refused",
        "network failure",
        "network is unreachable",
        "dns error",
        "temporary failure in name resolution",
        "temporary failure resolving",
        "could not download file",
        "spurious network error",
        "enotfound",
        "eai_again",
        "econnrefused",
        "etimedout",
        "enetunreach",
        "timeout was reached",
    ];
    let output = output.to_lowercase();
    SIGNS.iter().any(|sign| output.contains(sign))
}

/// The line for a missing network.
pub(crate) fn fault(what: &str) -> Fault {
    Fault::new(format!("no network, and {what} has to be downloaded: connect and run this again"))
}

#[cfg(test)]
mod tests {
    use super::is_missing;

    #[test]
    fn a_missing_network_is_told_from_other_trouble() {
        assert!(is_missing("  [6] Could not resolve hostname (Could not resolve host: registry.example)"));
        assert!(is_missing("npm error code EAI_AGAIN"));
        assert!(!is_missing("error[E0308]: mismatched types"));
    }
}
