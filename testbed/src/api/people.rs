//! What a user sees of themselves and of the help requests around.

use std::collections::HashMap;

use axum::extract::{Query, State};
use serde_json::json;

use super::Caller;
use crate::answer::{Answer, Outcome};
use crate::world::Shared;

/// `GET /notifications`
pub(crate) async fn notifications(
    State(world): State<Shared>,
    Caller(user): Caller,
    Query(query): Query<HashMap<String, String>>,
) -> Outcome {
    let rows = world.store.notifications(user.id, query.get("since").map(String::as_str))?;
    Ok(Answer(json!({ "success": true, "notifications": rows })))
}

/// `GET /user/profile`
pub(crate) async fn profile(Caller(user): Caller) -> Outcome {
    let data = json!({
        "id": user.id, "username": user.username, "email": user.email, "avatar_url": user.avatar_url, "bio": user.bio,
        "created_at": user.created_at,
    });
    Ok(Answer(json!({ "success": true, "data": data })))
}

/// `GET /help-requests`
pub(crate) async fn help_requests(
    State(world): State<Shared>,
    Caller(_): Caller,
    Query(query): Query<HashMap<String, String>>,
) -> Outcome {
    let number = |name, otherwise: i64| query.get(name).and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let (page, limit) = (number("page", 1).clamp(1, 1_000_000), number("limit", 20).clamp(1, 100));
    let (rows, total) = world.store.help_requests(limit, (page - 1) * limit)?;
    let pages = (total + limit - 1) / limit;
    let pagination = json!({ "page": page, "limit": limit, "total": total, "pages": pages });
    Ok(Answer(json!({ "success": true, "data": rows, "pagination": pagination })))
}
