internal import Catalog
package import JSONText

extension Surface {
  /// The surface as `--format json` prints it; names stand as the catalog holds them, without quotes.
  package var json: JSONValue {
    [
      "relations": .array(relations.map(json)),
      "relationships": .array(zip(cache.relationships, spellings).map(json)),
      "functions": .array(routines.map(json)),
      "computed_fields": .array(computedFieldsJSON),
      "representations": .array(
        cache.representations.map {
          ["source": .string($0.source), "target": .string($0.target), "function": .string($0.function.plain)]
        }),
      "media_types": .array(cache.mediaHandlers.map(json)),
    ]
  }

  private func json(_ relation: ExposedRelation) -> JSONValue {
    [
      "name": .string(relation.name.plain), "kind": .string(relation.kindName),
      "columns": .array(relation.columns.map { .string($0.name) }),
      "primary_key": .array(relation.primaryKey.map { .string($0) }),
      "insertable": .bool(relation.isInsertable), "updatable": .bool(relation.isUpdatable),
      "deletable": .bool(relation.isDeletable), "reads_as_owner": .bool(relation.readsAsOwner),
    ]
  }

  private func json(_ relationship: Relationship, _ spelling: EmbedSpelling?) -> JSONValue {
    [
      "source": .string(relationship.source.plain), "target": .string(relationship.target.plain),
      "cardinality": .string(relationship.cardinalityCode), "via": .string(relationship.via),
      "columns": .array(relationship.joinColumns.map { [.string($0.source), .string($0.target)] }),
      "to_one": .bool(relationship.isToOne), "self": .bool(relationship.isSelf),
      "spelling": JSONValue(spelling?.description),
    ]
  }

  private func json(_ routine: Routine) -> JSONValue {
    [
      "name": .string(routine.name.plain),
      "arguments": .array(
        routine.parameters.map {
          [
            "name": .string($0.name), "type": .string($0.type), "required": .bool($0.isRequired),
            "variadic": .bool($0.isVariadic),
          ]
        }),
      "returns": .string(routine.returnsText), "volatility": .string(routine.volatility.name),
      "security_definer": .bool(routine.isSecurityDefiner),
    ]
  }

  /// Those of Postgres itself stand once, with null for the relation: every relation has them.
  private var computedFieldsJSON: [JSONValue] {
    let own = relations.flatMap { relation in
      ownComputedFields(of: relation).map { json($0, relation: .string(relation.name.plain)) }
    }
    return own + builtInFields.map { json($0, relation: .null) }
  }

  private func json(_ field: ComputedField, relation: JSONValue) -> JSONValue {
    [
      "relation": relation, "name": .string(field.name), "function": .string(field.function.plain),
      "type": .string((field.returnsSet ? "setof " : "") + field.type), "aggregate": .bool(field.isAggregate),
      "security_definer": .bool(field.isSecurityDefiner),
    ]
  }

  private func json(_ handler: MediaHandler) -> JSONValue {
    var scope: JSONValue = .null
    var function: JSONValue = .null
    if case .only(let name) = handler.scope { scope = .string(name.plain) }
    if case .custom(let name) = handler.action { function = .string(name.plain) }
    return ["media_type": .string(handler.mediaType), "only": scope, "handler": function]
  }
}
