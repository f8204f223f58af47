internal import Catalog
internal import SQLText

/// What policies, functions and views read of the request itself: claims, headers and settings, by the names in their texts.
struct RequestReading: Sendable {
  /// Keys that are looked for beside `user_metadata`, which every user may rewrite.
  private(set) var metadataKeys: [String] = []
  /// Names of headers, in lower case.
  private(set) var headers: [String] = []
  /// Literals of the texts that read headers: what a header may be compared with.
  private(set) var headerValues: [String] = []
  private(set) var readsAssurance = false
  private(set) var readsAnonymity = false

  init(_ catalog: CatalogSnapshot) {
    let policies = catalog.policies.map { ($0.using ?? "") + " " + ($0.check ?? "") }
    let functions = catalog.functions.filter { !Self.isPlatform($0.name.schema.name) }.map(\.body)
    for text in policies + functions + catalog.relations.compactMap(\.viewDefinition) { read(text) }
  }

  private mutating func read(_ text: String) {
    guard text.contains("'") else { return }
    let literals = SQLWords(text).literals
    if literals.contains("aal") { readsAssurance = true }
    if text.contains("is_anonymous") { readsAnonymity = true }
    if text.contains("user_metadata") {
      metadataKeys += literals.filter { Self.isName($0) && !Self.claims.contains($0) && !metadataKeys.contains($0) }
    }
    guard text.contains("request.header") else { return }
    // `current_setting('request.header.x-org')` is how PostgREST before 9 passed them.
    let named = literals.compactMap { literal in
      literal.hasPrefix("request.header.") ? String(literal.dropFirst("request.header.".count)) : literal
    }.filter { Self.isName($0) && !$0.hasPrefix("request.") }
    headers += named.filter { $0.contains("-") && !headers.contains($0) }
    headerValues += named.filter { !$0.contains("-") && !headerValues.contains($0) }
  }

  private static let claims: Set<String> = [
    "user_metadata", "app_metadata", "sub", "aal", "role", "email", "authenticated", "anon", "service_role", "iss",
    "raw_user_meta_data", "raw_app_meta_data",
  ]

  private static func isPlatform(_ schema: String) -> Bool {
    ["pg_catalog", "information_schema", "auth", "vault", "storage", "realtime", "extensions"].contains(schema)
  }

  private static func isName(_ text: String) -> Bool {
    (1...40).contains(text.count)
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
      && !CanaryShape(of: text).canBeCanary
  }
}
