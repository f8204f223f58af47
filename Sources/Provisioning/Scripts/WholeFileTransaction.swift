internal import SQLText

/// Whether a file counts on running as one transaction although it does not say so.
///
/// The Supabase CLI sends a migration as one batch, which Postgres runs as one transaction unless the file has its own;
/// `SET LOCAL` and the like do their work only there.
enum WholeFileTransaction {
  static func isExpected(by items: [ScriptItem]) -> Bool {
    let statements = items.compactMap { item in
      if case .statement(let statement) = item { statement } else { nil }
    }
    return statements.contains(where: \.livesInTransaction)
      && !statements.contains { $0.controlsTransaction || $0.refusesTransaction }
  }
}

extension ScriptStatement {
  /// Whether the statement begins, ends or divides a transaction.
  var controlsTransaction: Bool {
    ["begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "prepare"].contains(words.first)
  }

  /// Whether its effect ends with the transaction, or Postgres refuses it outside of one.
  fileprivate var livesInTransaction: Bool {
    words.starts(with: ["set", "local"]) || words.starts(with: ["set", "constraints"]) || words.first == "lock"
      || words.first == "declare" || (words.prefix(3).contains { $0.hasPrefix("temp") } && dropsOnCommit)
  }

  private var dropsOnCommit: Bool {
    let kinds = SQLLexer(text).map(\.kind)
    return zip(kinds, kinds.dropFirst()).contains { $0 == .word("on") && $1 == .word("commit") }
  }

  /// Whether Postgres refuses it inside a transaction.
  fileprivate var refusesTransaction: Bool {
    words.first == "vacuum" || words.contains("concurrently") || words.starts(with: ["create", "database"])
      || words.starts(with: ["alter", "system"])
  }
}
