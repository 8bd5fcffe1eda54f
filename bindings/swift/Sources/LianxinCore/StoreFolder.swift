import Foundation

/// Opens the app's one store in a folder that no backup takes with it: on another device nobody could unwrap its key.
public func openStore(
    named name: String = "lianxin",
    keys: KeyStore = DeviceKeys(),
    log: Log? = nil,
    connectivity: Connectivity? = nil
) throws -> Store {
    let manager = FileManager.default
    let support = try manager.url(for: .applicationSupportDirectory, in: .userDomainMask, appropriateFor: nil, create: true)
    var folder = support.appendingPathComponent(name, isDirectory: true)
    try manager.createDirectory(at: folder, withIntermediateDirectories: true)
    var values = URLResourceValues()
    values.isExcludedFromBackup = true
    try folder.setResourceValues(values)
    #if os(iOS)
    // The files are encrypted by the store itself; a sync in the background must be able to open them while the phone is locked.
    let protection = [FileAttributeKey.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication]
    try manager.setAttributes(protection, ofItemAtPath: folder.path)
    #endif
    return try Store.open(config: StoreConfig(folder: folder.path), keys: keys, log: log, connectivity: connectivity)
}
