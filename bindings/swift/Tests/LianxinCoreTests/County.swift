#if os(macOS)
import CryptoKit
import Foundation
import LianxinCore
import XCTest

/// A county with its server, made with the commands that an administrator types. `LIANXIN_BIN` names the program, `LIANXIN_ROOT` the
/// repository.
final class County {
    static let village = "431027100001"
    static let township = "431027100000"
    static let shared = try! County()

    let url: String
    private let folder: URL
    private let server: Process
    private var stores = 0

    private init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("lianxin-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let data = folder.appendingPathComponent("county").path
        let root = try County.named("LIANXIN_ROOT")
        _ = try County.admin(data, ["area", "import", "\(root)/data/divisions.csv"])
        for (login, name, role) in [("leader", "领导甲", "supervisor"), ("a", "干部甲", "cadre"), ("b", "干部乙", "cadre")] {
            let account = ["--name", name, "--login", login, "--role", role, "--area", County.township]
            _ = try County.admin(data, ["user", "add"] + account)
        }
        for login in ["a", "b"] {
            _ = try County.admin(data, ["assign", "--login", login, "--area", County.village, "--kind", "lead"])
        }
        server = Process()
        server.executableURL = URL(fileURLWithPath: try County.named("LIANXIN_BIN"))
        server.arguments = ["--json", "serve", "--data", data, "--listen", "127.0.0.1:0"]
        let said = Pipe()
        server.standardOutput = said
        try server.run()
        url = try County.word("url", in: County.line(of: said.fileHandleForReading))
        atexit { County.shared.server.terminate() }
    }

    func enrolText(_ login: String) throws -> String {
        let data = folder.appendingPathComponent("county").path
        return "\(url) \(try County.word("code", in: County.admin(data, ["enrol", "--login", login])))"
    }

    func newFolder() -> String {
        stores += 1
        return folder.appendingPathComponent("device-\(stores)").path
    }

    func device(_ login: String, log: Log? = nil) throws -> Store {
        let store = try Store.open(config: StoreConfig(folder: newFolder()), keys: MemoryKeys(), log: log)
        _ = try store.enrolBlocking(text: enrolText(login))
        _ = try store.syncBlocking()
        return store
    }

    private static func admin(_ data: String, _ words: [String]) throws -> String {
        let run = Process()
        run.executableURL = URL(fileURLWithPath: try named("LIANXIN_BIN"))
        run.arguments = ["--json", "admin", "--data", data] + words
        let said = Pipe()
        run.standardOutput = said
        try run.run()
        let printed = said.fileHandleForReading.readDataToEndOfFile()
        run.waitUntilExit()
        guard run.terminationStatus == 0 else { throw Missing(what: "admin \(words[0])") }
        return String(decoding: printed, as: UTF8.self)
    }

    private static func line(of file: FileHandle) -> String {
        var line = Data()
        while let byte = try? file.read(upToCount: 1), byte != Data([10]) {
            line += byte
        }
        return String(decoding: line, as: UTF8.self)
    }

    private static func word(_ key: String, in json: String) throws -> String {
        guard let found = json.range(of: "\"\(key)\"\\s*:\\s*\"[^\"]*\"", options: .regularExpression) else {
            throw Missing(what: key)
        }
        return String(json[found].dropLast().split(separator: "\"", omittingEmptySubsequences: false).last ?? "")
    }

    private static func named(_ variable: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment[variable] else { throw Missing(what: variable) }
        return value
    }
}

struct Missing: Error {
    let what: String
}

/// A key store whose key ends with the program.
final class MemoryKeys: KeyStore {
    private let key = SymmetricKey(size: .bits256)

    func wrap(key: Data) throws -> Data {
        guard let combined = try AES.GCM.seal(key, using: self.key).combined else { throw HostError.Failed }
        return combined
    }

    func unwrap(wrapped: Data) throws -> Data {
        guard let opened = try? AES.GCM.open(AES.GCM.SealedBox(combined: wrapped), using: key) else { throw HostError.Failed }
        return opened
    }
}

/// What a thread of the library told.
final class Watching: Observer {
    let records = Told<ChangedView>()
    let events = Told<SyncEvent>()
    let contradictions = Told<UInt64>()

    func changed(records: [ChangedView]) throws { records.forEach(self.records.add) }
    func sync(event: SyncEvent) throws { events.add(event) }
    func conflicts(count: UInt64) throws { contradictions.add(count) }
}

/// In order; waiting for one has an end.
final class Told<What> {
    private let lock = NSCondition()
    private var told: [What] = []

    func add(_ what: What) {
        lock.lock()
        told.append(what)
        lock.signal()
        lock.unlock()
    }

    func next(where fits: (What) -> Bool = { _ in true }) throws -> What {
        let end = Date(timeIntervalSinceNow: 30)
        lock.lock()
        defer { lock.unlock() }
        while true {
            while told.isEmpty {
                guard lock.wait(until: end) else { throw Missing(what: "nothing was told") }
            }
            let first = told.removeFirst()
            if fits(first) { return first }
        }
    }
}
#endif
