//! Generates the wire messages from `proto/`, without a protobuf compiler on the machine.

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let proto = Path::new("../../proto");
    let schema = proto.join("lianxin/v1/sync.proto");
    println!("cargo::rerun-if-changed={}", schema.display());
    let descriptors = protox::compile([&schema], [proto])?;
    // `Bytes` shares the body that was received: a change is not copied between socket and gate.
    prost_build::Config::new().bytes(["."]).compile_fds(descriptors)?;
    Ok(())
}
