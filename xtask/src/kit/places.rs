//! Where things are: the checkout, and the cache that every checkout of this machine shares.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::fault::{Fault, Outcome};

/// The top of the checkout.
pub(crate) fn checkout() -> PathBuf {
    // Cargo says where this package is when it runs it; the folder it was built in is the same one unless it was moved.
    let here =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map_or_else(|| here.clone(), Path::to_path_buf)
}

/// Where built tools are kept: `GLX_CACHE`, else the system's place for caches.
pub(crate) fn cache() -> Outcome<PathBuf> {
    let var = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(chosen) = var("GLX_CACHE") {
        return Ok(chosen);
    }
    let home = || var("HOME").or_else(|| var("USERPROFILE"));
    let system = if cfg!(target_os = "macos") {
        home().map(|home| home.join("Library/Caches"))
    } else if cfg!(windows) {
        var("LOCALAPPDATA")
    } else {
        var("XDG_CACHE_HOME").or_else(|| home().map(|home| home.join(".cache")))
    };
    system
        .map(|system| system.join("glx-realtime"))
        .ok_or_else(|| Fault::new("there is no home folder to keep tools in: set GLX_CACHE to a folder of your choice"))
}

/// The cargo that runs us.
pub(crate) fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"))
}

/// The first file of this name in the folders of `path`.
pub(crate) fn find_program(name: &str, path: &OsString) -> Option<PathBuf> {
    env::split_paths(path).map(|folder| folder.join(file_name(name))).find(|file| file.is_file())
}

/// A program's name with the system's ending.
pub(crate) fn file_name(program: &str) -> String {
    format!("{program}{}", env::consts::EXE_SUFFIX)
}
