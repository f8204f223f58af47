internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

extension ArgumentPool {
  /// Texts that a function might search by, compare with or paste: parts of secrets, names, pieces of SQL.
  ///
  /// Never a whole secret: that a function recognises a value which the caller already holds is what verifiers are for.
  func curious(_ parameters: [RoutineParameter], of routine: Routine) -> [CallArguments] {
    let texts = parameters.filter { types.isText($0.type) }
    guard !texts.isEmpty, let words = ground.reach.words(ofFunction: routine.oid) else { return [] }
    let required = parameters.filter { parameter in parameter.isRequired || texts.contains(parameter) }
    let builds = words.words.contains("execute") || words.words.contains("query_to_xml")
    let reaches = !ground.reach.relations(fromFunction: routine.oid).isDisjoint(with: ground.secrets.map(\.relation))
    return (builds ? pasted(required, texts, of: routine) : [])
      + (reaches || builds ? fragments(required, texts, of: routine) : [])
  }

  // MARK: Fragments

  /// The beginning and an inner piece of a canary of each tenant, with the other arguments of that canary's row.
  private func fragments(
    _ parameters: [RoutineParameter], _ texts: [RoutineParameter], of routine: Routine
  ) -> [CallArguments] {
    ground.canaryOfEachTenant.prefix(4).flatMap { canary -> [CallArguments] in
      let model = rowCall(of: canary, parameters, of: routine)
      return texts.prefix(3).flatMap { text in
        ground.fragments(of: canary).map { model.setting([text.name: .string($0)]) }
      }
    }
  }

  /// The arguments of the row in which a canary stands.
  private func rowCall(of canary: Canary, _ parameters: [RoutineParameter], of routine: Routine) -> CallArguments {
    let relation = ground.secrets[canary.secret].relation
    let row = stored.rows.first { ground.rows.tables[$0.table].name == relation && $0.number == canary.row - 1 }
    let offered = parameters.map { parameter in
      row.flatMap { self.offer(parameter, in: $0) } ?? candidates(for: parameter, of: routine)[0]
    }
    return call(parameters, offered)
  }

  private func offer(_ parameter: RoutineParameter, in row: StoredValues.Row) -> JSONValue? {
    let affinity = NameAffinity(parameter.name)
    let near = row.entries.compactMap { entry -> (Int, JSONValue)? in
      guard let distance = affinity.distance(toColumn: entry.column, of: entry.table, isKey: entry.isKey),
        let value = shaped(entry.value, for: parameter.type)
      else { return nil }
      return (distance, value)
    }
    return near.min { $0.0 < $1.0 }?.1
  }

  // MARK: SQL

  /// Names of tables and columns, and pieces of SQL, for a function that builds a statement from its arguments.
  private func pasted(
    _ parameters: [RoutineParameter], _ texts: [RoutineParameter], of routine: Routine
  ) -> [CallArguments] {
    var seen: Set<QualifiedName> = []
    return ground.secrets.filter { seen.insert($0.relation).inserted }.prefix(2).flatMap { secret -> [CallArguments] in
      let canary = ground.canaries.first { ground.secrets[$0.secret] == secret }
      let model =
        canary.map { rowCall(of: $0, parameters, of: routine) }
        ?? call(parameters, parameters.map { candidates(for: $0, of: routine)[0] })
      let named = [secret.relation.name.name, secret.relation.description, secret.relation.quoted].map { table in
        model.setting(
          Dictionary(texts.compactMap { text in self.name(for: text, table, secret).map { (text.name, $0) } }) { a, _ in
            a
          })
      }
      return named.filter { $0 != model }
        + texts.prefix(3).flatMap { text in
          Self.pieces(about: secret, canary).map { model.setting([text.name: .string($0)]) }
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
    return [
      "' or true or '", "x' or true --", "true", "\(column) like '\(prefix)%'", column, "*",
      "x' union select \(column)::text from \(table) --", "select \(column) from \(table)",
      "(select string_agg(\(column)::text, ',') from \(table))",
    ]
  }
}

extension Ground {
  /// The first canary of each secret and tenant.
  var canaryOfEachTenant: [Canary] {
    var seen: Set<[String]> = []
    return canaries.filter { seen.insert([secrets[$0.secret].description, $0.tenant ?? ""]).inserted }
  }

  /// Texts that are part of a canary's first value and of no other world's: its beginning, and a piece of its inside.
  func fragments(of canary: Canary) -> [String] {
    let text = Array(canary.first)
    guard text.count >= 10,
      let start = zip(canary.first, canary.second).enumerated().first(where: { $1.0 != $1.1 })?.offset
    else { return [] }
    let most = text.count - 4
    let inner = text[min(start, max(0, most - 6))..<min(most, start + 8)]
    return [String(text[..<max(most, min(start + 4, text.count - 1))]), String(inner)]
  }
}
