#if os(macOS)
import Foundation
import LianxinCore
import XCTest

/// Whole days of a cadre, against the real server.
final class DayTests: XCTestCase {
    private let county = County.shared

    private func household(_ code: String) -> AddHouseholdRequest {
        AddHouseholdRequest(code: code, area: County.village, headName: "罗守山", fields: [phone("13900000001")])
    }

    private func phone(_ number: String) -> FieldChange {
        FieldChange(field: "phone", change: .set(number))
    }

    func testADayWithoutSignalReachesTheOtherPhone() async throws {
        let (a, b) = (try county.device("a"), try county.device("b"))
        let home = try a.households().add(request: household("S001"))
        let roof = OpenCaseRequest(ledger: "livelihood", title: "修屋顶", text: "屋顶漏雨，想修。")
        let visit = AddVisitRequest(kind: "home", text: "老人安好，屋顶漏雨。", cases: [roof])
        let added = try a.visits().add(household: "S001", request: visit)
        let draft = try XCTUnwrap(a.diary().draft())
        XCTAssertEqual(draft.visits, [added.visit.id])
        let entry = try a.diary().add(request: AddDiaryEntryRequest(text: draft.text, visits: draft.visits))
        _ = try a.diary().submit(id: entry.id)

        let sent = try await a.sync()
        XCTAssertEqual(sent.sent, sent.accepted)
        XCTAssertEqual(try a.status().unsent, 0)
        _ = try await b.sync()
        let page = try b.households().show(idOrCode: "S001")
        XCTAssertEqual(page.household.id, home.id)
        XCTAssertEqual(page.visits.map(\.fields.text), ["老人安好，屋顶漏雨。"])
        XCTAssertEqual(page.cases.map(\.fields.title), ["修屋顶"])
        a.close()
        b.close()
    }

    func testTwoPhonesContradictEachOtherAndSomebodySettlesIt() throws {
        let (a, b) = (try county.device("a"), try county.device("b"))
        let watching = Watching()
        let subscription = b.observe(observer: watching)
        let home = try a.households().add(request: household("S002"))
        _ = try a.syncBlocking()
        _ = try b.syncBlocking()
        _ = try a.households().set(idOrCode: "S002", changes: [phone("13900001111")])
        _ = try b.households().set(idOrCode: "S002", changes: [phone("13900002222")])
        _ = try a.syncBlocking()
        _ = try b.syncBlocking()

        _ = try watching.contradictions.next { $0 > 0 }
        let open = try XCTUnwrap(b.conflicts().list().first { $0.document == home.id })
        XCTAssertEqual(Set(open.conflict.rivals.map(\.text)), ["13900001111", "13900002222"])
        XCTAssertEqual(try b.conflicts().settle(document: home.id, field: "phone", key: nil, value: "13900002222"), [])
        _ = try b.syncBlocking()
        _ = try a.syncBlocking()
        XCTAssertEqual(try a.households().get(idOrCode: "S002").fields.phone, "13900002222")
        subscription.cancel()
        a.close()
        b.close()
    }

    func testAnObserverHearsOfRecordsAndOfASync() async throws {
        let a = try county.device("a")
        let watching = Watching()
        let subscription = a.observe(observer: watching)
        let home = try a.households().add(request: household("S003"))
        XCTAssertEqual(try watching.records.next { $0.id == home.id }.kind, .household)
        _ = try await a.sync()
        _ = try watching.events.next { if case .finished = $0 { true } else { false } }
        subscription.cancel()
        a.close()
    }
}
#endif
