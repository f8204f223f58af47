internal import Catalog
internal import Judgement
internal import Postgres
internal import Probes
internal import SQLAnswers
internal import SQLText

/// Everything that is stored: every table whoever may read it, the views that open what is sealed, the large objects.
struct WholeDatabase: Sendable {
  let catalog: CatalogSnapshot
  /// Views that are read as well, for they open what a table holds sealed.
  var opening: Set<QualifiedName> = []

  struct Place: Hashable, Sendable {
    /// Index into the run's canaries.
    var canary: Int
    var encoding: Encoding
    /// As in `public.audit_log`.
    var `where`: String
  }

  /// - Returns: where canaries stand, and what could not be looked at.
  func places(
    of search: CanarySearch, in database: Database
  ) async throws -> (places: [Place], unproven: [Unproven]) {
    let connection = try await database.connect()
    var places: [Place] = []
    var unproven: [Unproven] = []
    func look(_ query: SQL, at place: String) async throws {
      let answer = try await connection.answer(query)
      places += sightings(in: answer.rows, search, at: place)
      if let failure = answer.failure {
        unproven.append(Unproven(place, "it could not be searched for what should be gone: \(failure.message)"))
      }
    }
    for relation in stored {
      try await look("select (t.*)::text from \(relation.name) t", at: relation.name.description)
    }
    try await look("select encode(lo_get(oid), 'escape') from pg_largeobject_metadata", at: "a large object")
    await connection.close()
    return (places, unproven)
  }

  private var stored: [Relation] {
    catalog.relations.filter { relation in
      guard !["pg_catalog", "information_schema", "trespass"].contains(relation.name.schema.name) else { return false }
      return [.table, .materializedView, .foreignTable].contains(relation.kind) || opening.contains(relation.name)
    }
  }

  private func sightings(in rows: Rows?, _ search: CanarySearch, at place: String) -> [Place] {
    (rows?.cells ?? []).flatMap { cells in
      search.sightings(in: cells.first.flatMap(\.self) ?? "").map {
        Place(canary: $0.canary, encoding: $0.encoding, where: place)
      }
    }
  }
}

extension CatalogSnapshot {
  /// Views that decrypt, themselves or by a function.
  var decryptingViews: [QualifiedName] {
    func isDecrypting(_ text: String) -> Bool { SQLWords(text).words.contains { $0.contains("decrypt") } }
    let decrypting = Set(functions.filter { isDecrypting($0.body) }.map { $0.name.name.name.lowercased() })
    return relations.filter { relation in
      guard relation.kind == .view, let query = relation.viewDefinition else { return false }
      return isDecrypting(query) || !SQLWords(query).words.isDisjoint(with: decrypting)
    }.map(\.name)
  }
}
