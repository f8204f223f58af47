internal import Catalog
internal import JSONText
internal import OrderedCollections
internal import PostgREST
package import Probes
internal import SQLText

/// A part of the surface that the settings leave out.
package struct Skip: Hashable, Sendable {
  /// As in `function public.rebuild_everything()` or `relation public.huge`.
  package var what: String
  package var reason: String

  package init(what: String, reason: String) {
    self.what = what
    self.reason = reason
  }

  /// Whether it is about the item of this name, as in `relation public.huge`; `*` stands for any text.
  package func covers(_ name: String) -> Bool {
    Allowance.matches(name, what) || Allowance.matches(String(name.drop { $0 != " " }.dropFirst()), what)
  }

  /// Whether it names items by a pattern.
  package var isPattern: Bool { what.contains("*") }
}

/// Counts what every principal reached, and names what some did not.
package struct CoverageCount: Sendable {
  package var coverage = Coverage()
  package var unproven: [Unproven] = []

  package init(context: ProbeContext, plan: Plan, outcomes: [Outcome], skips: [Skip]) {
    let builtIn = Set(context.surface.cache.computedFields.filter { $0.function.schema == "pg_catalog" }.map(\.name))
    let reached = Reached(plan: plan, outcomes: outcomes, builtIn: builtIn, strict: context.surface.strictFunctions)
    var missing: OrderedDictionary<String, [String]> = [:]
    for item in context.surface.items {
      let name = context.surface.name(of: item)
      var tally = coverage.tallies[item.kind] ?? Coverage.Tally()
      tally.total += 1
      if let skip = skips.first(where: { $0.covers(name) }) {
        coverage.skipped.append(Unproven(name, skip.reason))
        if skip.reason.allSatisfy(\.isWhitespace) { unproven.append(Unproven(name, "skipped without a reason")) }
      } else if let why = reached.obstacle(to: item) {
        missing[why, default: []].append(name)
      } else {
        tally.probed += 1
      }
      coverage.tallies[item.kind] = tally
    }
    unproven += missing.flatMap { why, names in names.map { Unproven($0, why) } }
    unproven += reached.endlessWrites.map {
      Unproven("writes into relation \($0)", "none came back: the statement timed out")
    }
    unproven += context.unmetFunctions(in: plan).filter { unmet in
      !skips.contains { $0.covers(unmet.what) } && !unproven.contains { $0.what == unmet.what }
    }
    unproven += plan.entries.filter { $0.template.leftOut > 0 }.flatMap { entry in
      entry.template.items.map {
        Unproven(
          context.surface.name(of: $0),
          "\(context.limits.calls) calls of it were made, and \(entry.template.leftOut) more not: raise `calls` in [limits]"
        )
      }
    }
  }
}

/// Which principals got an answer, or a refusal, at each item.
private struct Reached {
  private var byItem: [SurfaceItem: Set<Int>] = [:]
  private var obstacles: [SurfaceItem: String] = [:]
  private let principals: Int
  /// Relations to which writes were answered, and those where one did not come back.
  private var written: (answered: Set<QualifiedName>, lost: Set<QualifiedName>) = ([], [])

  /// Relations of which no write came back.
  var endlessWrites: [QualifiedName] { written.lost.subtracting(written.answered).sorted() }

  /// - Parameters:
  ///   - builtIn: computed fields that Postgres itself brings, whose errors are their own refusals.
  ///   - strict: functions whose parameters' own types refuse values: that null comes in says nothing of others.
  init(plan: Plan, outcomes: [Outcome], builtIn: Set<String>, strict: Set<SurfaceItem>) {
    // Whom the settings name; those derived from them try only what their other identity could open.
    let named = Set(plan.principals.indices.filter { plan.principals[$0].derivedFrom == nil })
    principals = named.count
    var probe = 0
    for entry in plan.entries {
      for principal in entry.principals {
        let outcome = outcomes[probe]
        probe += 1
        guard named.contains(principal) else { continue }
        if !entry.template.reads, case .relation(let name)? = entry.template.items.first {
          if outcome.kind == .timedOut || outcome.kind == .lost {
            written.lost.insert(name)
          } else {
            written.answered.insert(name)
          }
        }
        for item in entry.template.items {
          if strict.contains(item), entry.template.request.passesNothing { continue }
          if outcome.speaks(of: item, asked: entry.template, builtIn: builtIn) {
            byItem[item, default: []].insert(principal)
          } else if !outcome.kind.reachedTheDoor, obstacles[item] == nil {
            obstacles[item] = Self.reason(outcome)
          }
        }
      }
    }
  }

  /// Why an item was not reached by everybody, or nil when it was.
  func obstacle(to item: SurfaceItem) -> String? {
    guard byItem[item]?.count != principals else { return nil }
    guard let obstacle = obstacles[item] else { return "no probe tried it" }
    return byItem[item] == nil ? "\(obstacle), for every principal" : obstacle
  }

  private static func reason(_ outcome: Outcome) -> String {
    switch outcome.kind {
    case .timedOut: "the statement timed out"
    case .lost: outcome.message ?? "the connection was lost"
    case .rejected: "PostgREST refuses the request: \(outcome.message ?? outcome.code ?? "no reason given")"
    default: "erroring: \(outcome.message ?? "no message") (\(outcome.code ?? "no code"))"
    }
  }
}

extension Outcome {
  /// Whether the outcome says something about an item, and not about what else the request named.
  ///
  /// - Parameter builtIn: computed fields that Postgres itself brings, whose errors are their own refusals.
  fileprivate func speaks(of item: SurfaceItem, asked template: ProbeTemplate, builtIn: Set<String>) -> Bool {
    guard template.setup.isEmpty else { return false }
    switch item {
    case .function: return kind.reachedTheDoor || kind == .errored && isRaised
    case .computedField(_, let name):
      return template.reads && (kind.reachedTheDoor || kind == .errored && builtIn.contains(name))
    case .relation, .relationship: return template.reads && kind.reachedTheDoor
    case .column(_, let name):
      return template.reads && (kind == .answered || kind == .empty || kind.reachedTheDoor && template.namesOnly(name))
    }
  }
}

extension ProbeTemplate {
  /// Whether it asks for rows: that a write was refused says nothing of a read.
  fileprivate var reads: Bool { request.method == .get || request.method == .head }

  /// Whether a column is the only one that the request names: what is refused then is refused for its sake.
  fileprivate func namesOnly(_ column: String) -> Bool {
    let selected = (request.select ?? [.star]).map { item -> String in
      if case .field(let field) = item { field.field.name } else { "*" }
    }
    let asked = request.filters.map(\.field.name) + request.order.flatMap(\.terms).map(\.field.name)
    return request.logic.isEmpty && (selected + asked).allSatisfy { $0 == column }
  }
}

extension Surface {
  /// Functions with a parameter of a domain.
  fileprivate var strictFunctions: Set<SurfaceItem> {
    let domains = Set(catalog.types.filter { $0.kind == .domain }.map(\.displayName))
    return Set(routines.filter { $0.parameters.contains { domains.contains($0.type) } }.map { .function($0.signature) })
  }
}

extension Request {
  /// Whether a call passes null for everything: what lets it in says nothing of values that the parameters' types refuse.
  fileprivate var passesNothing: Bool {
    guard arguments.isEmpty, let members = payload?.json?.members else { return false }
    return !members.isEmpty && members.allSatisfy { $0.value == .null }
  }
}
