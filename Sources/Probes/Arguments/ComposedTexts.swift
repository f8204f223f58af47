internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

extension ArgumentPool {
  /// Texts made of stored values in the ways that a body takes apart: joined, encoded, cut short, written as JSON.
  func composedTexts(for parameter: RoutineParameter, of routine: Routine) -> [JSONValue] {
    guard let reading = readings.body(of: routine) else { return [] }
    let words = Set(reading.tokens.compactMap(\.keyword))
    var texts: [String] = []
    if reading.castsToJSON(parameter.name) {
      texts += documents(for: RoutineParameter(name: parameter.name, type: "jsonb"), of: routine).prefix(6).map(
        \.compact)
    }
    if words.contains("decode") { texts += encoded(reading) }
    if !words.isDisjoint(with: ["left", "substr", "substring", "starts_with"]) { texts += shortened(reading) }
    let tokens = reading.tokens + tokensOfViews(behind: routine)
    if tokens.contains(.operator("||")) || !words.isDisjoint(with: ["split_part", "string_to_array", "concat_ws"]) {
      texts += joined(with: separators(in: tokens)).prefix(24)
    }
    return texts.map { .string($0) }
  }

  private static let marks: Set<String> = ["/", "-", ":", ".", "_", "@", "#", "|"]

  /// What the views say that a function reads.
  private func tokensOfViews(behind routine: Routine) -> [SQLToken.Kind] {
    readings.reach.relations(fromFunction: routine.oid).sorted().compactMap {
      surface.catalog.relation(named: $0)?.viewDefinition
    }.flatMap { SQLLexer($0).map(\.kind) }
  }

  private func separators(in tokens: [SQLToken.Kind]) -> [String] {
    var seen: Set<String> = []
    return tokens.compactMap(\.literal).filter { Self.marks.contains($0) && seen.insert($0).inserted }
  }

  /// Two short texts of a row and of the rows that it refers to, in both orders.
  private func joined(with separators: [String]) -> [String] {
    guard !separators.isEmpty else { return [] }
    return stored.rows.filter { $0.number < 2 }.prefix(4).flatMap { row -> [String] in
      let texts = row.entries.compactMap { entry in
        entry.value.string.flatMap { (1...24).contains($0.count) && !$0.contains(" ") ? $0 : nil }
      }.prefix(6)
      return separators.prefix(2).flatMap { mark in
        texts.flatMap { first in texts.compactMap { $0 == first ? nil : first + mark + $0 } }
      }
    }
  }

  /// Keys as `decode(…, 'base64')` takes them, alone and behind each label of the body as in `App:1`.
  private func encoded(_ reading: BodyReading) -> [String] {
    let keys = self.keys.prefix(4)
    let formats: Set<String> = ["base64", "hex", "escape", "utf8", "UTF8"]
    let labels = reading.tokens.compactMap(\.literal).filter { Self.isLabel($0) && !formats.contains($0) }
    let texts = keys + labels.prefix(4).flatMap { label in keys.map { "\(label):\($0)" } }
    let isHexadecimal = reading.tokens.contains(.string("hex"))
    return texts.map { isHexadecimal ? Encoding.hexadecimal.forms(of: $0)[0].text : Encoding.base64(of: $0) }
  }

  /// The first characters of keys, as many as the body's numbers say.
  private func shortened(_ reading: BodyReading) -> [String] {
    let lengths = Set(reading.tokens.compactMap(\.count).filter { (4...16).contains($0) })
    return lengths.sorted().prefix(3).flatMap { length in keys.prefix(6).map { String($0.prefix(length)) } }
  }

  /// Keys of the rows nearest to the secrets.
  private var keys: [String] {
    var seen: Set<String> = []
    return stored.rows.flatMap(\.entries).filter(\.isKey).compactMap(\.value.argumentText).filter {
      seen.insert($0).inserted
    }
  }

  /// Calls that speak for one principal, with its own key and address, of the row in which a secret of each tenant stands.
  func personal(_ parameters: [RoutineParameter], of routine: Routine) -> [CallArguments] {
    let asking = population.principals.filter { $0.derivedFrom == nil && $0.claims?["sub"] != nil }
    return asking.flatMap { principal -> [CallArguments] in
      var own: [String: JSONValue] = [:]
      for parameter in parameters { own[parameter.name] = identity(of: principal, for: parameter) }
      guard !own.isEmpty else { return [] }
      return population.canaryOfEachTenant.prefix(4).map { rowCall(of: $0, parameters, of: routine).setting(own) }
    }
  }

  private func identity(of principal: Principal, for parameter: RoutineParameter) -> JSONValue? {
    let words = Set(NameAffinity.words(of: parameter.name))
    let type = types.base(of: parameter.type)
    if words.contains("email"), types.isText(type) { return principal.claims?["email"] }
    let isTenant = NameAffinity.tenantWords.contains { words.contains($0) }
    if isTenant, type == "uuid" || types.isText(type) {
      return population.tenant(labelled: principal.tenant).map { .string($0.key) }
    }
    let names = !words.isDisjoint(with: [
      "actor", "user", "uid", "caller", "requester", "member", "me", "owner", "profile",
    ])
    return names && (type == "uuid" || types.isText(type)) ? principal.claims?["sub"] : nil
  }
}
