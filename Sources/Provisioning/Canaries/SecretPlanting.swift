internal import Catalog
internal import JSONText
internal import Postgres
internal import Probes
internal import SQLAnswers
internal import SQLText

/// What one secret's values become in the making of the worlds: worked out, and written as interim values, before they part.
struct SecretPlanting: Sendable {
  /// Index into the run's secrets.
  let index: Int
  let secret: Secret
  let relation: Relation
  let column: Column
  /// The type below domains, by the catalog's name for it.
  let baseType: String
  let catalog: CatalogSnapshot
  /// Whether the first world keeps what the seed put there: ciphertext that is to open.
  let keepsOriginals: Bool
  var drawing: CanaryDrawing
  /// What the seed held in the place of each text of ours.
  private var replaced: [String: String] = [:]
  /// What could not be planted, and why.
  private(set) var objections: [String] = []

  init(
    _ index: Int, _ secret: Secret, in relation: Relation, _ column: Column, catalog: CatalogSnapshot,
    keepsOriginals: Bool, drawing: CanaryDrawing
  ) {
    (self.index, self.secret, self.relation, self.column) = (index, secret, relation, column)
    (self.catalog, self.keepsOriginals, self.drawing) = (catalog, keepsOriginals, drawing)
    baseType = catalog.type(column.baseType)?.name.name.name ?? column.typeName
  }

  private var bytes: Bool { baseType == "bytea" }
  private var isMadeByDatabase: Bool { column.generation == .stored || column.generation == .virtual }

  /// The step that remains to be done in each world.
  mutating func step(on connection: Connection) async throws -> PlantingStep {
    var step = PlantingStep(secret: index, relation: relation, bytes: bytes)
    guard !isMadeByDatabase, secret.isPlanted else { return step }
    let rows = try await plantedRows(on: connection)
    let told = Leaf.telling(of: secret, in: rows, bytes: bytes)
    let replacement = drawing.replacements(for: told.flatMap(\.leaves).map(\.text))
    let bare = isMixed(told) ? [] : told.filter(\.leaves.isEmpty)
    let short = bare.flatMap { Leaf.short(of: secret, in: $0.row, bytes: bytes) }.map(\.text)
      .filter { replacement.interim[$0] == nil }
    let brief = drawing.replacements(forShort: short)
    if let text = short.first(where: { brief.interim[$0] == nil }) {
      objections.append("a value of \(text.count) characters is too short to be told from others")
    }
    step.take(replacement, keepingOriginals: keepsOriginals, replaced)
    step.take(brief, keepingOriginals: keepsOriginals, replaced)
    let interim = replacement.interim.merging(brief.interim) { first, _ in first }
    let writing = CanaryWriting(secret: secret, relation: relation, bytes: bytes, catalog: catalog)
    let refused = try await writing.rewrite([interim], on: connection)
    if let refusal = refused.first { objections.append(Self.told(refused.count, refusal)) }
    return step
  }

  /// - Parameter count: how many values Postgres would not take.
  static func told(_ count: Int, _ refusal: ServerMessage) -> String {
    "Postgres refused \(count == 1 ? "a new value" : "\(count) new values"): \(refusal.message)"
  }

  /// A list of settings by name holds secrets beside page sizes and colours: of those rows only what has to be guessed is secret.
  private func isMixed(_ told: [(row: SecretRow, leaves: [Leaf])]) -> Bool {
    secret.path.isEmpty && Self.catchAll.contains(secret.column.lowercased()) && told.contains { !$0.leaves.isEmpty }
  }

  private static let catchAll: Set<String> = ["value", "val", "setting", "data", "content"]

  // MARK: Rows without a value

  /// Most rows that are given a value one by one.
  private static let mostPlanted = 1_000

  /// The rows, once each that held nothing to be recognised has been given a value of ours, as far as the table takes it.
  private mutating func plantedRows(on connection: Connection) async throws -> [SecretRow] {
    let rows = try await connection.secretRows(of: relation, holding: secret.column)
    guard !rows.isEmpty else {
      objections.append("no row holds it: give the table a row in a seed")
      return []
    }
    let told = Leaf.telling(of: secret, in: rows, bytes: bytes)
    let models = told.filter { !$0.leaves.isEmpty }.prefix(3)
    let bare = told.filter(\.leaves.isEmpty).map(\.row)
    guard !bare.isEmpty, !isMixed(told) else { return rows }
    var refusals: [ServerMessage?] = []
    for row in bare.prefix(Self.mostPlanted) {
      refusals += try await plant(in: row, like: models.map(\.self), on: connection)
    }
    object(to: refusals, of: bare.count, beside: models.isEmpty)
    return try await connection.secretRows(of: relation, holding: secret.column)
  }

  /// - Returns: nothing where the row has its canary, or must go without; else what Postgres said, if it was asked.
  private mutating func plant(
    in row: SecretRow, like models: [(row: SecretRow, leaves: [Leaf])], on connection: Connection
  ) async throws -> [ServerMessage?] {
    let held = row.columns[secret.column] ?? .null
    guard let place = row.place else { return isEmpty(held) ? [nil] : [] }
    var last: ServerMessage?
    for value in candidates(for: held, like: models) {
      guard let refusal = try await connection.plant(value, of: secret, at: place) else {
        if let text = held.string, !text.isEmpty, let new = value.string { replaced[new] = text }
        return []
      }
      last = refusal
    }
    // A value that is only short is drawn anew as it is; one that a constraint forbids is no secret that could be read.
    if !isEmpty(held) || last?.sqlState == "23514" { return [] }
    return [last]
  }

  private func isEmpty(_ held: JSONValue) -> Bool {
    let value = held.descendant(secret.path) ?? .null
    return value == .null || value == .string("") || value == .object([]) || value == .array([])
  }

  /// Values in the form of other rows' first, for a constraint may ask for it.
  private mutating func candidates(
    for held: JSONValue, like models: [(row: SecretRow, leaves: [Leaf])]
  ) -> [JSONValue] {
    var values: [JSONValue] = models.compactMap { model in
      let texts = Dictionary(model.leaves.map { ($0.text, drawing.drawn(like: $0.text)) }) { first, _ in first }
      let value = model.row.columns[secret.column] ?? .null
      return value.replacing(bytes ? CanaryWriting.shown(texts, in: value) : texts, below: secret.path[...])
    }
    if let fresh = drawing.fresh(for: column, baseType: secret.path.isEmpty ? baseType : "text") {
      let isDocument = held == .null || held.members != nil
      if secret.path.isEmpty { values.append(fresh) }
      if !secret.path.isEmpty, isDocument { values.append(held.setting(secret.path[...], fresh)) }
    }
    return values
  }

  private mutating func object(to refusals: [ServerMessage?], of all: Int, beside isWhole: Bool) {
    if all > Self.mostPlanted {
      objections.append("only \(Self.mostPlanted) of \(all) rows without a value were given one")
    }
    guard !refusals.isEmpty else { return }
    let which = isWhole ? "" : "\(refusals.count == 1 ? "a row that holds" : "\(refusals.count) rows that hold") none: "
    if let refusal = refusals.lazy.compactMap(\.self).first {
      objections.append("\(which)Postgres refused the value planted in it: \(refusal.message)")
    } else {
      objections.append("\(which)its type \(column.typeName) has no room for a value that would be recognised")
    }
  }
}
