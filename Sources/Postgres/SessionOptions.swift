internal import CLibPQ

/// What a session is told at its start, which ranks above what `ALTER ROLE … SET` and `ALTER DATABASE … SET` say.
///
/// It has to be at the start: a `SET` afterwards would itself run under a `statement_timeout` of a millisecond.
struct SessionOptions {
  private var settings: [(name: String, value: String)]
  private var given: [String]

  /// - Parameter info: of a role, whose settings act but for the time they leave; or the superuser's, whose statements are
  ///   the program's own.
  init(of info: ConnectionInfo, within limits: AnswerLimits) {
    given = [info.base.flatMap(Self.options), info.settings["options"]].compactMap(\.self)
    settings = [
      ("statement_timeout", Self.milliseconds(limits.statementOnServer)),
      ("lock_timeout", Self.milliseconds(limits.lockOnServer)),
      ("idle_in_transaction_session_timeout", "0"), ("idle_session_timeout", "0"),
    ]
    if info.isSuperusers { settings += Self.own }
  }

  /// What could stop the program's own statements, or change what they say.
  private static let own = [
    ("role", "none"), ("row_security", "on"), ("session_replication_role", "origin"),
    ("default_transaction_read_only", "off"), ("default_transaction_isolation", "read committed"),
    ("default_transaction_deferrable", "off"), ("standard_conforming_strings", "on"),
    ("quote_all_identifiers", "off"), ("transform_null_equals", "off"), ("array_nulls", "on"),
    ("bytea_output", "hex"), ("client_min_messages", "notice"),
  ]

  var text: String {
    (given + settings.map { "-c \($0.name)=\($0.value.replacing(" ", with: "\\ "))" }).joined(separator: " ")
  }

  private static func milliseconds(_ duration: Duration) -> String {
    "\(duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000)"
  }

  /// The `options` inside a URI or keyword string.
  private static func options(in base: String) -> String? {
    guard let parsed = PQconninfoParse(base, nil) else { return nil }
    defer { PQconninfoFree(parsed) }
    var option = parsed
    while let keyword = option.pointee.keyword {
      if String(cString: keyword) == "options" { return option.pointee.val.map { String(cString: $0) } }
      option += 1
    }
    return nil
  }
}
