//! Which ports are free. Only this machine's own address counts: nothing here is served to others.

use std::net::{Ipv4Addr, TcpListener};

use crate::fault::{Fault, Outcome};

/// Whether nobody listens on `port`.
pub(crate) fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// `port` where it is free, else one the system gives.
pub(crate) fn preferably(port: u16) -> u16 {
    if is_free(port) {
        return port;
    }
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map_or(port, |address| address.port())
}

/// Refuses a port that is taken and names the flag that chooses another.
pub(crate) fn must_be_free(port: u16, purpose: &str, flag: &str) -> Outcome {
    if is_free(port) {
        return Ok(());
    }
    let other = port.checked_add(1).unwrap_or(8081);
    Err(Fault::new(format!(
        "port {port} ({purpose}) is taken: stop what uses it, or choose another with {flag} {other}"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_named_with_its_flag() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let line = must_be_free(port, "the page", "--port").unwrap_err().to_string();
        assert!(line.contains(&port.to_string()) && line.contains("--port"), "{line}");
        assert_ne!(preferably(port), port);
    }
}
