package import SQLText

/// The settings of PostgREST that decide what it serves and how, under the names of its documentation.
package struct APISettings: Hashable, Sendable {
  /// A release line, as far as reads differ.
  package enum Version: Int, Hashable, Sendable, Comparable, CaseIterable {
    case v12 = 12
    case v13 = 13
    case v14 = 14
    case v16 = 16

    package static func < (a: Version, b: Version) -> Bool { a.rawValue < b.rawValue }

    /// Before 13 Postgres alone decided what exists, so that partitions and sequences could be read.
    package var checksRelations: Bool { self >= .v13 }
  }

  /// `openapi-mode`.
  package enum OpenAPIMode: String, Hashable, Sendable, CaseIterable {
    case followPrivileges = "follow-privileges"
    case ignorePrivileges = "ignore-privileges"
    case disabled
  }

  /// `db-tx-end`.
  package enum TransactionEnd: String, Hashable, Sendable, CaseIterable {
    case commit
    case commitAllowOverride = "commit-allow-override"
    case rollback
    case rollbackAllowOverride = "rollback-allow-override"
  }

  package var version = Version.v14
  /// `db-schemas`; the first is the one served without a profile header.
  package var schemas: [Identifier] = ["public"]
  /// `db-extra-search-path`.
  package var extraSearchPath: [Identifier] = ["public"]
  /// `db-max-rows`; nil is no limit.
  package var maxRows: Int?
  /// `db-anon-role`; nil refuses requests without a token.
  package var anonRole: String?
  package var authenticatorRole = "authenticator"
  /// `db-aggregates-enabled`.
  package var aggregates = false
  /// `db-plan-enabled`.
  package var plan = false
  package var openAPIMode = OpenAPIMode.followPrivileges
  package var openAPIServerProxy: String?
  /// `db-pre-request`.
  package var preRequest: QualifiedName?
  /// `db-root-spec`.
  package var rootSpec: QualifiedName?
  package var transactionEnd = TransactionEnd.commit
  /// `app.settings.*`, by name without the prefix.
  package var appSettings: [String: String] = [:]
  /// `db-hoisted-tx-settings`: function settings that are set before the call instead of by it.
  package var hoistedSettings = [
    "statement_timeout", "plan_filter.statement_cost_limit", "default_transaction_isolation",
  ]

  package init() {}
}
