internal import Catalog
internal import SQLText

/// What policies, functions and views read of the request itself: claims, headers, cookies and settings, by the names in their
/// texts.
struct RequestReading: Sendable {
  /// Where below `user_metadata`, which every user may rewrite, something is looked for.
  private(set) var metadata: [JSONKeyPath] = []
  /// Literals of the texts that read metadata, and of those that call them.
  private(set) var metadataValues: [String] = []
  /// Names of headers, in lower case.
  private(set) var headers: [String] = []
  private(set) var cookies: [String] = []
  /// Literals of the texts that read headers and cookies: what one may be compared with.
  private(set) var headerValues: [String] = []
  /// Mail domains that texts name which read the caller's address.
  private(set) var mailDomains: [String] = []
  /// Relations that those texts read, whose rows may name domains.
  private(set) var mailRelations: Set<QualifiedName> = []
  private(set) var readsMail = false
  private(set) var readsAssurance = false
  private(set) var readsAnonymity = false
  /// Whether claims beside the subject are read.
  private(set) var readsClaims = false

  private struct Source {
    var text: String
    var words: SQLWords
    /// The function that it is the body of, in lower case; nil for a policy or view.
    var function: String?
    var reached: Set<QualifiedName>
  }

  private let sources: [Source]

  init(_ catalog: CatalogSnapshot, reach: ReachIndex) {
    let policies = catalog.policies.map { policy in
      let text = (policy.using ?? "") + " " + (policy.check ?? "")
      return Source(text: text, words: SQLWords(text), reached: reach.relations(fromRelation: policy.relation))
    }
    let functions = catalog.functions.filter { !Self.isPlatform($0.name.schema.name) }.map { function in
      Source(
        text: function.body, words: SQLWords(function.body), function: function.name.name.name.lowercased(),
        reached: reach.relations(fromFunction: function.oid))
    }
    let views = catalog.relations.compactMap { view in
      view.viewDefinition.map {
        Source(text: $0, words: SQLWords($0), reached: reach.relations(fromRelation: view.oid))
      }
    }
    sources = (policies + functions + views).filter { $0.text.contains("'") || $0.text.contains("(") }
    for source in sources { read(source) }
  }

  private mutating func read(_ source: Source) {
    let literals = source.words.literals
    if literals.contains("aal") { readsAssurance = true }
    if source.text.contains("app_metadata") || literals.contains("request.jwt.claims") { readsClaims = true }
    if source.text.contains("is_anonymous") { readsAnonymity = true }
    if source.text.contains("user_metadata") { readMetadata(source) }
    if source.text.contains("auth.email()") || literals.contains("email") && source.text.contains("jwt") {
      readsMail = true
      mailDomains += literals.compactMap(Self.domain)
      mailRelations.formUnion(source.reached)
    }
    if source.text.contains("request.header") { readHeaders(source) }
    if source.text.contains("request.cookie") { readCookies(source) }
  }

  private mutating func readMetadata(_ source: Source) {
    let paths = JSONKeyPath.paths(below: "user_metadata", in: source.text)
    let about = callers(of: source)
    let literals = about.flatMap(\.words.literals).filter { Self.isName($0) && !Self.claims.contains($0) }
    let elements =
      source.text.lowercased().contains("json_array_elements") || source.text.contains("jsonb_array_elements")
    let members = BodyReading(source.text).leaves.compactMap(\.path.last).filter { !paths.flatMap(\.keys).contains($0) }
    let keys = Set(paths.flatMap(\.keys) + members)
    metadataValues += literals.filter { !keys.contains($0) && !metadataValues.contains($0) }
    let found = paths.filter { !$0.keys.isEmpty }.map { path in
      elements && !members.isEmpty ? JSONKeyPath(keys: path.keys, shape: .objects, members: members) : path
    }
    let guessed = paths.contains { $0.keys.isEmpty } ? literals.map { JSONKeyPath(keys: [$0], shape: .text) } : []
    metadata += (found + guessed).filter { !metadata.contains($0) }
  }

  private mutating func readHeaders(_ source: Source) {
    let behind = JSONKeyPath.paths(below: "request.headers", in: source.text).compactMap(\.keys.first)
    let named = names(in: source, prefix: "request.header.")
    let found = (behind + named.filter { $0.contains("-") }).map { $0.lowercased() }
    for header in found where !headers.contains(header) { headers.append(header) }
    readValues(about: source, beside: headers)
  }

  private mutating func readCookies(_ source: Source) {
    let behind = JSONKeyPath.paths(below: "request.cookies", in: source.text).compactMap(\.keys.first)
    let named = names(in: source, prefix: "request.cookie.")
    for cookie in behind.isEmpty ? named : behind where !cookies.contains(cookie) { cookies.append(cookie) }
    readValues(about: source, beside: cookies)
  }

  /// What the text, and those that call it, may compare a header with.
  private mutating func readValues(about source: Source, beside known: [String]) {
    let values = callers(of: source).flatMap(\.words.literals).compactMap(Self.sendable)
    headerValues += values.filter { !known.contains($0.lowercased()) && !headerValues.contains($0) }
  }

  private func callers(of source: Source) -> [Source] {
    [source] + sources.filter { other in source.function.map(other.words.words.contains) ?? false }
  }

  /// A value that a literal would accept: itself, an address of a network, a pattern without its wildcards.
  private static func sendable(_ literal: String) -> String? {
    guard (1...60).contains(literal.count), literal.allSatisfy({ $0.isASCII && !$0.isNewline }),
      !literal.hasPrefix("request."), !"{[".contains(literal.first ?? "{"), !CanaryShape(of: literal).canBeCanary
    else { return nil }
    let network = literal.split(separator: "/")
    if network.count == 2, Int(network[1]) != nil, network[0].hasSuffix(".0") { return network[0].dropLast() + "1" }
    return literal.filter { $0 != "%" }
  }

  /// `current_setting('request.header.x-org')` is how PostgREST before 9 passed them.
  private func names(in source: Source, prefix: String) -> [String] {
    source.words.literals.map { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : $0 }
      .filter { Self.isName($0) && !$0.hasPrefix("request.") }
  }

  /// The domain in `%@acme.test`, `@acme.test` and `acme.test`.
  static func domain(in text: String) -> String? {
    let bare = text.drop { "%@.".contains($0) }.lowercased()
    let parts = bare.split(separator: ".", omittingEmptySubsequences: false)
    let isDomain =
      (2...5).contains(parts.count)
      && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" } }
      && parts.last?.allSatisfy(\.isLetter) == true && (parts.last?.count ?? 0) > 1
    return isDomain && !["request", "app", "pgrst", "response"].contains(parts[0]) ? bare : nil
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
