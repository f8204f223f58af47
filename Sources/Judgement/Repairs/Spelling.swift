internal import SQLText

extension Identifier {
  /// The name as a person writes it, in quotes where SQL would take it for a word of its own.
  var spelled: String { Self.reserved.contains(name) ? quoted : description }

  /// Reserved in Postgres 15 to 18, alone or as the name of a function or type.
  private static let reserved = Set(
    """
    all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation \
    column concurrently constraint create cross current_catalog current_date current_role current_schema current_time \
    current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze \
    from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit \
    localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references \
    returning right select session_user similar some symmetric system_user table tablesample then to trailing true union \
    unique user using variadic verbose when where window with
    """.split(separator: " ").map(String.init))
}

extension QualifiedName {
  var spelled: String { "\(schema.spelled).\(name.spelled)" }
}

extension Sequence<String> {
  /// Names of columns or roles as a list; PUBLIC is an empty name.
  func spelled() -> String {
    map { $0.isEmpty ? "public" : Identifier($0).spelled }.joined(separator: ", ")
  }
}
