import CryptoKit
import Foundation
import Security

@_exported import Lianxin

/// Wraps the key of the store's file with a key that the Keychain keeps on this device alone: it is in no backup and on no other
/// device. Readable after the first unlock, so that a sync in the background can open the store.
public final class DeviceKeys: KeyStore {
    private let service: String

    public init(service: String = "cn.lianxin.store") {
        self.service = service
    }

    public func wrap(key: Data) throws -> Data {
        let sealed = try AES.GCM.seal(key, using: try kept() ?? made())
        guard let combined = sealed.combined else { throw HostError.Failed }
        return combined
    }

    public func unwrap(wrapped: Data) throws -> Data {
        guard let key = try kept() else { throw HostError.Failed }
        do {
            return try AES.GCM.open(AES.GCM.SealedBox(combined: wrapped), using: key)
        } catch {
            throw HostError.Failed
        }
    }

    private var item: [String: Any] {
        [kSecClass as String: kSecClassGenericPassword, kSecAttrService as String: service, kSecAttrAccount as String: "store"]
    }

    private func kept() throws -> SymmetricKey? {
        var asked = item
        asked[kSecReturnData as String] = true
        var found: CFTypeRef?
        switch SecItemCopyMatching(asked as CFDictionary, &found) {
        case errSecSuccess:
            guard let data = found as? Data else { throw HostError.Failed }
            return SymmetricKey(data: data)
        case errSecItemNotFound:
            return nil
        default:
            // Locked, for one: another key must not be made now.
            throw HostError.Failed
        }
    }

    private func made() throws -> SymmetricKey {
        let key = SymmetricKey(size: .bits256)
        var added = item
        added[kSecValueData as String] = key.withUnsafeBytes { Data($0) }
        added[kSecAttrAccessible as String] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
        guard SecItemAdd(added as CFDictionary, nil) == errSecSuccess else { throw HostError.Failed }
        return key
    }
}
