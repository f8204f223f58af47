internal import Catalog
internal import JSONText
internal import Judgement
internal import PostgREST
internal import Probes
internal import SQLText

/// The probes that showed something a repair must not take away.
struct LegitimateReads: Sendable {
  private let ground: Ground
  private let result: Inquiry.Result
  /// Probes through which a secret came that nobody allowed.
  private let leaking: Set<Int>
  private let allowed: Set<Int>

  init(ground: Ground, result: Inquiry.Result) {
    self.ground = ground
    self.result = result
    leaking = Set(result.leaks.lazy.filter { !$0.isAllowed }.map(\.probe))
    allowed = Set(result.leaks.lazy.filter(\.isAllowed).map(\.probe))
  }

  /// Probes that were answered without a secret, or with one that the settings allow, and that nothing excuses losing.
  ///
  /// - Parameters:
  ///   - limit: so many at most, taken evenly from all.
  func probes(beside candidate: RepairCandidate, limit: Int) -> [Int] {
    var known: [Int: Bool] = [:]
    let all = result.outcomes.indices.filter { probe in
      let index = result.plan.entry(of: probe)
      guard !leaking.contains(probe), showed(probe, result.plan.entries[index].draft) else { return false }
      if known[index] == nil { known[index] = concerns(result.plan.entries[index].draft, candidate) }
      return known[index] == true && !excused(probe, by: candidate)
    }
    let step = max(1, (all.count + limit - 1) / limit)
    return stride(from: 0, to: all.count, by: step).map { all[$0] }
  }

  /// Rows and values; and of a function that returns nothing, that it did what it was called for.
  private func showed(_ probe: Int, _ draft: Draft) -> Bool {
    let outcome = result.outcomes[probe]
    guard outcome.kind == .empty, case .routine = draft.request.resource else { return outcome.kind == .answered }
    return outcome.status == 204
  }

  /// Which of some probes went through a door that is a function, those left out that the settings allow to show a secret.
  func calls(of door: Door, among probes: [Int]) -> [Int] {
    let functions = Set(ground.catalog.functions.filter { isBehind(door, $0) }.map(\.oid))
    return probes.filter { probe in
      !allowed.contains(probe)
        && result.plan[probe].entry.draft.items.contains { item in
          switch item {
          case .function(let oid): functions.contains(oid)
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
        && function.inputs.first?.type == ground.catalog.relation(named: relation)?.rowType
    case .relation, .relationship, .root, .place: false
    }
  }

  /// The description of the API changes with every right, and shows no row.
  private func concerns(_ draft: Draft, _ candidate: RepairCandidate) -> Bool {
    guard draft.request.resource != .root else { return false }
    return candidate.touched.isEmpty || !ground.reachable(by: draft).isDisjoint(with: candidate.touched)
  }

  // MARK: Excuses

  private func excused(_ probe: Int, by candidate: RepairCandidate) -> Bool {
    let (entry, principal) = result.plan[probe]
    return candidate.excuses.contains { excuse in
      switch excuse {
      case .columns(let relation, let columns): asks(entry.draft, for: columns, of: relation)
      case .strangers(let relation):
        principal.tenant == nil && (principal.reach ?? .owner) <= .outsider
          && ground.reachable(by: entry.draft).contains(relation)
      case .everybody(let relation): names(entry.draft, relation)
      }
    }
  }

  /// Whether a request is about a relation by name, directly or as an embed.
  private func names(_ draft: Draft, _ relation: QualifiedName) -> Bool {
    draft.items.contains { item in
      switch item {
      case .relation(relation), .column(relation, _), .computedField(relation, _): true
      case .relationship(let index):
        ground.cache.relationships[index].target == relation || ground.cache.relationships[index].source == relation
      default: false
      }
    }
  }

  /// Whether a request asks for one of these columns, by name, as `*` or as a whole row.
  private func asks(_ draft: Draft, for columns: Set<String>, of relation: QualifiedName) -> Bool {
    guard names(draft, relation) else { return false }
    let request = draft.request
    let asked =
      request.filters.map(\.field.name) + request.order.flatMap(\.terms).map(\.field.name)
      + request.logic.flatMap(\.tree.fields) + selected(request.select ?? [.star])
    let wholeRow = draft.items.contains { item in
      guard case .computedField(relation, let name) = item else { return false }
      return ground.cache.computedFields.allSatisfy { $0.name != name || $0.function.schema == "pg_catalog" }
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

extension Plan {
  /// The entry that a probe belongs to.
  func entry(of probe: Int) -> Int {
    var low = 0
    var high = entries.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if starts[middle] <= probe { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
