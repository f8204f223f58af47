internal import JSONText
internal import SQLText

/// PGRST2xx: what the schema cache does not know, or knows twice.
extension APIError {
  static func noRelationship(
    from origin: String, to target: String, hint: String?, in schema: Identifier, cache: SchemaCache
  ) -> APIError {
    let using = hint.map { "' using the hint '\($0)" } ?? ""
    return APIError(
      400, "PGRST200", "Could not find a relationship between '\(origin)' and '\(target)' in the schema cache",
      details: .string(
        "Searched for a foreign key relationship between '\(origin)' and '\(target)\(using)' in the schema "
          + "'\(schema.name)', but no matches were found."),
      hint: JSONValue(cache.relationshipHint(from: origin, to: target, in: schema)))
  }

  static func ambiguousRelationship(
    from origin: String, to target: String, _ relationships: [Relationship]
  ) -> APIError {
    let spellings = relationships.map { "'\($0.target.name.name)!\($0.distinguishingHint)'" }
    return APIError(
      300, "PGRST201", "Could not embed because more than one relationship was found for '\(origin)' and '\(target)'",
      details: .array(relationships.map(\.summary)),
      hint: .string(
        "Try changing '\(target)' to one of the following: \(spellings.joined(separator: ", ")). "
          + "Find the desired relationship in the 'details' key."))
  }

  static func ambiguousRoutine(_ routines: [Routine]) -> APIError {
    let signatures = routines.map { routine in
      let parameters = routine.parameters.map { "\($0.name) => \($0.type)" }
      return "\(routine.name.schema.name).\(routine.name.name.name)(\(parameters.joined(separator: ", ")))"
    }
    return APIError(
      300, "PGRST203", "Could not choose the best candidate function between: \(signatures.joined(separator: ", "))",
      hint: "Try renaming the parameters or the function itself in the database so function overloading can be resolved"
    )
  }

  static func unknownColumn(_ column: String, of relation: String) -> APIError {
    APIError(400, "PGRST204", "Could not find the '\(column)' column of '\(relation)' in the schema cache")
  }

  static func unknownRelation(_ name: QualifiedName, cache: SchemaCache, version: APISettings.Version) -> APIError {
    let known = cache.relations.keys.filter { $0.schema == name.schema }.map(\.name.name).sorted()
    let hint = Similarity(known).best(name.name.name, atLeast: version.nameLikeness)
    return APIError(
      404, "PGRST205", "Could not find the table '\(name.schema.name).\(name.name.name)' in the schema cache",
      hint: JSONValue(hint.map { "Perhaps you meant the table '\(name.schema.name).\($0)'" }))
  }
}

extension APISettings.Version {
  /// How alike a name must be to be hinted at; 14.6 raised it, so that hints give less away.
  var nameLikeness: Double { self >= .v14 ? 0.75 : 0.33 }
}

extension SchemaCache {
  /// Another origin where this one has no relationships, else another target.
  fileprivate func relationshipHint(from origin: String, to target: String, in schema: Identifier) -> String? {
    let known = relationships(of: QualifiedName(schema, Identifier(origin)), in: schema)
    if known.isEmpty {
      let origins = relationships.filter { $0.lookupSchema == schema }.map(\.source.name.name)
      return Similarity(origins.sorted()).best(origin).map { "Perhaps you meant '\($0)' instead of '\(origin)'." }
    }
    // The library fills its sets from the end of the list.
    let targets = Similarity(known.reversed().map(\.target.name.name))
    return targets.matches(target).first { $0.score < 1 }.map {
      "Perhaps you meant '\($0.name)' instead of '\(target)'."
    }
  }
}

extension Relationship {
  fileprivate var distinguishingHint: String { junction?.relation.name.name ?? constraint ?? "" }

  fileprivate var summary: JSONValue {
    guard function == nil else { return [:] }
    return [
      "cardinality": .string(cardinalityName),
      "embedding": .string("\(source.name.name) with \(target.name.name)"),
      "relationship": .string(joinText),
    ]
  }

  private var cardinalityName: String {
    switch cardinality {
    case .oneToMany: "one-to-many"
    case .manyToOne: "many-to-one"
    case .oneToOne: "one-to-one"
    case .manyToMany: "many-to-many"
    case .computed: "computed"
    }
  }

  private var joinText: String {
    func list(_ names: [String]) -> String { "(\(names.joined(separator: ", ")))" }
    if let junction {
      return "\(junction.relation.name.name) using \(junction.sourceConstraint)"
        + "\(list(junction.sourceColumns.map(\.target))) and \(junction.targetConstraint)"
        + list(junction.targetColumns.map(\.target))
    }
    return "\(constraint ?? "") using \(source.name.name)\(list(columns.map(\.source))) and \(target.name.name)"
      + list(columns.map(\.target))
  }
}
