internal import Catalog
internal import Probes
internal import SQLText

extension RepairFinder {
  /// Takes a secret out of the catalog's texts, which every role may read.
  func catalogTexts(_ leaking: LeakingDoor) -> [RepairCandidate] {
    let values = leaking.secrets.flatMap { canaries[$0] ?? [] }
    func holds(_ text: String?) -> Bool { text.map { text in values.contains { text.contains($0) } } ?? false }
    var texts = catalog.relations.flatMap { relation in
      (holds(relation.comment) ? ["comment on \(relation.kind.word) \(relation.name.spelled) is null"] : [])
        + relation.columns.flatMap { comment(on: $0, of: relation, holds) + defaultValue(of: $0, in: relation, holds) }
    }
    texts += catalog.functions.filter { holds($0.comment) }.map { "comment on function \($0.spelled) is null" }
    // A trigger's arguments are part of its definition: without them it is another trigger.
    let triggers = catalog.triggers.filter { holds($0.definition) }.compactMap { trigger in
      catalog.relation(trigger.relation).map { "drop trigger \([trigger.name].spelled()) on \($0.name.spelled)" }
    }
    return [texts, texts + triggers].filter { !$0.isEmpty }.map { RepairCandidate($0) }
  }

  private func comment(on column: Column, of relation: Relation, _ holds: (String?) -> Bool) -> [String] {
    holds(column.comment) ? ["comment on column \(relation.name.spelled).\([column.name].spelled()) is null"] : []
  }

  private func defaultValue(of column: Column, in relation: Relation, _ holds: (String?) -> Bool) -> [String] {
    guard holds(column.defaultExpression), column.generation == .none else { return [] }
    return ["alter table \(relation.name.spelled) alter column \([column.name].spelled()) drop default"]
  }
}

extension Relation.Kind {
  /// What COMMENT ON calls it.
  fileprivate var word: String {
    switch self {
    case .table, .partitionedTable: "table"
    case .view: "view"
    case .materializedView: "materialized view"
    case .foreignTable: "foreign table"
    case .sequence: "sequence"
    case .compositeType: "type"
    }
  }
}
