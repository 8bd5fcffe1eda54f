//! What Lianxin records, and the rules of it: documents, intentions, conflicts, history, projections, search keys, the
//! field catalogue and every limit. Knows nothing of network, SQL, clock or randomness: time and random bytes come in as
//! arguments.

pub mod catalogue;
pub mod check;
pub mod comment;
pub mod course;
pub mod deadline;
pub mod document;
pub mod due;
pub mod duplicates;
pub mod duty;
pub mod ids;
pub mod intention;
pub mod limits;
pub mod mistake;
pub mod moment;
pub mod projection;
pub mod role;
pub mod rules;
pub mod search;
pub mod step;
pub mod value;
pub mod weekly;
pub mod working_days;
