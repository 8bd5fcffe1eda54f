#if os(macOS)
import Foundation
import LianxinCore
import XCTest

/// What ends in the middle, and what no app should say.
final class EndingsTests: XCTestCase {
    private let county = County.shared

    private func household(_ code: String, _ name: String = "罗守山") -> AddHouseholdRequest {
        AddHouseholdRequest(code: code, area: County.village, headName: name)
    }

    /// The word for programs in what was thrown, with its kind.
    private func word(_ call: () throws -> Void) -> String {
        do {
            try call()
            return "nothing was thrown"
        } catch let error as LianxinError {
            switch error {
            case let .Fields(code, _, _, _): return "Fields \(code)"
            case let .NotFound(code, _, _): return "NotFound \(code)"
            case let .NotAllowed(code, _, _): return "NotAllowed \(code)"
            case let .NotEnrolled(code, _, _): return "NotEnrolled \(code)"
            case let .Refused(code, _, _): return "Refused \(code)"
            case let .Storage(code, _, _): return "Storage \(code)"
            case let .Network(code, _, _): return "Network \(code)"
            case let .Server(code, _, _, _): return "Server \(code)"
            case let .Closed(code, _, _): return "Closed \(code)"
            case let .Key(code, _, _): return "Key \(code)"
            case let .Misuse(code, _, _): return "Misuse \(code)"
            case let .Internal(code, _, _): return "Internal \(code)"
            }
        } catch {
            return "\(error)"
        }
    }

    func testACancelledSyncLosesNothing() async throws {
        let a = try county.device("a")
        _ = try a.households().add(request: household("S101"))
        let sync = Task { try await a.sync() }
        sync.cancel()
        _ = await sync.result
        _ = try a.syncBlocking()
        XCTAssertEqual(try a.status().unsent, 0)
        a.close()
    }

    func testAfterClosingEveryCallSaysSo() throws {
        let a = try county.device("a")
        let households = a.households()
        a.close()
        a.close()
        XCTAssertEqual(word { _ = try a.status() }, "Closed closed")
        XCTAssertEqual(word { _ = try households.add(request: household("S102")) }, "Closed closed")
        XCTAssertEqual(word { _ = try a.syncBlocking() }, "Closed closed")
    }

    func testKindsOfErrorsAreToldApart() throws {
        let a = try county.device("a")
        _ = try a.households().add(request: household("S103"))
        let wrong = FieldChange(field: "phone", change: .set("abc"))
        XCTAssertEqual(word { _ = try a.households().set(idOrCode: "S103", changes: [wrong]) }, "Fields fields")
        XCTAssertEqual(word { _ = try a.households().get(idOrCode: "S404") }, "NotFound unknown_record")
        XCTAssertEqual(word { _ = try a.visits().show(id: "nonsense") }, "Misuse bad_id")
        XCTAssertEqual(word { _ = try a.households().add(request: household("S103")) }, "Refused already_there")
        let huge = String(repeating: "山", count: 1 << 20)
        XCTAssertEqual(word { _ = try a.households().add(request: household("S104", huge)) }, "Fields fields")
        a.close()
    }

    func testACallbackThatThrowsDisturbsNobody() throws {
        let a = try county.device("a")
        let thrower = a.observe(observer: Thrower())
        let watching = Watching()
        let subscription = a.observe(observer: watching)
        let home = try a.households().add(request: household("S105"))
        _ = try watching.records.next { $0.id == home.id }
        thrower.cancel()
        subscription.cancel()
        a.close()
    }

    func testAnotherKeyOpensNothing() throws {
        let folder = county.newFolder()
        let keys = MemoryKeys()
        try Store.open(config: StoreConfig(folder: folder), keys: keys).close()
        let open = { (keys: KeyStore) in try Store.open(config: StoreConfig(folder: folder), keys: keys) }
        XCTAssertEqual(word { _ = try open(MemoryKeys()) }, "Key key_refused")
        try open(keys).close()
    }

    func testTheKeychainKeepsTheKey() throws {
        let keys = DeviceKeys(service: "cn.lianxin.test.\(UUID().uuidString)")
        let folder = county.newFolder()
        try Store.open(config: StoreConfig(folder: folder), keys: keys).close()
        try Store.open(config: StoreConfig(folder: folder), keys: keys).close()
    }

    func testManyThreadsAskOneStore() async throws {
        let a = try county.device("a")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<16 {
                group.addTask { _ = try a.households().add(request: self.household("S2\(number)")) }
            }
            try await group.waitForAll()
        }
        XCTAssertEqual(try a.status().unsent, 16)
        a.close()
    }
}

private final class Thrower: Observer {
    func changed(records _: [ChangedView]) throws { throw Missing(what: "罗守山") }
    func sync(event _: SyncEvent) throws { throw HostError.Failed }
    func conflicts(count _: UInt64) throws {}
}
#endif
