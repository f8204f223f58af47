internal import Catalog
internal import JSONText
internal import Judgement
internal import PostgREST
internal import Probes
internal import Rounds
internal import SQLText

/// The probes that showed something a repair must not take away.
struct LegitimateReads: Sendable {
  private let context: ProbeContext
  private let results: ProbeResults
  /// Probes through which a secret came that nobody allowed.
  private let leaking: Set<Int>
  private let allowed: Set<Int>
  /// For each probe, the canaries that it showed to somebody who may have them.
  private let entitled: [Int: Set<Int>]
  private let abusive: AbusiveWrites

  init(_ context: ProbeContext, _ results: ProbeResults, entitled: [Int: Set<Int>], abusive: AbusiveWrites) {
    self.context = context
    self.results = results
    self.entitled = entitled
    self.abusive = abusive
    leaking = Set(results.leaks.lazy.filter { !$0.isAllowed }.map(\.probe))
    allowed = Set(results.leaks.lazy.filter(\.isAllowed).map(\.probe))
  }

  /// What must be left of an answer.
  enum Need: Hashable, Sendable {
    /// All of it.
    case same
    /// Rows, though not those of others.
    case some
    /// These canaries, by the same request; or by any of the same principal where the request also asks for what
    /// nobody may have, or comes after a write.
    case values(Set<Int>, orElsewhere: Bool)
  }

  /// Whether somebody may have values of these secrets, and got them.
  func hasReaders(of secrets: Set<Int>) -> Bool {
    entitled.values.contains { $0.contains { secrets.contains(context.population.canaries[$0].secret) } }
  }

  /// What must be left of answers without a secret, or with one that the asker may have, unless an excuse covers its
  /// loss: for a secret that somebody may have there is none.
  ///
  /// - Parameter limit: so many probes of each need at most, taken evenly from all.
  func needs(beside candidate: RepairCandidate, limit: Int) -> [Int: Need] {
    var known: [Int: Bool] = [:]
    var needs: [Int: Need] = [:]
    for probe in results.outcomes.first.indices {
      guard entitled[probe] != nil || !leaking.contains(probe) else { continue }
      let index = results.plan.entry(of: probe)
      if known[index] == nil { known[index] = concerns(results.plan.entries[index].template, candidate) }
      guard known[index] == true else { continue }
      needs[probe] = need(of: probe, beside: candidate)
    }
    let kinds = Dictionary(grouping: needs.keys.sorted()) { needs[$0]?.rank ?? 0 }
    let few = Set(kinds.values.flatMap { $0.spread(over: limit) })
    return needs.filter { few.contains($0.key) }
  }

  private func need(of probe: Int, beside candidate: RepairCandidate) -> Need? {
    let (entry, principal) = results.plan[probe]
    let shows = entitled[probe] != nil && principal.derivedFrom == nil
    guard !abusive.isMade(by: principal, in: entry.template, narrowly: shows) else { return nil }
    let loss = candidate.losses.first { covers($0, entry.template, principal) }
    if shows, let canaries = entitled[probe], loss != nil || leaking.contains(probe) || !entry.template.setup.isEmpty {
      let asksForMore = if case .columns = loss { leaking.contains(probe) } else { false }
      return .values(canaries, orElsewhere: asksForMore || !entry.template.setup.isEmpty)
    }
    guard !leaking.contains(probe), showed(probe, entry.template) else { return nil }
    guard let loss, !allowed.contains(probe) else { return .same }
    guard case .foreignRows = loss, entry.template.request.isPlainRead, principal.tenant != nil else { return nil }
    return .some
  }

  /// Rows and values; and of a function that returns nothing, that it did what it was called for.
  private func showed(_ probe: Int, _ template: ProbeTemplate) -> Bool {
    let outcome = results.outcomes.first[probe]
    guard outcome.kind == .empty, case .routine = template.request.resource else { return outcome.kind == .answered }
    return outcome.status == 204
  }

  /// Which of some probes went through a door that is a function, those left out that the settings allow to show a
  /// secret.
  func calls(of door: Door, among probes: [Int]) -> [Int] {
    let functions = Set(context.surface.catalog.functions.filter { isBehind(door, $0) }.map(\.signature))
    return probes.filter { probe in
      !allowed.contains(probe) && entitled[probe] == nil
        && results.plan[probe].entry.template.items.contains { item in
          switch item {
          case .function(let signature): functions.contains(signature)
          case .computedField(let relation, let name): door == .computedField(relation, name)
          default: false
          }
        }
    }
  }

  /// A computed field's function can be called by its name as well.
  private func isBehind(_ door: Door, _ function: Function) -> Bool {
    switch door {
    case .function(let signature): function.signature == signature
    case .computedField(let relation, let name):
      function.name.name.name == name
        && function.inputs.first?.type == context.surface.catalog.relation(named: relation)?.rowType
    case .relation, .relationship, .root, .place: false
    }
  }

  /// The description of the API changes with every right, and shows no row.
  private func concerns(_ template: ProbeTemplate, _ candidate: RepairCandidate) -> Bool {
    guard template.request.resource != .root else { return false }
    return candidate.touched.isEmpty || !context.reachable(by: template).isDisjoint(with: candidate.touched)
  }

  // MARK: Excuses

  private func covers(_ loss: AcceptedLoss, _ template: ProbeTemplate, _ principal: Principal) -> Bool {
    switch loss {
    case .columns(let relation, let columns): asks(template, for: columns, of: relation)
    case .strangers(let relation):
      principal.tenant == nil && (principal.reach ?? .owner) <= .outsider
        && context.reachable(by: template).contains(relation)
    case .everybody(let relation): names(template, relation)
    case .foreignRows(let relation, let readers): readers.contains(principal.name) && names(template, relation)
    }
  }

  /// Whether a request is about a relation by name, directly or as an embed.
  private func names(_ template: ProbeTemplate, _ relation: QualifiedName) -> Bool {
    template.items.contains { item in
      switch item {
      case .relation(relation), .column(relation, _), .computedField(relation, _): true
      case .relationship(let relationship): relationship.target == relation || relationship.source == relation
      default: false
      }
    }
  }

  /// Whether a request asks for one of these columns, by name, as `*` or as a whole row.
  private func asks(_ template: ProbeTemplate, for columns: Set<String>, of relation: QualifiedName) -> Bool {
    guard names(template, relation) else { return false }
    let request = template.request
    let asked =
      request.filters.map(\.field.name) + request.order.flatMap(\.terms).map(\.field.name)
      + request.logic.flatMap(\.tree.fields) + selected(request.select ?? [.star])
    let wholeRow = template.items.contains { item in
      guard case .computedField(relation, let name) = item else { return false }
      return context.surface.cache.computedFields.allSatisfy { $0.name != name || $0.function.schema == "pg_catalog" }
    }
    let returnsRows = request.method == .get || request.method == .head || request.preferences.returning != .minimal
    return wholeRow || asked.contains(where: columns.contains) || returnsRows && asked.contains("*")
  }

  private func selected(_ items: [SelectItem]) -> [String] {
    items.flatMap { item in
      switch item {
      case .field(let field): [field.field.name]
      // PostgREST selects the whole row of an embed that shows nothing of it.
      case .embed(let embed): embed.items.isEmpty ? ["*"] : selected(embed.items)
      }
    }
  }
}

extension LegitimateReads.Need {
  fileprivate var rank: Int {
    switch self {
    case .same: 0
    case .some: 1
    case .values: 2
    }
  }
}

extension Request {
  /// Whether it asks for rows as they are, whichever they be.
  fileprivate var isPlainRead: Bool {
    guard case .relation = resource, method == .get else { return false }
    let embeds = (select ?? []).contains { if case .embed = $0 { true } else { false } }
    return filters.isEmpty && logic.isEmpty && ranges.isEmpty && range == nil && !embeds
  }
}

extension Exchange {
  /// Whether rows with values in them came back, or a function without a value ran.
  ///
  /// A scalar of a function that gives secrets away says nothing beside them.
  var showsRows: Bool {
    if response.status == 204 { return true }
    guard response.code == nil, let body = try? JSONValue(parsing: response.body) else { return false }
    return body.isRowWithValues
  }
}

extension JSONValue {
  fileprivate var isRowWithValues: Bool {
    switch self {
    case .array(let values): values.contains(where: \.isRowWithValues)
    case .object(let members): members.contains { $0.value != .null }
    case .string, .number, .bool, .null: false
    }
  }
}
