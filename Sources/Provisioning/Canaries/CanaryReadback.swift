internal import JSONText
internal import Postgres
package import Probes
internal import SQLText

extension Worlds {
  /// Reads every canary again, as a role that sees everything.
  ///
  /// - Returns: the canaries that no longer stand where they were planted.
  package func vanished(_ secrets: [Secret]) async throws -> [Canary] {
    var gone: [Canary] = []
    for world in World.allCases {
      let connection = try await Connection(info(world))
      for (place, expected) in Dictionary(grouping: canaries, by: { Place($0, secrets[$0.secret]) }) {
        let texts = try await connection.values(of: place.relation, place.column).flatMap { value in
          value.leaves().flatMap { [$0.text, ByteText.text(of: $0.text)] }
        }
        let present = Set(texts)
        gone += expected.filter { !present.contains($0.value(in: world)) }
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

  /// Unsalted digests of every canary value, as the server computes them.
  package func digests() async throws -> [String: [String]] {
    let connection = try await Connection(first)
    var digests: [String: [String]] = [:]
    let values = Set(canaries.flatMap(\.values)).sorted()
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
