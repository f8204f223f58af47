internal import JSONText
internal import Postgres
package import Probes
internal import SQLAnswers
internal import SQLText

extension Worlds {
  /// A canary that no longer stands where it was planted, or whose place could not be read.
  package struct Vanished: Hashable, Sendable {
    package var canary: Canary
    package var why: String
  }

  /// Reads every canary again, as a role that sees everything.
  package func vanished(_ secrets: [Secret]) async throws -> [Vanished] {
    var gone: [Vanished] = []
    for world in World.allCases {
      let connection = try await database(world).connect()
      for (place, expected) in Dictionary(grouping: canaries, by: { Place($0, secrets[$0.secret]) }) {
        do {
          let texts = try await connection.values(of: place.relation, place.column).flatMap { value in
            value.leaves().flatMap { [$0.text, ByteText.text(of: $0.text)] }
          }
          let present = Set(texts)
          gone += expected.filter { !present.contains($0.value(in: world)) }.map {
            Vanished(canary: $0, why: "it no longer stands where it was planted")
          }
        } catch let refusal as ServerMessage {
          gone += expected.map { Vanished(canary: $0, why: "it could not be read back: \(refusal.message)") }
        }
      }
      await connection.close()
    }
    return gone
  }

  private struct Place: Hashable {
    var relation: QualifiedName
    var column: String

    init(_ canary: Canary, _ secret: Secret) {
      relation = canary.movedTo ?? secret.relation
      column = secret.column
    }
  }

  /// Values whose digests are looked for; of thousands of rows the others' are not.
  private static let mostDigested = 3_000

  /// Unsalted digests of canary values, as the server computes them.
  package func digests() async throws -> [String: [String]] {
    let connection = try await first.connect()
    var digests: [String: [String]] = [:]
    let values = Set(canaries.flatMap(\.values)).sorted().prefix(Self.mostDigested)
    let list = SQL.bind(JSONValue.array(values.map { .string($0) }).compact, as: .json)
    let rows = try await connection.rows(
      """
      select v, md5(v), encode(sha256(b), 'hex'), encode(sha256(b), 'base64'), encode(sha512(b), 'hex'), encode(sha224(b), 'hex'),
        encode(sha384(b), 'hex'), encode(decode(md5(v), 'hex'), 'base64')
      from json_array_elements_text(\(list)) v, convert_to(v, 'UTF8') b
      """)
    for cells in rows.cells {
      guard let value = cells[0] else { continue }
      digests[value] = cells.dropFirst().compactMap(\.self)
    }
    await connection.close()
    return digests
  }
}
