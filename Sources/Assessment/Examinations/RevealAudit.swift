internal import Catalog
internal import Execution
internal import Judgement
internal import PostgREST
internal import Postgres
internal import Probes
internal import Provisioning
internal import SQLText

/// Calls that brought a secret out are made again between two counts of the audit table: each must have left a row.
struct RevealAudit: Sendable {
  let stage: Stage
  let result: Inquiry.Result

  func findings() async throws -> [Finding] {
    guard !stage.settings.reveals.isEmpty else { return [] }
    let connection = try await Connection(stage.worlds.first)
    var findings: [Finding] = []
    for reveal in stage.settings.reveals {
      guard stage.ground.catalog.relation(named: reveal.audit) != nil else {
        throw SettingsError(at: reveal.at, message: "no table \(reveal.audit) in the database")
      }
      guard !stage.ground.catalog.functions(named: reveal.function).isEmpty else {
        throw SettingsError(at: reveal.at, message: "no function \(reveal.function) in the database")
      }
      var unrecorded: [Shown] = []
      for shown in revealing(reveal.function) where try await leavesNoRow(shown, reveal.audit, on: connection) {
        unrecorded.append(shown)
      }
      findings += Dictionary(grouping: unrecorded, by: \.secret).values.map { finding($0, reveal) }
    }
    await connection.close()
    return findings
  }

  private struct Shown {
    var draft: Draft
    var principal: Principal
    var secret: Int
  }

  /// One call by each method and principal that brought a secret out.
  private func revealing(_ function: QualifiedName) -> [Shown] {
    var seen: Set<String> = []
    return result.reveals.compactMap { probe, secret in
      let (entry, principal) = result.plan[probe]
      let calls = entry.draft.items.contains { item in
        if case .function(let oid) = item { stage.ground.catalog.function(oid)?.name == function } else { false }
      }
      guard calls, seen.insert("\(entry.draft.request.method) \(principal.name) \(secret)").inserted else { return nil }
      return Shown(draft: entry.draft, principal: principal, secret: secret)
    }
  }

  private func leavesNoRow(_ shown: Shown, _ audit: QualifiedName, on connection: Connection) async throws -> Bool {
    guard let prepared = try? stage.planner.plan(shown.draft.request, by: shown.principal.caller),
      let transaction = prepared.transaction
    else { return false }
    let authenticator = Identifier(stage.api.authenticatorRole.value)
    try await connection.run(script: transaction.begin)
    let before = try await connection.rows("select count(*) from \(audit)").scalar
    try await connection.run(script: "set local session authorization \(authenticator.quoted)")
    var failed = false
    for statement in [transaction.prelude] + [transaction.preRequest].compactMap(\.self) + transaction.statements
    where !failed {
      failed = try await connection.answer(statement).failure != nil
    }
    guard !failed else {
      try await connection.run(script: "rollback")
      return false
    }
    try await connection.run(script: "reset session authorization")
    let after = try await connection.rows("select count(*) from \(audit)").scalar
    try await connection.run(script: "rollback")
    return before == after
  }

  /// One finding for a function and a secret: its weakest caller, the others counted.
  private func finding(_ unrecorded: [Shown], _ reveal: RevealSettings) -> Finding {
    let calls = unrecorded.sorted {
      ($0.principal.reach ?? .owner, $0.principal.name) < ($1.principal.reach ?? .owner, $1.principal.name)
    }
    let shown = calls[0]
    let methods = Set(calls.map { $0.draft.request.http.method }).sorted().joined(separator: " and ")
    var finding = stage.finding(
      family: "reveal", claim: .everyRevealIsRecorded, channel: .rows, secret: stage.ground.secrets[shown.secret],
      at: reveal.function.description, evidence: "\(methods) revealed a value and left no row in \(reveal.audit)",
      identity: [])
    finding.request = shown.draft.request.http
    finding.principal = shown.principal
    finding.reach = shown.principal.reach ?? .owner
    finding.alsoReads = Set(calls.map(\.principal.name)).subtracting([shown.principal.name]).sorted()
    finding.count = calls.count
    return finding
  }
}
