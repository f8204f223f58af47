internal import Catalog
internal import Execution
internal import Judgement
internal import PostgREST
internal import Postgres
internal import Probes
internal import SQLAnswers
internal import SQLText

/// The table in which reveals are recorded, looked at before and after a call.
struct AuditTrail: Sendable {
  let stage: Stage
  let table: QualifiedName
  /// A superuser's.
  let connection: Connection

  /// Whether a call, or the same call once more, shows a secret and leaves the table as it was.
  func misses(_ call: RevealingCall, revealing secret: Int) async throws -> Bool {
    guard let prepared = try? stage.planner.plan(call.request, by: call.principal.caller),
      let transaction = prepared.transaction
    else { return false }
    try await connection.run(script: transaction.begin)
    var misses = false
    for _ in 0..<2 where !misses {
      let before = try await rows()
      guard try await shows(secret, prepared, transaction) else { break }
      misses = try await rows() == before
    }
    try await connection.run(script: "rollback")
    return misses
  }

  private func shows(
    _ secret: Int, _ prepared: PreparedRequest, _ transaction: PreparedTransaction
  ) async throws -> Bool {
    let authenticator = Identifier(stage.authenticator)
    try await connection.run(script: "set local session authorization \(authenticator.quoted)")
    let asking = [transaction.prelude] + [transaction.preRequest].compactMap(\.self) + transaction.statements
    var shown = false
    for statement in asking {
      let answer = try await connection.answer(statement)
      guard answer.failure == nil else { return false }
      let text = (answer.rows?.cells ?? []).joined().compactMap(\.self).joined(separator: "\n")
      shown =
        shown || search.sightings(in: text).contains { stage.context.population.canaries[$0.canary].secret == secret }
    }
    try await connection.run(script: "reset session authorization")
    return shown
  }

  private var search: CanarySearch { CanarySearch(canaries: stage.context.population.canaries) }

  /// The rows as they stand; one that was written over has moved.
  private func rows() async throws -> String? {
    let isStored = stage.context.surface.catalog.relation(named: table)?.kind == .table
    let row: SQL = isStored ? "concat_ws(' ', t.ctid, to_jsonb(t.*))" : "to_jsonb(t.*)::text"
    return try await connection.rows("select md5(string_agg(\(row), '' order by \(row))) from \(table) t").scalar
  }
}
