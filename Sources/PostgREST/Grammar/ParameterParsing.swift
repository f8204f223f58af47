internal import JSONText

/// The parameters of the query, in the order in which PostgREST reads them: the first that fails is the answer.
extension Request {
  mutating func read(_ query: QueryString, version: APISettings.Version) throws(APIError) {
    let given = query.parameters.compactMap { parameter in parameter.value.map { (key: parameter.key, value: $0) } }
    for parameter in given where Self.lastWord(of: parameter.key) == "order" {
      order.append(try Self.ordering(parameter.key, parameter.value))
    }
    for parameter in given where ["and", "or"].contains(Self.lastWord(of: parameter.key)) {
      logic.append(try Self.logicFilter(parameter.key, parameter.value))
    }
    columns = try Self.names(query.first("columns"), "columns parameter")
    if let text = query.first("select") {
      select = try Self.parsed(SelectGrammar.items, "select parameter", text)
    }
    for parameter in given where Self.isFilterOrArgument(parameter.key) {
      try readFilter(parameter.key, parameter.value, version)
    }
    onConflict = try Self.names(query.first("on_conflict"), "on_conflict parameter")
    try readRanges(given)
  }

  private static func lastWord(of key: String) -> Substring {
    key.split(separator: ".", omittingEmptySubsequences: false).last ?? ""
  }

  /// Columns of these names cannot be filtered.
  private static func isFilterOrArgument(_ key: String) -> Bool {
    !["order", "limit", "offset", "and", "or"].contains(lastWord(of: key))
      && !["select", "columns", "on_conflict"].contains(key)
  }

  private static func parsed<Output>(
    _ grammar: Grammar<Output>, _ subject: String, _ text: String, reading: String? = nil
  ) throws(APIError) -> Output {
    switch grammar.parse(reading ?? text) {
    case .success(let output): return output
    case .failure(let error): throw .grammar(subject, text, error)
    }
  }

  private static func names(_ text: String?, _ subject: String) throws(APIError) -> [String]? {
    guard let text else { return nil }
    return try parsed(FieldGrammar.names, subject, text)
  }

  private static func treePath(_ key: String) throws(APIError) -> TreePath {
    try parsed(FieldGrammar.treePath, "tree path", key)
  }

  private static func ordering(_ key: String, _ value: String) throws(APIError) -> Ordering {
    let path = try treePath(key)
    return Ordering(try parsed(OrderGrammar.terms, "order", value), at: path.embeds)
  }

  private static func logicFilter(_ key: String, _ value: String) throws(APIError) -> LogicFilter {
    let path = try parsed(LogicGrammar.path, "logic path", key)
    // The operator is read with the tree, so that columns in messages count from it.
    let tree = try parsed(LogicGrammar.tree, "logic tree", value, reading: path.prefix + value)
    return LogicFilter(tree, at: path.embeds)
  }

  /// `is.not_null` came with 13.
  private func refuse(
    _ condition: Condition, written value: String, before version: APISettings.Version
  ) throws(APIError) {
    guard version < .v13, condition.operation == .is(.notNull) else { return }
    throw APIError(
      400, "PGRST100", "\"failed to parse filter (\(value))\" (line 1, column \(condition.negated ? 9 : 5))",
      details: "unexpected \"o\" expecting null or trilean value (unknown, true, false)")
  }

  private mutating func readFilter(
    _ key: String, _ value: String, _ version: APISettings.Version
  ) throws(APIError) {
    let path = try Self.treePath(key)
    let grammar = isCallByRead ? FilterGrammar.conditionOrArgument : FilterGrammar.condition.map { .some($0) }
    if let condition = try Self.parsed(grammar, "filter", value) {
      try refuse(condition, written: value, before: version)
      filters.append(Filter(path.field, condition, at: path.embeds))
    } else {
      arguments.append(Argument(path.field.name, value))
    }
  }

  private var isCallByRead: Bool {
    if case .routine = resource { method == .get || method == .head } else { false }
  }

  private mutating func readRanges(_ given: [(key: String, value: String)]) throws(APIError) {
    var limits: [[String]: Int128?] = [:]
    var offsets: [[String]: Int128?] = [:]
    var paths: [[String]] = []
    for (key, value) in given where ["limit", "offset"].contains(Self.lastWord(of: key)) {
      let path = try Self.treePath(key).embeds
      if !paths.contains(path) { paths.append(path) }
      if Self.lastWord(of: key) == "limit" {
        limits[path] = .some(Self.integer(value))
      } else {
        offsets[path] = .some(Self.integer(value))
      }
    }
    for path in paths {
      let limit = limits[path] ?? nil
      let offset = offsets[path] ?? nil
      // An offset beside a limit that is no number counts as a limit of nothing.
      let isUnreadable = limits[path] != nil && limit == nil && offsets[path] != nil
      ranges.append(RowRange(limit: isUnreadable ? 0 : limit, offset: offset, at: path))
    }
  }

  /// A number as Haskell reads one: blanks and brackets around it are fine.
  private static func integer(_ text: String) -> Int128? {
    var rest = text[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    if rest.first == "(", rest.last == ")", rest.count > 2 { return integer(String(rest.dropFirst().dropLast())) }
    guard rest.first != "+" else { return nil }
    return Int128(rest)
  }
}
