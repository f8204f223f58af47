internal import Catalog
internal import JSONText
internal import Postgres
internal import Probes
internal import SQLText

extension Connection {
  /// Replaces a column's values, through the project's own triggers, or the vault's own function where it is the vault's view.
  ///
  /// - Parameter choices: what stands for a text: the first that Postgres takes.
  /// - Returns: what Postgres refused of the last choice, or nil.
  func rewrite(
    _ secret: Secret, in relation: Relation, _ choices: [[String: String]], bytes: Bool
  ) throws -> ServerMessage? {
    let column = Identifier(secret.column)
    let values = try rows(
      "select distinct to_jsonb(t.\(column))::text from \(secret.relation) t where t.\(column) is not null")
    var refusal: ServerMessage?
    for value in values.cells.compactMap(\.first).compactMap(\.self) {
      let old = try JSONValue(parsing: value)
      for texts in choices {
        let new = old.replacing(bytes ? Self.shown(texts, in: old) : texts, below: secret.path[...])
        guard new != old else { break }
        refusal = try answer(Self.update(secret, in: relation, from: old, to: new)).failure
        if refusal == nil { break }
      }
    }
    return refusal
  }

  /// Puts a value of our own into one row.
  func plant(_ value: JSONValue, of secret: Secret, inRow number: Int) throws -> ServerMessage? {
    let column = Identifier(secret.column)
    let new = Self.converted(value, secret)
    return try answer(
      """
      update \(secret.relation) t set \(column) = \(new)
      where t.ctid = (select ctid from \(secret.relation) offset \(verbatim: "\(number - 1)") limit 1)
      """
    ).failure
  }

  private static func update(_ secret: Secret, in relation: Relation, from old: JSONValue, to new: JSONValue) -> SQL {
    let column = Identifier(secret.column)
    if relation.kind == .view, relation.name.schema == "vault", let text = new.string {
      // Under the nonce of the value before it, the ciphertext would tell the worlds apart to whoever may read it.
      return """
        with chosen as materialized (
          select v.id from \(secret.relation) v where to_jsonb(v.\(column)) = \(bind: old.compact, as: .jsonb)
        ), renewed as (
          update vault.secrets s set nonce = default from chosen where s.id = chosen.id returning s.id
        )
        select vault.update_secret(renewed.id, \(bind: text)) from renewed
        """
    }
    return """
      update \(secret.relation) t set \(column) = \(converted(new, secret))
      where to_jsonb(t.\(column)) = \(bind: old.compact, as: .jsonb)
      """
  }

  /// A JSON value as the column's own type, whatever it is: domain, array, composite, bytes.
  private static func converted(_ value: JSONValue, _ secret: Secret) -> SQL {
    """
    (jsonb_populate_record(null::\(secret.relation), jsonb_build_object(\(bind: secret.column, as: .text), \
    \(bind: value.compact, as: .jsonb)))).\(Identifier(secret.column))
    """
  }

  private static func shown(_ texts: [String: String], in value: JSONValue) -> [String: String] {
    guard let shown = value.string, let new = texts[ByteText.text(of: shown)] else { return [:] }
    return [shown: ByteText.shown(new, like: shown)]
  }
}
