//! The server over real HTTP, on a real store: a file of cases per resource.

mod admin;
mod areas;
mod bounds;
mod cases;
mod catalogue;
mod clocks;
mod comments;
mod conflicts;
mod county;
mod device_session;
mod diary_entries;
mod duplicates;
mod errors;
mod health;
mod households;
mod log;
mod login;
mod me;
mod openapi;
mod paging;
mod persons;
mod refresh;
mod refusals;
mod reviews;
mod tokens;
mod visits;
