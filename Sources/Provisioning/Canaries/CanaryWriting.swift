internal import Catalog
internal import JSONText
internal import Postgres
internal import Probes
internal import SQLAnswers
internal import SQLText

/// Replaces one secret's values, through the project's own triggers where they let it, or the vault's own function where it is
/// the vault's view.
struct CanaryWriting: Sendable {
  let secret: Secret
  let relation: Relation
  let bytes: Bool
  let catalog: CatalogSnapshot

  /// How a value is put in the place of another: the first that Postgres takes.
  private enum Way: CaseIterable {
    /// As JSON that becomes the column's type.
    case typed
    /// Inside the text that the type prints: hstore and ranges have no way from JSON.
    case printed
    /// Without triggers and the keys that refer to it, for tables that are only added to.
    case unguarded
    /// Without the table's checks too, for values that carry a checksum.
    case unchecked
  }

  /// - Parameter choices: what stands for a text: the first that Postgres takes.
  /// - Returns: for each value that Postgres took none for, what it said.
  func rewrite(_ choices: [[String: String]], on connection: Connection) async throws -> [ServerMessage] {
    let changes = try await connection.values(of: secret.relation, secret.column).compactMap { old -> Change? in
      let news = choices.map { texts in
        (texts, old.replacing(bytes ? Self.shown(texts, in: old) : texts, below: secret.path[...]))
      }
      return news.contains { $1 != old } ? (old, news) : nil
    }
    if changes.count > Self.fewest, !isVault, try await connection.attempt([together(changes)]) == nil { return [] }
    var refusals: [ServerMessage] = []
    for (old, news) in changes {
      if let refusal = try await replace(old, by: news, on: connection) { refusals.append(refusal) }
    }
    return refusals
  }

  /// So many values are worth one statement for all: where it fails it leaves dead rows, which move those that follow.
  private static let fewest = 200

  private typealias Change = (old: JSONValue, news: [([String: String], JSONValue)])

  /// Every value's first choice in one statement: thousands of rows are no more work than one.
  private func together(_ changes: [Change]) -> SQL {
    let column = Identifier(secret.column)
    let pairs = JSONValue.array(changes.map { ["old": $0.old, "new": $0.news[0].1] })
    return """
      update \(secret.relation) t
      set \(column) = (jsonb_populate_record(null::\(secret.relation), \
      jsonb_build_object(\(bind: secret.column, as: .text), pair -> 'new'))).\(column)
      from jsonb_array_elements(\(bind: pairs.compact, as: .jsonb)) pair
      where to_jsonb(t.\(column)) = pair -> 'old'
      """
  }

  private var isVault: Bool { relation.kind == .view && relation.name.schema == "vault" }

  private func replace(
    _ old: JSONValue, by news: [([String: String], JSONValue)], on connection: Connection
  ) async throws -> ServerMessage? {
    var refusal: ServerMessage?
    for way in ways {
      for (texts, new) in news {
        let tried = try await connection.attempt(statements(way, from: old, to: new, texts))
        if tried == nil { return nil }
        refusal = refusal ?? tried
      }
    }
    return refusal
  }

  private var ways: [Way] {
    if relation.isView { return [.typed] }
    return bytes ? Way.allCases.filter { $0 != .printed } : Way.allCases
  }

  private func statements(_ way: Way, from old: JSONValue, to new: JSONValue, _ texts: [String: String]) -> [SQL] {
    switch way {
    case .typed: [typed(from: old, to: new)]
    case .printed: [printed(from: old, texts)]
    case .unguarded: unguarded(from: old, to: new)
    case .unchecked: Self.unchecked(relation.name, unguarded(from: old, to: new))
    }
  }

  private func typed(from old: JSONValue, to new: JSONValue) -> SQL {
    if isVault, let text = new.string {
      // Under the nonce of the value before it, the ciphertext would tell the worlds apart to whoever may read it.
      return """
        with chosen as materialized (
          select v.id from \(secret.relation) v
          where to_jsonb(v.\(Identifier(secret.column))) = \(bind: old.compact, as: .jsonb)
        ), renewed as (
          update vault.secrets s set nonce = default from chosen where s.id = chosen.id returning s.id
        )
        select vault.update_secret(renewed.id, \(bind: text)) from renewed
        """
    }
    return update(secret.relation, secret.column, from: old, to: Self.converted(new, secret))
  }

  private func update(_ relation: QualifiedName, _ column: String, from old: JSONValue, to new: SQL) -> SQL {
    """
    update \(relation) t set \(Identifier(column)) = \(new)
    where to_jsonb(t.\(Identifier(column))) = \(bind: old.compact, as: .jsonb)
    """
  }

  private func printed(from old: JSONValue, _ texts: [String: String]) -> SQL {
    let column = Identifier(secret.column)
    let type = relation.column(secret.column)?.typeName ?? "text"
    let held = Set(old.leaves().map(\.text))
    let printed = texts.filter { held.contains($0.key) }.sorted { $0.key < $1.key }.reduce("t.\(column)::text" as SQL) {
      "replace(\($0), \(bind: $1.key, as: .text), \(bind: $1.value, as: .text))"
    }
    return update(secret.relation, secret.column, from: old, to: "(\(printed))::\(verbatim: type)")
  }

  /// The keys that refer to the value follow it, since nothing else makes them.
  private func unguarded(from old: JSONValue, to new: JSONValue) -> [SQL] {
    let number = relation.column(secret.column)?.number
    let referring = catalog.constraints.compactMap { key -> SQL? in
      guard key.kind == .foreignKey, key.referencedRelation == relation.oid, key.referencedColumns == [number ?? 0],
        let child = catalog.relation(key.relation),
        let column = child.columns.first(where: { [$0.number] == key.columns })
      else { return nil }
      var there = secret
      (there.relation, there.column) = (child.name, column.name)
      return update(child.name, column.name, from: old, to: Self.converted(new, there))
    }
    return ["set local session_replication_role = replica", typed(from: old, to: new)] + referring
      + ["set local session_replication_role = origin"]
  }

  /// The checks stand again afterwards, for new rows.
  private static func unchecked(_ relation: QualifiedName, _ statements: [SQL]) -> [SQL] {
    let checks = "conrelid = \(bind: relation.description, as: .text)::regclass and contype = 'c'" as SQL
    let kept: SQL = """
      create temporary table trespass_checks on commit drop as
      select conname, replace(pg_get_constraintdef(oid), ' NOT VALID', '') as definition from pg_constraint where \(checks)
      """
    func altering(_ change: String) -> SQL {
      """
      do $$ declare c record; begin for c in select * from trespass_checks loop
      execute 'alter table ' || \(verbatim: literal(relation.description)) || \(verbatim: change); end loop; end $$
      """
    }
    return [kept, altering("format(' drop constraint %I', c.conname)")] + statements
      + [
        altering("format(' add constraint %I %s not valid', c.conname, c.definition)"), "drop table trespass_checks",
      ]
  }

  private static func literal(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }

  /// A JSON value as the column's own type, whatever it is: domain, array, composite, bytes.
  static func converted(_ value: JSONValue, _ secret: Secret) -> SQL {
    """
    (jsonb_populate_record(null::\(secret.relation), jsonb_build_object(\(bind: secret.column, as: .text), \
    \(bind: value.compact, as: .jsonb)))).\(Identifier(secret.column))
    """
  }

  /// The texts as the bytes that hold them are shown.
  static func shown(_ texts: [String: String], in value: JSONValue) -> [String: String] {
    guard let shown = value.string, let new = texts[ByteText.text(of: shown)] else { return [:] }
    return [shown: ByteText.shown(new, like: shown)]
  }
}

extension Connection {
  /// Runs statements inside the open transaction, all or none.
  func attempt(_ statements: [SQL]) throws -> ServerMessage? {
    try run(script: "savepoint planting")
    for statement in statements {
      if let failure = try answer(statement).failure {
        try run(script: "rollback to savepoint planting")
        return failure
      }
    }
    try run(script: "release savepoint planting")
    return nil
  }

  /// Puts a value of our own into one row.
  func plant(_ value: JSONValue, of secret: Secret, at place: SecretRow.Place) throws -> ServerMessage? {
    try attempt([
      """
      update \(verbatim: place.table) t set \(Identifier(secret.column)) = \(CanaryWriting.converted(value, secret))
      where t.ctid = \(bind: place.tuple, as: .text)::tid
      """
    ])
  }
}
