//! What arrives, as it arrives: `GET /v1/live`, server-sent events.
//!
//! | file | does |
//! | --- | --- |
//! | `watcher` | looks at the county's sequence while somebody listens, once for all of them |
//! | `sight` | what one listener may see of what arrived |
//! | `stream` | the route: one listener's events, heartbeats, and when they end |

mod sight;
mod stream;
mod watcher;

pub(crate) use stream::routes;
pub(crate) use watcher::Live;
