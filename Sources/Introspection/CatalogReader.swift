package import Catalog
package import Postgres
internal import SQLAnswers
internal import SQLText

/// Reads the system catalogs: the one effect of this module.
package enum CatalogReader {
  /// Reads everything in one pipelined transaction, so that all of it is of the same moment.
  ///
  /// - Throws: the ``ServerMessage`` of a refused query, or ``ConnectionFailure``.
  package static func read(_ connection: Connection) async throws -> CatalogSnapshot {
    var assembly = CatalogAssembly(rows: try await connection.catalogRows())
    var snapshot = assembly.snapshot()
    snapshot.serverVersion = await connection.serverVersion
    snapshot.database = try await connection.rows("select pg_catalog.current_database()").scalar ?? ""
    return snapshot
  }

  /// A hash of what a schema says, without OIDs and statistics: the same migrations give the same value anywhere.
  ///
  /// The server hashes, so that the program needs no cryptography for it.
  package static func fingerprint(of snapshot: CatalogSnapshot, on connection: Connection) async throws -> String {
    let text: SQL = "pg_catalog.convert_to(\(bind: snapshot.canonicalText, as: .text), 'UTF8')"
    let hash = try await connection.rows("select pg_catalog.encode(pg_catalog.sha256(\(text)), 'hex')")
    return "sha256:\(hash.scalar ?? "")"
  }
}

extension Connection {
  /// The rows of every catalog query.
  fileprivate func catalogRows() throws -> [CatalogNoun: [[String?]]] {
    let nouns = CatalogNoun.allCases
    // Without a search path Postgres prints every name outside pg_catalog with its schema.
    let start: PipelineSegment = [
      "begin isolation level repeatable read, read only", "set local search_path = ''",
      "set local statement_timeout = 0", "set local client_encoding = 'UTF8'",
    ].map { .query(text: $0, parameters: []) }
    let queries = try nouns.map { try $0.query() }
    var answers: [Answer] = []
    try pipeline([start + queries, [.query(text: "rollback", parameters: [])]]) { segment, received in
      if segment == 0 { answers = received }
      return true
    }
    var rows: [CatalogNoun: [[String?]]] = [:]
    for (noun, answer) in zip(nouns, answers.dropFirst(start.count)) { rows[noun] = try answer.catalogCells() }
    return rows
  }
}

extension Answer {
  fileprivate func catalogCells() throws -> [[String?]] {
    switch self {
    case .rows(let rows, _): return rows.cells
    case .failed(let message, _): throw message
    case .lost(let message): throw ConnectionFailure(message)
    case .command, .skipped: throw CatalogFailure("the server answered the catalog query with no rows")
    }
  }
}
