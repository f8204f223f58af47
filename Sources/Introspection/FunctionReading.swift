internal import Catalog
internal import SQLText

/// Functions and their arguments.
extension CatalogAssembly {
  mutating func functions(types: CatalogSnapshot) -> [Function] {
    take(.functions).compactMap { row in
      guard let kind = Function.Kind(rawValue: row.character(3)) else { return nil }
      let owner = role(row.oid(4))
      var function = Function(
        oid: row.oid(0), name: QualifiedName(row.text(1), row.text(2)), kind: kind, owner: owner,
        language: row.text(5))
      function.returnType = row.oid(6)
      function.returnsSet = row.flag(7)
      function.volatility = Function.Volatility(rawValue: row.character(8)) ?? .volatile
      function.isSecurityDefiner = row.flag(9)
      function.isStrict = row.flag(10)
      function.isLeakproof = row.flag(11)
      function.configuration = row.list(12)
      function.estimatedRows = row.number(13)
      function.arguments = arguments(row, types: types)
      function.access = AccessList(row.optionalText(19), kind: .function, owner: owner)
      function.body = row.text(20)
      function.comment = row.optionalText(21)
      function.extensionName = row.optionalText(22)
      return function
    }
  }

  /// `proallargtypes` is NULL when all arguments are inputs; the last `pronargdefaults` inputs have defaults.
  private func arguments(_ row: CatalogRow, types: CatalogSnapshot) -> [Argument] {
    let inputTypes = row.oids(14)
    let all = row.optionalText(15) == nil ? inputTypes : row.oids(15)
    let modes = row.list(16).map { $0.first ?? "i" }
    let names = row.list(17)
    let firstDefault = inputTypes.count - row.integer(18)
    var inputs = 0
    return all.enumerated().map { place, type in
      let mode = modes.indices.contains(place) ? Argument.Mode(rawValue: modes[place]) ?? .input : .input
      let isInput = mode == .input || mode == .inputOutput || mode == .variadic
      if isInput { inputs += 1 }
      return Argument(
        name: names.indices.contains(place) ? names[place] : "", type: type,
        typeName: types.type(type)?.displayName ?? "", mode: mode, hasDefault: isInput && inputs > firstDefault)
    }
  }
}
