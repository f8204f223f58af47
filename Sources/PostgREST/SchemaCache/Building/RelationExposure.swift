internal import Catalog
internal import SQLText

extension Exposure {
  func relations(viewKeys: ViewKeys) -> [QualifiedName: ExposedRelation] {
    var relations: [QualifiedName: ExposedRelation] = [:]
    for (place, relation) in catalog.relations.enumerated() {
      let isListed = lists(relation)
      guard isListed || reachesUnlisted(relation) else { continue }
      var exposed = ExposedRelation(
        oid: relation.oid, name: relation.name, kind: relation.kind, comment: relation.comment,
        columns: relation.columns.map(column), isInsertable: relation.isInsertable,
        isUpdatable: relation.isUpdatable, isDeletable: relation.isDeletable, readsAsOwner: relation.readsAsOwner,
        owner: relation.owner, isListed: isListed)
      // PostgREST collects a table's key by name, a view's by the order of the key it inherits.
      exposed.primaryKey = relation.isView ? viewKeys.primaryKey(ofView: place) : relation.primaryKey.sorted()
      relations[relation.name] = exposed
    }
    return relations
  }

  private func column(_ column: Column) -> ExposedColumn {
    let type = catalog.type(column.type)
    let below = type.flatMap { $0.kind == .domain ? catalog.type($0.domainBase) : nil }
    let valueType = below ?? type
    return ExposedColumn(
      name: column.name, comment: column.comment,
      isNullable: !(column.isNotNull || type?.kind == .domain && type?.domainIsNotNull == true),
      // Types of other schemas keep their modifier here, whatever it is; those of pg_catalog lose it.
      type: valueType?.name.schema == "pg_catalog" ? valueType?.displayName ?? column.typeName : column.typeName,
      nominalType: column.typeName, maximumLength: column.maximumLength,
      defaultExpression: defaultExpression(of: column, type: type), enumLabels: valueType?.enumLabels ?? [])
  }

  private func defaultExpression(of column: Column, type: TypeDefinition?) -> String? {
    if let type, type.kind == .domain { return type.domainDefault }
    switch column.generation {
    case .identityAlways, .stored: return nil
    case .none, .identityByDefault, .virtual: return column.defaultExpression
    }
  }
}
