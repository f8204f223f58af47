import Foundation
import JSONText
import PostgREST
import SQLText
import Testing

/// Whatever a stranger sends is answered: by statements or by a refusal, never by a crash or a loop.
@Suite struct FuzzTests {
  /// Ten thousand in a test run; the bench job asks for a million.
  private static let count = Int(ProcessInfo.processInfo.environment["TRESPASS_FUZZ"] ?? "") ?? 10_000

  @Test(.timeLimit(.minutes(10))) func everyMutatedRequestIsPlannedOrRefused() throws {
    let cache = try RecordedSchemaCache.load()
    let planner = Planner(cache: cache, settings: Recording.settings("plan"), facts: Recording.facts)
    let vectors = try Recording.vectors.filter(\.isInProcess)
    var mutation = Mutation(seed: 11)
    var planned = 0
    for index in 0..<Self.count {
      let vector = vectors[(index * 7919) % vectors.count]
      var http = vector.http
      http.url = mutation.changed(http.url)
      http.headers = http.headers.map { Header($0.name, mutation.changed($0.value)) }
      http.body = http.body.map { mutation.changed($0) }
      guard let prepared = try? planner.plan(http, by: vector.caller) else { continue }
      planned += 1
      _ = prepared.transaction?.statementsInOrder.map(\.text)
      _ = prepared.response(to: [])
    }
    #expect(planned > Self.count / 50, "mutations are so wild that hardly any request is planned: \(planned)")
  }
}

/// Changes bytes, repeats and swaps parts, and puts in what grammars choke on.
struct Mutation {
  private var state: UInt64
  private static let morsels = [
    "(", ")", "((", ".", ",", "\"", "\\", "%00", "%ff", "%", "->", "->>", "::", "!inner", "...", "not.", "or=(",
    "&select=",
    "&order=", "{", "}", "*", "-1", "99999999999999999999", "ü", "\u{1F600}", ";", "+", "=", "eq.", "in.(", "is.null",
    "[",
  ]

  init(seed: UInt64) { state = seed }

  private mutating func number(below limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(max(limit, 1)))
  }

  mutating func changed(_ text: String) -> String { String(decoding: changed(Array(text.utf8)), as: UTF8.self) }

  mutating func changed(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    for _ in 0..<number(below: 4) {
      let place = number(below: result.count + 1)
      switch number(below: 4) {
      case 0: result.insert(contentsOf: Self.morsels[number(below: Self.morsels.count)].utf8, at: place)
      case 1 where place < result.count: result.remove(at: place)
      case 2 where place < result.count: result[place] = UInt8(number(below: 256))
      default: result.insert(contentsOf: result[place..<min(place + number(below: 12), result.count)], at: place)
      }
    }
    return result
  }
}
