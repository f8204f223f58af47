import Judgement
import Probes
import Testing

@Suite struct CanarySearchTests {
  private static let first = "CANARY_A_token_d80fc44f8985"
  private static let second = "CANARY_A_token_71be90aa2c34"
  private let search = CanarySearch(
    canaries: [Canary(secret: 0, tenant: "A", row: 1, first: Self.first, second: Self.second)],
    digests: [Self.first: ["9e107d9d372bb6826bd81d3542a419d6"]])

  @Test(arguments: [
    ("[{\"token\":\"\(Self.first)\"}]", Encoding.plain, true),
    ("TOKEN=\(Self.first.uppercased());", .plain, true),
    ("…d80fc44f…", .plain, false),
    ("{\"t\":\"5898f44cf08d_nekot\"}", .reversed, false),
    ("\\x43414e4152595f415f746f6b656e5f643830666334346638393835", .hexadecimal, true),
    ("key=Q0FOQVJZX0FfdG9rZW5fZDgwZmM0NGY4OTg1", .base64, true),
    ("{\"h\":\"9e107d9d372bb6826bd81d3542a419d6\"}", .digest, true),
    ("eDpDQU5BUllfQV90b2tlbl9kODBmYzQ0Zjg5ODU=", .base64, true),
    ("auth: eyJhdXRoIjoiZFhObGNqcERRVTVCVWxsZlFWOTBiMnRsYmw5a09EQm1ZelEwWmpnNU9EVT0ifQ==", .nested, true),
    (#"eyJhdXRoIjoiZFhObGNqcERRVTVCVWxsZlFWOTBi\nMnRsYmw5a09EQm1ZelEwWmpnNU9EVT0ifQ=="#, .nested, true),
    (
      "ZXlKaGRYUm9Jam9pWkZoT2JHTnFjRVJSVlRWQ1ZXeHNabEZXT1RCaU1uUnNZbXc1YTA5RVFtMVplbEV3V21wbk5VOUVWVDBpZlE9PQ==",
      .nested, true
    ),
    (#"\\x64584e6c636a704451553542556c6c66515639306232746c626c396b4f44426d597a51305a6a67354f44553d"#, .nested, true),
  ])
  func seesEveryForm(_ text: String, _ encoding: Encoding, _ whole: Bool) throws {
    let sighting = try #require(search.sightings(in: text).first)
    #expect(sighting.encoding == encoding)
    #expect(sighting.isWhole == whole)
    #expect(sighting.length >= 8)
  }

  @Test(arguments: [
    "", "d80fc44", "[{\"token\":null}]", "CANARY_A_token_", "CANARY_A_token_d80fc4",
    "{\"token\":\"CANARY_B_token_ffffffffffff\"}",
  ])
  func seesNothingInWhatIsNoSecret(_ text: String) {
    let known = CanarySearch(
      canaries: [Canary(secret: 0, tenant: "A", row: 1, first: Self.first, second: Self.second)], harmless: [])
    #expect(known.sightings(in: text).allSatisfy { $0.length >= 8 && text.contains("d80fc4") })
  }

  @Test(arguments: ["replica-7.acme-db.test:5432", "readonly_reporting", "CANARY_A_uri_b9b597", "b9b597b"])
  func whatIsFixedInAValueIsNoSighting(_ text: String) {
    let uri = "postgresql://readonly_reporting:CANARY_A_uri_b9b597b9d000@replica-7.acme-db.test:5432/warehouse"
    let known = CanarySearch(canaries: [Canary(secret: 0, tenant: "A", row: 1, first: uri, second: uri)])
    #expect(known.sightings(in: text).isEmpty)
    #expect(!known.sightings(in: "b9b597b9d000").isEmpty)
  }

  @Test func theSecondWorldsValueIsSeenToo() {
    #expect(search.sightings(in: "x \(Self.second) y").map(\.canary) == [0])
  }

  @Test(arguments: [
    ("balance 78876232", false), ("at 1788762328601.290", false), ("id 7887623286012", false),
    ("card 7887623286012904", true), ("..87623286012904", true),
  ])
  func digitsCountOnlyWithTheEntropyOfAToken(_ text: String, _ isSeen: Bool) {
    let card = CanarySearch(
      canaries: [Canary(secret: 0, tenant: "A", row: 1, first: "7887623286012904", second: "4205552667869819")])
    #expect(card.sightings(in: text).isEmpty == !isSeen)
  }
}
