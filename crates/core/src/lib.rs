//! lianxin
