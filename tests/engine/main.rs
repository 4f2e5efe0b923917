//! The engine in scenarios: each test is a story, told on a model of pusher-js, the network and the backend, with the promises checked
//! after every step.

mod backend;
mod network;
mod promises;
mod pusher;
mod story;
mod world;

mod auth;
mod catch_up;
mod encoding;
mod live;
mod reconnect;
mod sending;
mod subscription;
