//! lianxin
fn main() {}
