internal import Catalog
internal import JSONText
internal import Judgement
internal import PostgREST
internal import Probes
internal import Rounds
internal import SQLText

extension UnaffectedRequests {
  /// A key that no row has.
  private static let freshKey = "7e57da7a-0000-4000-8000-000000000003"

  /// The writes that opened a door, about a tenant that their author has just founded: what is wrong with another's
  /// tenant is how one's own begins.
  static func writesAboutOwnTenant(
    of sites: Set<WriteSite>, _ results: ProbeResults, in context: ProbeContext, _ principals: [Principal]
  ) -> [Plan.Entry] {
    let places = Set(sites.map(\.place))
    var known: Set<ProbeTemplate> = []
    return results.leaks.filter { !$0.isAllowed }.flatMap { leak -> [Plan.Entry] in
      let template = results.plan[leak.probe].entry.template
      let index = principals.firstIndex { $0.name == leak.principal.name }
      guard let index, let last = template.setup.last, last.method == .post,
        let site = context.surface.writes(before: template).last, places.contains(site.place),
        case .relation(let name) = site.target,
        let relation = context.surface.catalog.relation(named: name)
      else { return [] }
      return context.surface.catalog.foreignKeys(of: relation.oid).compactMap { key in
        founding(through: key, of: relation, before: last, context)
      }.filter { known.insert($0).inserted }.map {
        Plan.Entry(family: Escalation.name, template: $0, principals: [index])
      }
    }
  }

  /// The write with a fresh row in the place of the one that it referred to.
  private static func founding(
    through key: Constraint, of relation: Relation, before write: Request, _ context: ProbeContext
  ) -> ProbeTemplate? {
    guard key.columns.count == 1, let parent = context.surface.catalog.relation(key.referencedRelation),
      let column = relation.columns.first(where: { $0.number == key.columns[0] }),
      let target = parent.columns.first(where: { $0.number == key.referencedColumns[0] }), target.typeName == "uuid",
      let row = write.payload?.json, row[column.name] != nil,
      let model = context.population.rows.rows(of: parent.name).first,
      context.surface.settings.schemas.contains(parent.name.schema)
    else { return nil }
    let insert = Request.insert(
      into: parent.name.name.name, newRow(like: model, in: parent, key: target.name, context),
      prefer: Preferences(returning: .minimal, count: .exact), profile: context.surface.profile(parent.name.schema))
    var second = write
    second.payload = .json(row.setting(column.name, .string(freshKey)))
    return ProbeTemplate(second, setup: [insert])
  }

  /// What must be given, as it stands in another row, but for what must be unique.
  private static func newRow(
    like model: JSONValue, in relation: Relation, key: String, _ context: ProbeContext
  ) -> JSONValue {
    let unique = Set(context.surface.catalog.uniqueIndexes.filter { $0.relation == relation.oid }.flatMap(\.columns))
    let given = relation.columns.filter { $0.isNotNull && $0.defaultExpression == nil && $0.name != key }
    return .object(
      [.init(key, .string(freshKey))]
        + given.compactMap { column in
          guard let value = model[column.name] else { return nil }
          return .init(
            column.name, unique.contains(column.number) ? value.string.map { .string($0 + "-2") } ?? value : value)
        })
  }
}
