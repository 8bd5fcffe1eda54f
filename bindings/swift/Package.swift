// swift-tools-version: 5.9
import PackageDescription

let package = Package(
    name: "LianxinCore",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [
        .library(name: "LianxinCore", targets: ["LianxinCore"]),
    ],
    targets: [
        // What `make.sh` makes: the library for each system, and the Swift that calls it.
        .binaryTarget(name: "LianxinFFI", path: "made/LianxinFFI.xcframework"),
        .target(name: "Lianxin", dependencies: ["LianxinFFI"], path: "made/Lianxin"),
        .target(name: "LianxinCore", dependencies: ["Lianxin"]),
        .testTarget(name: "LianxinCoreTests", dependencies: ["LianxinCore"]),
    ]
)
