internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

/// Calls that write.
extension OpeningWrites {
  /// Most calls of one function.
  private static let mostCalls = 6

  /// Functions that write into what decides, copy what they read of a secret, or leave a setting behind in the session.
  ///
  /// A setting made with `is_local` true ends with its transaction; only one that outlives it reaches the next request on
  /// the connection.
  func calls() -> [Request] {
    let deciding = Set(relations.map(\.relation.name))
    let secret = ground.secretRelations
    return ground.routines.flatMap { routine -> [Request] in
      guard routine.volatility == .volatile else { return [] }
      let effects = ground.writes.effects(ofCalling: routine.oid)
      let touched = effects.written.union(effects.written.isEmpty ? [] : effects.read)
      let copies = !effects.written.isEmpty && !effects.read.isDisjoint(with: secret)
      let leaves = effects.functions.contains { ground.leavesSettings($0) }
      guard leaves || copies || !touched.isDisjoint(with: deciding) else { return [] }
      let calls = rows.pool.likelyCalls(of: routine, most: Self.mostCalls)
      let more = raisingCalls(of: routine) + (copies ? askingCalls(of: routine) : [])
      return (calls + more).map { ground.post(routine, $0) }
    }
  }

  /// Calls for each tenant with everything passed, and a leading label where one is asked for.
  private func raisingCalls(of routine: Routine) -> [CallArguments] {
    let named = routine.parameters.filter { !$0.name.isEmpty }
    let labelled = named.compactMap { parameter -> (name: String, labels: [JSONValue])? in
      let labels = worthy.labels(for: parameter, of: rows.pool)
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
    let pieces = ground.canaryOfEachTenant.flatMap { ground.fragments(of: $0) }
    let asking = rows.pool.calls(of: routine).filter { call in
      let said = call.body.compact
      return pieces.contains { said.contains($0) }
    }
    return Array(asking.prefix(Self.mostCalls))
  }
}

extension Ground {
  /// Whether a call of `set_config` in the body may have anything but `true` as its last argument.
  func leavesSettings(_ function: OID) -> Bool {
    catalog.function(function).map { SessionSettings.areLeft(by: $0.body) } ?? false
  }
}
