internal import Catalog
package import SQLText

extension Exposure {
  /// What a client can name as a column: first argument a row, every other one with a default, on the search path.
  func computedFields() -> [ComputedField] {
    let rows = rowOwners()
    return catalog.functions.flatMap { function -> [ComputedField] in
      guard isNameable(function), let first = function.inputs.first else { return [] }
      if Self.takesAnyRow(first, catalog) { return [field(function, .anyRelation)] }
      return (rows[first.type] ?? []).map { field(function, .relation($0)) }
    }
  }

  private func isNameable(_ function: Function) -> Bool {
    guard function.kind == .function || function.kind == .aggregate else { return false }
    let schema = function.name.schema
    guard isOnSearchPath(schema) || schema == "pg_catalog" else { return false }
    return function.inputs.dropFirst().allSatisfy { $0.hasDefault || $0.mode == .variadic }
  }

  /// Relations whose rows a function of this row type accepts: the relation and all that inherit from it.
  private func rowOwners() -> [OID: [QualifiedName]] {
    var rows: [OID: [QualifiedName]] = [:]
    for relation in catalog.relations where exposes(relation.name.schema) && relation.rowType != 0 {
      guard lists(relation) || reachesUnlisted(relation) else { continue }
      var ancestors = [relation.oid]
      var next = 0
      while next < ancestors.count {
        guard let ancestor = catalog.relation(ancestors[next]) else { break }
        rows[ancestor.rowType, default: []].append(relation.name)
        ancestors += ancestor.parents.filter { !ancestors.contains($0) }
        next += 1
      }
    }
    return rows
  }

  private static func takesAnyRow(_ argument: Argument, _ catalog: CatalogSnapshot) -> Bool {
    let anyRow = ["record", "any", "anyelement", "anynonarray", "anycompatible", "anycompatiblenonarray"]
    guard let type = catalog.type(argument.type), type.name.schema == "pg_catalog" else { return false }
    return anyRow.contains(type.name.name.name)
  }

  private func field(_ function: Function, _ reach: ComputedField.Reach) -> ComputedField {
    ComputedField(
      reach: reach, function: function.name, oid: function.oid, isAggregate: function.kind == .aggregate,
      returnsSet: function.returnsSet, isSecurityDefiner: function.isSecurityDefiner, volatility: function.volatility,
      owner: function.owner, type: catalog.type(function.returnType)?.displayName ?? "")
  }
}

extension SchemaCache {
  /// The computed fields a request in `schema` can name on a relation; a column of the same name hides one.
  package func computedFields(
    of relation: ExposedRelation, in schema: Identifier, settings: APISettings
  ) -> [ComputedField] {
    let searchPath = Set([schema, "pg_catalog"] + settings.extraSearchPath)
    return computedFields.filter { field in
      guard searchPath.contains(field.function.schema), relation.column(field.name) == nil else { return false }
      return field.reach == .anyRelation || field.reach == .relation(relation.name)
    }
  }
}
