internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

/// Ordinary writes that may turn their author into somebody else, or bring a secret to where it can be read: a membership, an
/// owner's column, a label, a row of another user, a call that copies.
///
/// Found from the rows, the keys and the words of policies and functions; which of them a principal is let do is for the
/// first world to say.
package struct EscalationWrites: Sendable {
  let context: ProbeContext
  let rows: NewRows
  let privileged: PrivilegedValues
  /// Relations whose rows may decide what a secret's readers see, or whose triggers may bring it along.
  let relations: [WriteTarget]

  package init(_ context: ProbeContext) {
    self.init(context, relations: EscalationTargets(context).relations)
  }

  private init(_ context: ProbeContext, relations: [WriteTarget]) {
    self.context = context
    self.relations = relations
    rows = NewRows(context)
    privileged = PrivilegedValues(context, rows)
  }

  /// The same writes where one more row stands.
  func adding(_ row: JSONValue, to relation: ExposedRelation) -> EscalationWrites {
    let rows = context.population.rows.adding(row, to: relation.name)
    return EscalationWrites(context.populated(by: context.population.holding(rows)), relations: relations)
  }

  /// The writes, each for the principals it is made for; nothing is returned but the number of rows.
  package func templates() -> [ProbeTemplate] {
    context.population.subjects.flatMap { asker in
      requests(by: asker).map { ProbeTemplate($0, principals: Set(asker.names)) }
    } + calls().map { ProbeTemplate($0) }
  }

  /// The writes into relations that one asker might be let do.
  func requests(by asker: Subject) -> [Request] {
    guard let principal = context.population.principals.first(where: { asker.names.contains($0.name) }) else {
      return []
    }
    let rights = RoleRights(principal.role, in: context.surface.catalog)
    return relations.flatMap { requests(to: $0, by: asker, rights) }
  }

  private func requests(to target: WriteTarget, by asker: Subject, _ rights: RoleRights) -> [Request] {
    let relation = target.relation
    var requests: [Request] = []
    if relation.isInsertable, rights.mayWrite(relation, .insert, .insert) { requests += inserts(into: target, asker) }
    if relation.isUpdatable, rights.mayWrite(relation, .update, .update) { requests += updates(of: target, asker) }
    if relation.isDeletable, rights.mayWrite(relation, .delete, .delete) {
      requests.append(
        .delete(from: relation.name.name.name, prefer: preferences(target), profile: profile(relation)))
    }
    return requests
  }

  func preferences(_ target: WriteTarget) -> Preferences {
    Preferences(returning: .minimal, count: target.leavesTraces ? nil : .exact)
  }

  func profile(_ relation: ExposedRelation) -> String? { context.surface.profile(relation.name.schema) }
}

extension RowSample {
  /// The sample with one more row, which comes before the others of its table.
  func adding(_ row: JSONValue, to name: QualifiedName) -> RowSample {
    var tables = tables
    if let index = tables.firstIndex(where: { $0.name == name }) {
      tables[index].rows.insert(row, at: 0)
    } else {
      tables.insert(Table(name: name, rows: [row]), at: tables.firstIndex { $0.name > name } ?? tables.count)
    }
    return RowSample(tables: tables)
  }
}
