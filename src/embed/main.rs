//! The program behind the elements and the JavaScript API: all of it is in the library, and waits to be called.

fn main() {
    #[cfg(target_arch = "wasm32")]
    glx_realtime::embed::prepare();
}
