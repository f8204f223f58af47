internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

extension ArgumentPool {
  /// Texts that a function might search by, compare with or paste: parts of secrets, names, pieces of SQL.
  ///
  /// Never a whole secret: that a function recognises a value which the caller already holds is what verifiers are for.
  func injections(_ parameters: [RoutineParameter], of routine: Routine) -> [CallArguments] {
    let asked = parameters.filter { $0.isRequired || isOpen($0) }
    return personal(parameters, of: routine) + named(asked, of: routine) + fragments(asked, of: routine)
      + (buildsSQL(routine) ? pasted(asked, of: routine) : [])
  }

  /// Whether a function may read a secret, or whatever it is told to.
  func isTelling(_ routine: Routine) -> Bool {
    reachesSecrets(routine) || !(readings.reach.words(ofFunction: routine.oid)?.words ?? []).isDisjoint(with: Self.open)
  }

  /// Whether a parameter takes texts of the caller's making, itself or inside.
  private func isOpen(_ parameter: RoutineParameter) -> Bool {
    let type = types.base(of: parameter.type)
    return types.isText(types.element(of: type) ?? type) || type.hasPrefix("json")
  }

  /// Whether a body makes statements of its arguments, or hands them to something that does.
  func buildsSQL(_ routine: Routine) -> Bool {
    let words = readings.reach.words(ofFunction: routine.oid)?.words ?? []
    return !words.isDisjoint(with: Self.builders)
  }

  private static let builders: Set<String> = [
    "execute", "regclass", "to_regclass", "query_to_xml", "query_to_xml_and_xmlschema", "table_to_xml",
    "table_to_xml_and_xmlschema", "schema_to_xml", "database_to_xml", "cursor_to_xml", "dblink", "crosstab", "ts_stat",
  ]

  /// What makes statements of arguments, and catalogs that show values or texts.
  private static let open = builders.union([
    "pg_stats", "pg_statistic", "information_schema", "pg_class", "pg_attribute", "pg_proc", "pg_trigger",
    "pg_policies",
    "pg_get_functiondef", "pg_get_viewdef", "pg_description", "col_description", "obj_description", "current_setting",
  ])

  // MARK: Fragments

  /// The beginning and an inner piece of a canary of each tenant, with the other arguments of that canary's row.
  private func fragments(_ parameters: [RoutineParameter], of routine: Routine) -> [CallArguments] {
    let words = readings.reach.words(ofFunction: routine.oid)?.words ?? []
    let matches = !words.isDisjoint(with: ["like", "ilike", "similar"])
    let searches = words.contains { $0.hasSuffix("to_tsquery") }
    return population.canaryOfEachTenant.prefix(4).flatMap { canary -> [CallArguments] in
      let row = rowCall(of: canary, parameters, of: routine)
      let aimed = row.setting(names(for: parameters, population.secrets[canary.secret]))
      var pieces = canary.fragments.flatMap { matches ? [$0, $0 + "%", "%\($0)%"] : [$0] }
      if searches { pieces += canary.fragments.compactMap(Self.searchPrefix) }
      return (aimed == row ? [row] : [row, aimed]).flatMap { model in
        parameters.filter(isOpen).prefix(3).flatMap { parameter in
          pieces.flatMap { holding($0, in: parameter, of: routine, about: population.secrets[canary.secret]) }
            .map { model.setting([parameter.name: $0]) }
        }
      } + character(of: canary, parameters, row)
    }
  }

  /// The last run of letters and digits, as a text search takes the beginning of a word.
  private static func searchPrefix(_ fragment: String) -> String? {
    fragment.split { !$0.isLetter && !$0.isNumber }.last.map { $0 + ":*" }
  }

  /// A text as a parameter takes it: in an array, or in a document, there also beside the name of the secret's column.
  private func holding(
    _ text: String, in parameter: RoutineParameter, of routine: Routine, about secret: Secret
  ) -> [JSONValue] {
    let type = types.base(of: parameter.type)
    if types.element(of: type) != nil { return [[.string(text)]] }
    guard type.hasPrefix("json"), let reading = readings.body(of: routine) else { return [.string(text)] }
    let leaves = leaves(in: reading, of: routine)
    let filled = document(leaves) { _ in .string(text) }
    let aimed = document(leaves) { leaf in
      let name = RoutineParameter(name: leaf.path.last ?? "", type: "text")
      let matching = leaf.spoken.first { ["like", "ilike", "~", "~*"].contains($0.lowercased()) } ?? leaf.spoken.first
      return self.name(for: name, secret.relation.quoted, secret) ?? .string(matching ?? text)
    }
    return [filled, aimed, [aimed], .object([.init(secret.column, .string(text))])]
  }

  /// The first character that tells a canary's worlds apart, with its place counted from one and from zero.
  private func character(of canary: Canary, _ parameters: [RoutineParameter], _ row: CallArguments) -> [CallArguments] {
    guard let place = zip(canary.first, canary.second).enumerated().first(where: { $1.0 != $1.1 })?.offset else {
      return []
    }
    let numbers = parameters.filter { ValueTypes.isNumber(types.element(of: $0.type) ?? $0.type) }
    guard !numbers.isEmpty else { return [] }
    let letter = JSONValue.string(String(Array(canary.first)[place]))
    return [place + 1, place].map { index in
      var values: [String: JSONValue] = [:]
      for parameter in parameters where isOpen(parameter) && values.isEmpty {
        values[parameter.name] = types.element(of: parameter.type) == nil ? letter : [letter]
      }
      for number in numbers {
        values[number.name] = types.element(of: number.type) == nil ? JSONValue(index) : [JSONValue(index)]
      }
      return row.setting(values)
    }
  }

  /// The arguments of the row in which a canary stands.
  func rowCall(of canary: Canary, _ parameters: [RoutineParameter], of routine: Routine) -> CallArguments {
    let relation = population.secrets[canary.secret].relation
    let row = stored.rows.first { population.rows.tables[$0.table].name == relation && $0.number == canary.row - 1 }
    let offered = parameters.map { parameter in
      row.flatMap { best(for: parameter, NameAffinity(parameter.name), of: routine, in: $0) }
        ?? candidates(for: parameter, of: routine)[0]
    }
    return call(parameters, offered)
  }

  // MARK: Names

  /// Columns as plain data: a function that filters a row's keys by its argument returns what it is asked for.
  private func named(_ parameters: [RoutineParameter], of routine: Routine) -> [CallArguments] {
    population.canaryOfEachTenant.prefix(4).flatMap { canary -> [CallArguments] in
      let secret = population.secrets[canary.secret]
      let row = rowCall(of: canary, parameters, of: routine)
      let path = secret.path + canary.place
      let aimed = [secret.relation.name.name, secret.relation.description, secret.relation.quoted].map {
        row.setting(names(for: parameters, secret, as: $0))
      }
      return aimed.filter { $0 != row }
        + parameters.filter(isOpen).prefix(3).flatMap { parameter -> [CallArguments] in
          let isList = types.element(of: types.base(of: parameter.type)) != nil
          let values: [JSONValue] =
            isList
            ? [[.string(secret.column)], .array(path.map { .string($0) }), ["*"]]
            : types.isText(parameter.type) ? ["*"] + ([secret.column] + path).map { .string($0) } : []
          return values.map { row.setting([parameter.name: $0]) }
        }
    }
  }

  /// What those parameters get that name a part of a statement.
  private func names(for parameters: [RoutineParameter], _ secret: Secret, as table: String? = nil) -> [String:
    JSONValue]
  {
    var values: [String: JSONValue] = [:]
    for parameter in parameters where isOpen(parameter) {
      guard let name = name(for: parameter, table ?? secret.relation.quoted, secret) else { continue }
      values[parameter.name] = types.element(of: types.base(of: parameter.type)) == nil ? name : [name]
    }
    return values
  }

  // MARK: SQL

  /// Names of tables and columns, and pieces of SQL, for a function that builds a statement from its arguments.
  private func pasted(_ parameters: [RoutineParameter], of routine: Routine) -> [CallArguments] {
    var seen: Set<QualifiedName> = []
    return population.secrets.filter { seen.insert($0.relation).inserted }.prefix(2).flatMap {
      secret -> [CallArguments] in
      let canary = population.canaries.first { population.secrets[$0.secret] == secret }
      let model =
        canary.map { rowCall(of: $0, parameters, of: routine) }
        ?? call(parameters, parameters.map { candidates(for: $0, of: routine)[0] })
      return parameters.filter(isOpen).prefix(3).flatMap { parameter in
        Self.pieces(about: secret, canary).flatMap { holding($0, in: parameter, of: routine, about: secret) }
          .map { model.setting([parameter.name: $0]) }
      }
    }
  }

  /// What a parameter that names a part of a statement would be given.
  private func name(for parameter: RoutineParameter, _ table: String, _ secret: Secret) -> JSONValue? {
    let bare = NameAffinity(parameter.name).bare
    func speaks(of words: [String]) -> Bool { words.contains { bare.contains($0) } }
    if speaks(of: ["table", "relation", "entity", "resource", "object", "collection", "tbl", "rel", "source", "view"]) {
      return .string(table)
    }
    if speaks(of: ["column", "field", "col", "select", "sort", "order", "attr", "by"]) {
      return .string(secret.column)
    }
    if speaks(of: ["schema", "namespace", "nsp"]) { return .string(secret.relation.schema.name) }
    if speaks(of: ["where", "filter", "cond", "predicate"]) { return "true" }
    return speaks(of: ["sql", "query", "statement", "stmt"]) ? .string("select * from \(secret.relation.quoted)") : nil
  }

  /// Pieces of SQL that bring a secret into what is returned, ordered or counted.
  private static func pieces(about secret: Secret, _ canary: Canary?) -> [String] {
    let column = Identifier(secret.column).quoted
    let table = secret.relation.quoted
    let prefix = canary.map { String($0.first.dropLast(4)) } ?? ""
    let all = "(select string_agg(\(column)::text, ',') from \(table))"
    return [
      // A cast that fails quotes what it was given, wherever in the statement it stands.
      "\(all)::int", "' || \(all)::int || '", "1, \(all)::int", "\(all)::uuid", "\(all)::int = 1",
      "' or true or '", "x' or true --", "x') or true --", "true", "\(column) like '\(prefix)%'", column, "*",
      "x' union select \(column)::text from \(table) --", "select \(column) from \(table)", all,
    ]
  }
}
