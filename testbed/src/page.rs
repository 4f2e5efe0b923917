//! A built page, served from a folder as static hosting would, with the configuration that fits this world. Never
//! answers for `/api` or `/testbed`, and never reads outside its folder.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::answer::html_error;
use crate::ready::{LinkPlaces, Place, PusherPlace};

/// The folder, and where the page is to connect to.
#[derive(Debug)]
struct Page {
    folder: PathBuf,
    pusher: PusherPlace,
    links: Option<LinkPlaces>,
}

/// With this cookie a page is told to go through the fault proxy.
const BY_LINKS: &str = "glx-links=on";

/// Serves the folder wherever nothing else is mounted.
pub(crate) fn mount(router: Router, folder: PathBuf, place: &Place) -> Router {
    let page = Arc::new(Page { folder, pusher: place.pusher.clone(), links: place.links });
    router.fallback(move |method: Method, uri: Uri, headers: HeaderMap| {
        let page = Arc::clone(&page);
        async move { page.answer(&method, uri.path(), &headers).await }
    })
}

impl Page {
    async fn answer(&self, method: &Method, path: &str, headers: &HeaderMap) -> Response {
        if !matches!(*method, Method::GET | Method::HEAD) {
            return html_error(StatusCode::NOT_FOUND, &format!("Cannot {} {path}", method));
        }
        if path == "/glx-config.json" {
            return Json(self.configuration(headers)).into_response();
        }
        let Some(file) = inside(&self.folder, path) else { return StatusCode::BAD_REQUEST.into_response() };
        // A path without an extension is one of the page's own routes.
        let route = Path::new(path).extension().is_none();
        match tokio::fs::read(&file).await {
            Ok(bytes) => file_answer(&file, bytes),
            Err(_) if route => {
                let index = self.folder.join("index.html");
                match tokio::fs::read(&index).await {
                    Ok(bytes) => file_answer(&index, bytes),
                    Err(_) => html_error(StatusCode::NOT_FOUND, "the page's folder has no index.html"),
                }
            }
            Err(_) => html_error(StatusCode::NOT_FOUND, &format!("Cannot GET {path}")),
        }
    }

    /// The server is where the page came from, under the name it was asked by: a phone asks by another than `localhost`.
    fn configuration(&self, headers: &HeaderMap) -> Value {
        let pusher = &self.pusher;
        let mut config = json!({ "pusherKey": pusher.key, "cluster": pusher.cluster, "apiBase": "/api" });
        if !pusher.hosted {
            let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
            let host = host.map_or(pusher.host.as_str(), without_port);
            config["pusherHost"] = host.into();
            config["pusherPort"] = pusher.port.into();
            config["pusherTls"] = pusher.tls.into();
            let cookies = headers.get(header::COOKIE).and_then(|cookies| cookies.to_str().ok()).unwrap_or_default();
            if let Some(links) = self.links.filter(|_| cookies.split("; ").any(|cookie| cookie == BY_LINKS)) {
                config["pusherPort"] = links.pusher.port().into();
                config["apiBase"] = format!("http://{host}:{}/api", links.api.port()).into();
            }
        }
        config
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => name,
        _ => host,
    }
}

/// The file a path names, if it stays in the folder. Percent signs are not decoded: built files have none.
fn inside(folder: &Path, path: &str) -> Option<PathBuf> {
    let path = Path::new(path.trim_start_matches('/'));
    let stays = path.components().all(|part| matches!(part, Component::Normal(_)));
    (stays && !path.to_string_lossy().contains('\\')).then(|| folder.join(path))
}

fn file_answer(file: &Path, bytes: Vec<u8>) -> Response {
    let kind = match file.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_leaves_the_folder() {
        let folder = Path::new("/page");
        assert_eq!(inside(folder, "/css/a.css"), Some(PathBuf::from("/page/css/a.css")));
        assert_eq!(inside(folder, "/"), Some(PathBuf::from("/page/")));
        for path in ["/../etc/passwd", "/a/../../b", "/..\\secret"] {
            assert_eq!(inside(folder, path), None, "{path}");
        }
    }

    #[test]
    fn a_host_loses_its_port_and_nothing_else() {
        assert_eq!(without_port("localhost:8080"), "localhost");
        assert_eq!(without_port("[::1]:8080"), "[::1]");
        assert_eq!(without_port("localhost"), "localhost");
        assert_eq!(without_port("[::1]"), "[::1]");
    }
}
