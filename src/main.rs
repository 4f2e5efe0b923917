//! Mounts the stand-alone page, nothing more.

fn main() {}
