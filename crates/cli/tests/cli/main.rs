//! The program as scripts and people use it: the real binary, a real server process, real files.

mod admin;
mod county;
mod demo;
mod export;
mod help;
mod program;
mod serve;
mod stores;
mod today;
mod usage;
