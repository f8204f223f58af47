internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

/// Calls that write.
extension EscalationWrites {
  /// Most calls of one function.
  private static let mostCalls = 6

  /// Functions that write into what decides, copy what they read of a secret, or leave a setting behind in the session.
  ///
  /// A setting made with `is_local` true ends with its transaction; only one that outlives it reaches the next request on
  /// the connection.
  func calls() -> [Request] {
    let deciding = Set(relations.map(\.relation.name))
    let secret = context.population.secretRelations
    let targets = EscalationTargets(context)
    return context.surface.routines.flatMap { routine -> [Request] in
      guard routine.volatility == .volatile else { return [] }
      let effects = context.readings.writes.effects(ofCalling: routine.oid)
      let touched = effects.written.union(effects.written.isEmpty ? [] : effects.read)
      let copies = !effects.written.isEmpty && !effects.read.isDisjoint(with: secret)
      let leaves = targets.leavesSettings(effects)
      guard leaves || copies || !touched.isDisjoint(with: deciding) else { return [] }
      let calls = rows.pool.likelyCalls(of: routine, most: Self.mostCalls)
      let more = raisingCalls(of: routine) + (copies ? askingCalls(of: routine) : [])
      return (calls + more).map { context.surface.post(routine, $0) }
    }
  }

  /// Calls for each tenant with everything passed, and a leading label where one is asked for.
  private func raisingCalls(of routine: Routine) -> [CallArguments] {
    let named = routine.parameters.filter { !$0.name.isEmpty }
    let labelled = named.compactMap { parameter -> (name: String, labels: [JSONValue])? in
      let labels = privileged.labels(for: parameter, of: rows.pool)
      return labels.isEmpty ? nil : (parameter.name, labels)
    }
    guard let choice = labelled.first else { return [] }
    return rows.pool.likelyCalls(of: routine, most: 2).flatMap { call in
      choice.labels.prefix(3).map { label in
        let passed = Dictionary(call.passed.map { ($0.name, $0.value) }) { first, _ in first }
        let whole = named.map { parameter in
          parameter.name == choice.name
            ? label : passed[parameter.name] ?? rows.pool.candidates(for: parameter, of: routine)[0]
        }
        return CallArguments(zip(named, whole).map { .init(name: $0.name, value: $1, isVariadic: $0.isVariadic) })
      }
    }
  }

  /// Calls that bring a piece of a secret: what they write may tell whether it fits.
  private func askingCalls(of routine: Routine) -> [CallArguments] {
    let pieces = context.population.canaryOfEachTenant.flatMap { $0.fragments }
    let asking = rows.pool.calls(of: routine).filter { call in
      let said = call.body.compact
      return pieces.contains { said.contains($0) }
    }
    return Array(asking.prefix(Self.mostCalls))
  }
}

extension Function {
  /// Whether a call of `set_config` in the body may have anything but `true` as its last argument.
  var leavesSettings: Bool { SessionSettings.areLeft(by: body) }
}
