/// How to reach a database: libpq's keywords and values.
package struct ConnectionInfo: Hashable, Sendable, CustomStringConvertible {
  /// A libpq URI or keyword string that the other settings are laid over.
  package var base: String?
  package var settings: [String: String]
  /// The settings before another role was named; nil for the superuser's own way in.
  private var ofSuperuser: [String: String]?
  /// Where roles get their passwords; nil where the server asks for none.
  var logins: RoleLogins?

  package init(_ settings: [String: String]) {
    self.settings = settings
    base = nil
  }

  /// Takes what a user gave with `--database`: a URI or keywords.
  package init(uri: String) {
    base = uri
    settings = [:]
  }

  package func with(_ keyword: String, _ value: String) -> ConnectionInfo {
    var copy = self
    copy.settings[keyword] = value
    return copy
  }

  package func database(_ name: String) -> ConnectionInfo { with("dbname", name) }

  /// The way in of a role, whose own settings then are what they are for everybody who logs in as it.
  package func user(_ name: String) -> ConnectionInfo {
    var copy = with("user", name)
    copy.ofSuperuser = ofSuperuser ?? settings
    copy.isSuperusers = false
    return copy
  }

  /// Whether it is a superuser's, who alone may be told all that the program's own sessions are.
  private(set) var isSuperusers = true

  /// The way in of somebody whose rights are not known yet.
  var unproven: ConnectionInfo {
    var copy = self
    copy.isSuperusers = false
    return copy
  }

  /// The role that logs in, where it is not the superuser.
  var role: String? { ofSuperuser == nil ? nil : settings["user"] }

  /// The superuser's way into the same database.
  var superuser: ConnectionInfo {
    guard var own = ofSuperuser else { return self }
    var copy = self
    own["dbname"] = settings["dbname"]
    copy.settings = own
    copy.ofSuperuser = nil
    copy.isSuperusers = true
    return copy
  }

  /// Takes out of the environment what would say how a private server runs, before it is started: it inherits the rest.
  package static func forgetEnvironment() { LibpqEnvironment.clear(for: ConnectionInfo([:])) }

  /// What stands for the environment's say on a private server, whose socket only we and root can reach.
  private static let privately = [
    ("channel_binding", "disable"), ("gssencmode", "disable"), ("password", "none"), ("sslmode", "disable"),
  ]

  /// Keywords in libpq's order of precedence: the later one wins, and a later `dbname` overrides the one inside the URI.
  func keywords(within limits: AnswerLimits) -> [(String, String)] {
    let defaults = [("connect_timeout", "30"), ("target_session_attrs", "any")] + (base == nil ? Self.privately : [])
    var settings = settings
    settings["options"] = SessionOptions(of: self, within: limits).text
    let ordered = settings.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    return defaults + (base.map { [("dbname", $0)] } ?? []) + ordered
  }

  /// What can be printed: without a password.
  package var description: String {
    let shown = settings.filter { $0.key != "password" }.sorted { $0.key < $1.key }
    let keywords = shown.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    return [base.map { _ in "the given server" }, keywords.isEmpty ? nil : keywords].compactMap(\.self).joined(
      separator: " ")
  }
}
