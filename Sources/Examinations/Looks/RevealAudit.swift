internal import Catalog
internal import Execution
internal import Judgement
internal import PostgREST
internal import Postgres
internal import Probes
internal import Provisioning
internal import Rounds
internal import SQLText
internal import Settings

/// Calls that brought a secret out are made again between two looks at the audit table: each must have left its mark.
package struct RevealAudit: Examination {
  package static let name = "reveal"
  package static let summary =
    "makes the calls of [[reveal]] functions again and looks for the row that each must leave"
  package static let rationale = """
    A call by GET runs in a read-only transaction, where an audit row cannot be written; an exception handler swallows \
    the failure, and a batch writes one row for many values. Write the row first, let its failure end the call, and make \
    the function VOLATILE so that GET is refused.
    """
  private let stage: Stage
  private let reveals: [RevealSettings]
  private let results: ProbeResults

  package static func examine(_ subject: ExaminationSubject) async throws -> Examined {
    let audit = RevealAudit(stage: subject.stage, reveals: subject.settings.reveals, results: subject.results)
    return Examined(findings: try await audit.findings())
  }

  private func findings() async throws -> [Finding] {
    guard !reveals.isEmpty else { return [] }
    let connection = try await stage.worlds.first.connect()
    var findings: [Finding] = []
    for reveal in reveals {
      let trail = AuditTrail(stage: stage, table: reveal.audit, connection: connection)
      var unrecorded: [Shown] = []
      for shown in revealing(reveal.function) where try await trail.misses(shown.call, revealing: shown.secret) {
        unrecorded.append(shown)
      }
      findings += Dictionary(grouping: unrecorded, by: \.secret).values.map { finding($0, reveal) }
    }
    await connection.close()
    return findings
  }

  private struct Shown {
    var call: RevealingCall
    var secret: Int

    var principal: Principal { call.principal }

    /// What makes two calls one kind of reveal.
    var shape: Shape { Shape(call: call.shape, principal: principal.name, secret: secret) }

    struct Shape: Hashable {
      var call: String
      var principal: String
      var secret: Int
    }
  }

  /// One call of each shape by each principal that brought a secret out, and one of each for several keys at once.
  private func revealing(_ function: QualifiedName) -> [Shown] {
    var seen: Set<Shown.Shape> = []
    let shown = results.reveals.compactMap { probe, secret -> Shown? in
      let (entry, principal) = results.plan[probe]
      let calls = entry.template.items.contains { item in
        if case .function(let signature) = item {
          stage.context.surface.routine(signed: signature)?.name == function
        } else {
          false
        }
      }
      return calls ? Shown(call: RevealingCall(entry.template.request, by: principal), secret: secret) : nil
    }
    return (shown + batches(shown)).filter { seen.insert($0.shape).inserted }
  }

  /// The calls with an array, each with the keys that all of them pass.
  private func batches(_ shown: [Shown]) -> [Shown] {
    let elements = shown.reduce(into: [:]) { $0.merge($1.call.elements) { ($0 + $1).uniqued(by: \.self) } }
    return shown.compactMap { one in
      let batch = one.call.passing(elements.mapValues { Array($0.prefix(Self.mostKeys)) })
      return batch.map { Shown(call: $0, secret: one.secret) }
    }
  }

  private static let mostKeys = 20

  /// One finding for a function and a secret: its weakest caller, the others counted.
  private func finding(_ unrecorded: [Shown], _ reveal: RevealSettings) -> Finding {
    let calls = unrecorded.sorted {
      ($0.principal.reach ?? .owner, $0.principal.name) < ($1.principal.reach ?? .owner, $1.principal.name)
    }
    let shown = calls[0]
    let methods = Set(calls.map { $0.call.request.http.method }).sorted().joined(separator: " and ")
    var finding = Finding.inDatabase(
      family: Self.name, claim: .everyRevealIsRecorded, channel: .rows,
      secret: stage.context.population.secrets[shown.secret],
      at: reveal.function.description, evidence: "\(methods) revealed a value and left no row in \(reveal.audit)",
      identity: [])
    finding.request = .http(shown.call.request.http)
    finding.principal = shown.principal
    finding.reach = shown.principal.reach ?? .owner
    finding.alsoReads = Set(calls.map(\.principal.name)).subtracting([shown.principal.name]).sorted()
    finding.count = calls.count
    return finding
  }
}
