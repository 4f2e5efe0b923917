//! The engine in scenarios: each test is a story, told on a model of pusher-js, the network and the backend, with the promises checked
//! after every step.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that meets what it does not expect has failed"
)]

mod backend;
mod client;
mod network;
mod promises;
mod pusher;
mod spoil;
mod story;
mod world;

mod arrivals;
mod auth;
mod budget;
mod catch_up;
mod decoders;
mod diagnosis;
mod encoding;
mod growth;
mod health;
mod heights;
mod host_page;
mod items;
mod live;
mod naughty;
mod notifications;
mod people;
mod reconnect;
mod recording;
mod search;
mod sending;
mod sign_in_out;
mod simulation;
mod storage;
mod subscription;
mod track;
mod unread;
