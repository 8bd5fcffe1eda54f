//! What Lianxin records, and the rules of it: documents, intentions, conflicts, history, projections, search keys, the
//! field catalogue and every limit. Knows nothing of network, SQL, clock or randomness: time and random bytes come in as
//! arguments.

pub mod check;
pub mod ids;
pub mod limits;
pub mod search;
