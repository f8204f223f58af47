internal import Catalog
internal import SQLText

extension Surface {
  /// One line an item, its kind in front; the fields of a kind are always the same.
  ///
  /// - `relation`: name, kind, columns, primary key
  /// - `relationship`: source, cardinality, target, via, columns, spelling (empty: cannot be addressed)
  /// - `function`: name, arguments, result, volatility
  /// - `computed_field`: relation (`*`: all), name, function, type
  package var tsv: String {
    var lines = relations.map { relation in
      let columns = relation.columns.map(\.name).joined(separator: ",")
      return ["relation", relation.name.plain, relation.kindName, columns, relation.primaryKey.joined(separator: ",")]
    }
    lines += zip(cache.relationships, spellings).map { relationship, spelling in
      let columns = relationship.joinColumns.map { "\($0.source)=\($0.target)" }.joined(separator: ",")
      return [
        "relationship", relationship.source.plain, relationship.cardinalityCode, relationship.target.plain,
        relationship.via, columns, spelling?.description ?? "",
      ]
    }
    lines += routines.map { routine in
      let arguments = routine.parameters.map { "\($0.name) \($0.type)\($0.isRequired ? "" : "?")" }
      return [
        "function", routine.name.plain, arguments.joined(separator: ", "), routine.returnsText, routine.volatility.name,
      ]
    }
    lines += relations.flatMap { relation in
      ownComputedFields(of: relation).map { Self.line($0, relation: relation.name.plain) }
    }
    lines += builtInFields.map { Self.line($0, relation: "*") }
    return lines.map { $0.map(Self.cell).joined(separator: "\t") }.joined(separator: "\n") + "\n"
  }

  private static func line(_ field: ComputedField, relation: String) -> [String] {
    ["computed_field", relation, field.name, field.function.plain, field.type]
  }

  /// A name may hold anything but must not break the line.
  private static func cell(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\\") }) else { return text }
    return text.replacing("\\", with: "\\\\").replacing("\t", with: "\\t").replacing("\n", with: "\\n")
  }
}
