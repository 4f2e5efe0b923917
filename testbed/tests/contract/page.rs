//! A built page beside the site.

use std::fs;

use crate::world::World;

#[test]
fn a_folder_is_served_with_its_routes_and_the_fitting_configuration() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("index.html"), "<!doctype html>home").expect("a file");
    fs::write(folder.path().join("app_bg.wasm"), b"\0asm").expect("a file");
    let Some(world) = World::start(&["--page", folder.path().to_str().expect("a path")]) else { return };
    let get = |path: &str| world.call("GET", "origin", path, "", &[], None).expect("an answer");
    for route in ["/", "/rooms/121", "/index.html"] {
        assert_eq!(get(route).text, "<!doctype html>home", "{route}");
    }
    assert_eq!(get("/app_bg.wasm").header("content-type"), Some("application/wasm"));
    assert_eq!(get("/missing.js").status, 404);
    assert_eq!(get("/api/missing").status, 404, "the page never answers for the API");
    assert!(get("/api/missing").text.contains("Cannot GET"));
    let config = get("/glx-config.json").json();
    assert_eq!(
        (config["pusherHost"].as_str(), &config["pusherPort"]),
        (Some("127.0.0.1"), &world.ready["pusher"]["port"])
    );
    assert_eq!((config["apiBase"].as_str(), config["pusherTls"].as_bool()), (Some("/api"), Some(false)));

    let cookie = [("cookie", "theme=dark; glx-links=on")];
    let through = world.call("GET", "origin", "/glx-config.json", "", &cookie, None).expect("an answer").json();
    let links = &world.ready["links"];
    assert_eq!((&through["pusherPort"], &through["apiBase"]), (&links["pusher"]["port"], &links["api"]["base"]));
}
