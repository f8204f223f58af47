internal import Catalog
internal import SQLText

extension Surface {
  /// The surface for a person: a summary, then each relation with what can be named on it, then the functions.
  package var text: String {
    let bySource = Dictionary(grouping: zip(cache.relationships, spellings), by: \.0.source)
    var lines = [summary, ""]
    for relation in relations {
      lines += self.lines(of: relation)
      for (relationship, spelling) in bySource[relation.name] ?? [] { lines.append(line(relationship, spelling)) }
      lines += ownComputedFields(of: relation).map(Self.line)
      lines.append("")
    }
    let routines = self.routines
    if !routines.isEmpty { lines += ["Functions"] + routines.map(Self.line) + [""] }
    lines.append("Any relation's row can also be passed to \(builtInFields.count) functions of Postgres, as in")
    lines.append("select=json_agg. --format json lists them.")
    return lines.joined(separator: "\n") + "\n"
  }

  private var summary: String {
    let reachable = spellings.count { $0 != nil }
    let functions = cache.routines.values.reduce(0) { $0 + $1.count }
    let schemas = settings.schemas.map(\.description).joined(separator: ", ")
    return """
      PostgREST \(settings.version.rawValue) would serve of \(schemas):
      \(cache.relations.count) relations, \(cache.relationships.count) relationships (\(reachable) can be named), \
      \(functions) functions
      """
  }

  private func lines(of relation: ExposedRelation) -> [String] {
    let rights = relation.readsAsOwner ? ", reads with the rights of \(relation.owner)" : ""
    return ["\(relation.name)  (\(relation.kindName)\(rights))"]
      + Self.wrapped(relation.columns.map(\.name), indent: "  ")
  }

  private func line(_ relationship: Relationship, _ spelling: EmbedSpelling?) -> String {
    let arrow = relationship.isToOne ? "->" : "=>"
    return "  \(arrow) \(spelling?.description ?? "(no spelling) \(relationship.target)")"
      + "   \(relationship.cardinalityCode) via \(relationship.via)"
  }

  private static func line(_ field: ComputedField) -> String {
    let rights = field.isSecurityDefiner ? ", with the rights of \(field.owner)" : ""
    return "  .. \(field.name)   \(field.returnsSet ? "setof " : "")\(field.type) by \(field.function)\(rights)"
  }

  private static func line(_ routine: Routine) -> String {
    let arguments = routine.parameters.map { parameter in
      let name = parameter.name.isEmpty ? "" : parameter.name + " "
      return name + parameter.type + (parameter.isRequired ? "" : "?")
    }
    let rights = routine.isSecurityDefiner ? ", with the rights of \(routine.owner)" : ""
    return "  \(routine.name)(\(arguments.joined(separator: ", "))) returns \(routine.returnsText)"
      + "   \(routine.volatility.name)\(rights)"
  }

  /// Words in lines of at most 80 columns.
  private static func wrapped(_ words: [String], indent: String) -> [String] {
    var lines: [String] = []
    for word in words {
      if let last = lines.last, last.count + word.count + 2 <= 80 {
        lines[lines.count - 1] = last + ", " + word
      } else {
        lines.append(indent + word)
      }
    }
    return lines
  }
}
