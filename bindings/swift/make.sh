#!/usr/bin/env bash
# Makes what Package.swift names: made/LianxinFFI.xcframework and made/Lianxin. On a Mac with Xcode and Rust.
set -euo pipefail
cd "$(dirname "$0")"
here=$PWD
cd ../..
targets="aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios aarch64-apple-darwin x86_64-apple-darwin"
# shellcheck disable=SC2086
rustup target add $targets
built=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
for target in $targets; do
    cargo rustc --release --package lianxin-ffi --lib --crate-type staticlib --target "$target"
done

rm -rf "$here/made"
mkdir -p "$here/made/Lianxin" "$here/made/headers" "$here/made/simulator" "$here/made/mac"
cargo xtask bindings --language swift --out "$here/made/bindings"
mv "$here/made/bindings/Lianxin.swift" "$here/made/Lianxin/"
mv "$here/made/bindings/LianxinFFI.h" "$here/made/headers/"
mv "$here/made/bindings/LianxinFFI.modulemap" "$here/made/headers/module.modulemap"
rm -r "$here/made/bindings"

library=liblianxin_ffi.a
lipo -create -output "$here/made/simulator/$library" \
    "$built/aarch64-apple-ios-sim/release/$library" "$built/x86_64-apple-ios/release/$library"
lipo -create -output "$here/made/mac/$library" \
    "$built/aarch64-apple-darwin/release/$library" "$built/x86_64-apple-darwin/release/$library"
xcodebuild -create-xcframework -output "$here/made/LianxinFFI.xcframework" \
    -library "$built/aarch64-apple-ios/release/$library" -headers "$here/made/headers" \
    -library "$here/made/simulator/$library" -headers "$here/made/headers" \
    -library "$here/made/mac/$library" -headers "$here/made/headers"
