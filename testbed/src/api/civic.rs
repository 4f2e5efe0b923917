//! Proposals, votes and crisis alerts.

use axum::extract::{Path, State};
use serde_json::json;

use super::Caller;
use super::body::Fields;
use crate::answer::{Answer, Outcome, Refusal};
use crate::clock::now_iso;
use crate::store::Vote;
use crate::world::Shared;

/// `GET /proposals`
pub(crate) async fn proposals(State(world): State<Shared>, Caller(user): Caller) -> Outcome {
    Ok(Answer(json!({ "success": true, "data": world.store.proposals(user.id)? })))
}

/// `POST /proposals/{id}/vote`
pub(crate) async fn vote(
    State(world): State<Shared>,
    Caller(user): Caller,
    Path(id): Path<String>,
    body: Fields,
) -> Outcome {
    let id = id.parse().map_err(|_| Refusal::Bad("Invalid proposal ID"))?;
    let wanted = body.text("vote_type").filter(|wanted| matches!(*wanted, "for" | "against"));
    let wanted = wanted.ok_or(Refusal::Bad("Vote type must be 'for' or 'against'"))?;
    match world.store.vote(id, user.id, wanted, &now_iso())? {
        Vote::Counted => Ok(Answer(json!({ "success": true, "data": { "message": "Vote recorded successfully" } }))),
        Vote::Missing => Err(Refusal::Missing("Proposal not found")),
        Vote::Own => Err(Refusal::Bad("You cannot vote on your own proposal")),
        Vote::Over => Err(Refusal::Bad("The voting deadline has passed")),
        Vote::Twice => Err(Refusal::Bad("You have already voted on this proposal")),
    }
}

/// `GET /crisis-alerts`
pub(crate) async fn alerts(State(world): State<Shared>, Caller(_): Caller) -> Outcome {
    Ok(Answer(json!({ "success": true, "data": world.store.alerts()? })))
}
