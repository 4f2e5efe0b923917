//! Mounts the stand-alone page, nothing more.

fn main() {
    #[cfg(target_arch = "wasm32")]
    glx_realtime::app::mount();
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!("this is a web page: `cargo xtask serve` shows it");
}
