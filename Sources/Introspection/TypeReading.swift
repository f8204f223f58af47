internal import Catalog
internal import SQLText

/// Types and what follows from them.
extension CatalogAssembly {
  mutating func types() -> [TypeDefinition] {
    let labels = Dictionary(grouping: take(.enumLabels)) { $0.oid(0) }
    return take(.types).map { row in
      let owner = role(row.oid(5))
      var type = TypeDefinition(
        oid: row.oid(0), name: QualifiedName(row.text(1), row.text(2)),
        kind: TypeDefinition.Kind(rawValue: row.character(3)) ?? .base, displayName: row.text(4), owner: owner)
      type.element = row.oid(6)
      type.array = row.oid(7)
      type.relation = row.oid(8)
      type.domainBase = row.oid(9)
      type.domainModifier = row.integer(10)
      type.domainIsNotNull = row.flag(11)
      type.domainDefault = row.optionalText(12)
      type.rangeSubtype = row.oid(13)
      type.category = row.character(14)
      type.access = AccessList(row.optionalText(15), kind: .type, owner: owner)
      type.enumLabels = (labels[type.oid] ?? []).map { $0.text(1) }
      return type
    }
  }
}

extension CatalogSnapshot {
  /// What `information_schema` calls the character maximum length: one domain deep, for strings of characters or bits.
  func maximumLength(of spelling: TypeSpelling) -> Int? {
    var spelling = spelling
    if let type = type(spelling.type), type.kind == .domain {
      spelling = TypeSpelling(type: type.domainBase, modifier: type.domainModifier)
    }
    guard spelling.modifier >= 0 else { return nil }
    return switch spelling.type {
    case WellKnownType.character, WellKnownType.characterVarying: spelling.modifier - 4
    case WellKnownType.bit, WellKnownType.bitVarying: spelling.modifier
    default: nil
    }
  }
}
