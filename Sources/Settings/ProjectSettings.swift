package import JSONText
package import Probes
package import Provisioning
package import SQLText

/// What the user asks for, read from `trespass.toml` or from a `supabase/` folder.
package struct ProjectSettings: Hashable, Sendable {
  /// The file they were read from; nil where there was none.
  package var file: String?
  /// What stands in the file.
  package var text = ""
  package var database = Recipe()
  /// Whether the file chooses `default_privileges`; the Supabase CLI's choice counts otherwise.
  var namesDefaultPrivileges = false
  /// The folder of the server binaries; nil to look for one.
  package var postgres: String?
  package var api = APILayer()
  /// `[api]` of `supabase/config.toml`, where there is one.
  package var supabase: SupabaseConfig?
  package var secrets: [SecretSettings] = []
  package var tenants: [TenantSettings] = []
  package var principals: [PrincipalSettings] = []
  package var allow: [AllowSettings] = []
  package var skip: [SkipSettings] = []
  package var lifecycle: [LifecycleSettings] = []
  package var sealed: [SealedSettings] = []
  package var reveals: [RevealSettings] = []
  package var limits = LimitSettings()

  package init() {}
}

/// `[limits]`: how much is tried of what could be tried without end; nil for the program's own bounds.
package struct LimitSettings: Hashable, Sendable {
  /// Calls of one function.
  package var calls: Int?
  /// Rows of one table from which arguments are taken.
  package var rows: Int?
  /// Pages of one answer.
  package var pages: Int?
  /// Answers that are asked for again.
  package var differences: Int?
}

/// A line of a file, for messages.
package struct FileLine: Hashable, Sendable, CustomStringConvertible {
  package var file: String
  /// 1-based.
  package var line: Int

  package init(file: String, line: Int) {
    self.file = file
    self.line = line
  }

  package var description: String { "\(file):\(line)" }
}

/// `[[secret]]`: columns that nobody may read whom `readers` does not name.
package struct SecretSettings: Hashable, Sendable {
  package var at: FileLine
  package var table: QualifiedName
  /// Columns and JSON paths (`raw->credentials->api_key`); nil for every column that is no key.
  package var columns: [String]?
  package var readers: Secret.Readers
  /// Whether its values may be written anew.
  package var plant: Bool
  package var ownerColumn: String?
  package var tenantColumn: String?
}

/// One line of `[tenants]`.
package struct TenantSettings: Hashable, Sendable {
  package var at: FileLine
  package var label: String
  /// The key of the tenant's row, or of the user where each user is a tenant.
  package var key: String
}

/// `[[principal]]`: somebody who asks.
package struct PrincipalSettings: Hashable, Sendable {
  package var at: FileLine
  package var name: String
  package var role: String
  /// nil to derive it.
  package var kind: Principal.Kind?
  /// A label of `[tenants]` or the key itself.
  package var tenant: String?
  package var claims: JSONValue?
  package var headers: [Header]

  package struct Header: Hashable, Sendable {
    package var name: String
    package var value: String
  }
}

/// `[[allow]]`: a finding that is meant to be.
package struct AllowSettings: Hashable, Sendable {
  /// The channel of an entry that lets the last characters of a value show.
  static let mask = "mask"
  /// How many characters that may be.
  static let suffixes = 1...7

  package var at: FileLine
  /// A secret, a table, or `*`.
  package var secret: String
  package var principal: String?
  /// A request with `*` for any text, as in `POST /rpc/reveal_*`.
  package var request: String?
  /// A tenant's label or key; `*` for any.
  package var tenant: String?
  package var channel: String?
  /// The length in characters of what a mask may show, for the channel `mask`.
  package var suffix: Int?
  package var reason: String
  /// `2027-01-01`: compares as text.
  package var expires: String?
}

/// `[[skip]]`: a part of the surface that is not to be tried.
package struct SkipSettings: Hashable, Sendable {
  package var at: FileLine
  package var what: String
  package var reason: String

  /// Whether it names no item, but all of them or all of a kind: `*`, `function *`, `relation *.*`.
  static func isEverything(_ what: String) -> Bool {
    let kinds = ["relationship", "relation", "column", "function", "computed field"]
    let name = kinds.first { what.hasPrefix($0 + " ") }.map { what.dropFirst($0.count) } ?? what[...]
    return name.allSatisfy { $0.isWhitespace || "*.()\"→".contains($0) }
  }
}

/// `[[lifecycle]]`: events after which the whole plan is probed again.
package struct LifecycleSettings: Hashable, Sendable {
  package struct Step: Hashable, Sendable {
    package enum Action: Hashable, Sendable {
      case request(String, body: String?)
      case sql(String)
    }

    package var at: FileLine
    /// A principal's name, or a role.
    package var actor: String
    package var action: Action
  }

  package var at: FileLine
  package var name: String
  package var steps: [Step]
  /// Secrets whose canaries are nowhere in the database afterwards.
  package var gone: [String]
  package var tenant: String?
}

/// `[[sealed]]`: columns that hold ciphertext.
package struct SealedSettings: Hashable, Sendable {
  package var at: FileLine
  package var table: QualifiedName
  package var columns: [String]
  package var context: [String]
  /// What a value may begin with: more than one while a rotation is under way.
  package var prefixes: [String]
  /// SQL over a row of the table that opens the value.
  package var open: String?
  package var openAt: FileLine
}

/// `[[reveal]]`: a function whose every call must leave a row in its audit table.
package struct RevealSettings: Hashable, Sendable {
  package var at: FileLine
  package var function: QualifiedName
  package var audit: QualifiedName
}
