internal import Catalog
internal import JSONText
package import Judgement
internal import PostgREST
package import Postgres
package import Probes
internal import SQLText
internal import Settings

/// Whether everybody who asks is somebody in the rows that stand: a run in which nobody is proves nothing.
package struct PrincipalGrounding: Sendable {
  private let catalog: CatalogSnapshot
  private let population: Population
  private let api: APISettings
  /// Whether policies or functions ask for the caller's address: else it names nobody.
  private let countsMail: Bool

  package init(_ context: ProbeContext) {
    (catalog, api, population) = (context.surface.catalog, context.surface.settings, context.population)
    countsMail = context.readings.asksForMail
  }

  /// - Parameters:
  ///   - principals: those of the settings.
  ///   - database: the first world.
  package func unproven(_ principals: [Principal], in database: Database) async throws -> [Unproven] {
    let connection = try await database.connect()
    let search = CanarySearch(canaries: population.canaries)
    let unproven = try await unproven(
      principals.map { $0.bearing(.first, population.canaries, search) }, on: connection)
    await connection.close()
    return unproven
  }

  private func unproven(_ principals: [Principal], on connection: Connection) async throws -> [Unproven] {
    let stored = StoredRows(catalog: catalog, connection: connection)
    var unproven = try await unknownTenants(stored) + strangers(principals)
    for principal in principals where principal.kind == .member || principal.kind == .owner {
      if let why = try await why(isNobody: principal, stored) {
        unproven.append(Unproven("principal \(principal.name)", why))
      }
    }
    return unproven + unaskedRoles(principals)
  }

  // MARK: Tenants

  private func unknownTenants(_ stored: StoredRows) async throws -> [Unproven] {
    let held = Set(population.canaries.compactMap(\.tenant))
    // Where rows of secrets say whose they are; what a vault holds is told only by who points at it.
    let isKept = population.canaries.contains(where: \.isOwned)
    var unproven: [Unproven] = []
    for tenant in population.tenants {
      if try await stored.rows(holding: [tenant.key], most: 1).isEmpty {
        unproven.append(Unproven("tenant \(tenant.label)", "its key \(tenant.key) stands in no row"))
      } else if isKept, !held.contains(tenant.label) {
        unproven.append(
          Unproven("tenant \(tenant.label)", "it has no canary: no row of a secret leads to its key \(tenant.key)"))
      }
    }
    return unproven
  }

  private func strangers(_ principals: [Principal]) -> [Unproven] {
    let labels = population.tenants.map(\.label)
    return principals.compactMap { principal in
      guard let named = principal.tenant, !labels.contains(named) else { return nil }
      let nearest =
        NearestName.of(named, among: labels + population.tenants.map(\.key)).map { ": did you mean \($0)?" } ?? ""
      return Unproven("principal \(principal.name)", "its tenant \"\(named)\" is not in [tenants]\(nearest)")
    }
  }

  // MARK: Members

  private func why(isNobody principal: Principal, _ stored: StoredRows) async throws -> String? {
    let marks = IdentityMarks(of: principal, countingMail: countsMail)
    guard !marks.all.isEmpty else { return "no claim or header says who it is, so that it asks as nobody" }
    let mine = try await stored.rows(holding: marks.personal, most: 40)
    guard let label = principal.tenant else {
      return mine.isEmpty ? "\(marks.described) stands in no row: as a \(principal.kind.rawValue) it is nobody" : nil
    }
    // What is not in [tenants] is told as such.
    guard let tenant = population.tenant(labelled: label) else { return nil }
    if marks.all.contains(tenant.key) || alias(marks.all) == label { return nil }
    if try await leads(mine, to: tenant, stored) { return nil }
    return mine.isEmpty
      ? "\(marks.described) stands in no row: as a \(principal.kind.rawValue) of tenant \(label) it is nobody"
      : "\(marks.described) stands in rows, but none of them leads to tenant \(label)"
  }

  private func alias(_ texts: [String]) -> String? {
    let row = JSONValue.object(texts.enumerated().map { .init("\($0)", .string($1)) })
    return population.tenantOf.label(of: row, in: QualifiedName("", ""))
  }

  /// Whether a user's rows, those that refer to them, or those that either refers to, hold the key of a tenant.
  private func leads(_ mine: [StoredRows.Row], to tenant: Tenant, _ stored: StoredRows) async throws -> Bool {
    var open = mine
    for round in 0..<3 {
      if open.contains(where: { $0.holds(tenant.key) }) { return true }
      let own = open.filter { row in !population.tenants.contains { row.isKeyed(by: $0.key, in: catalog) } }
      var next = try await stored.parents(of: own)
      if round == 0 { next += try await stored.children(of: own) }
      open = next
    }
    return open.contains { $0.holds(tenant.key) }
  }

  // MARK: Roles

  /// Roles that a signed-in user's token may name, where nobody has any of them.
  private func unaskedRoles(_ principals: [Principal]) -> [Unproven] {
    let given = catalog.role(api.authenticatorRole)?.memberships.map(\.role) ?? []
    let roles = given.filter { role in
      role != api.anonRole && catalog.role(role).map { !catalog.isBackstage($0) } ?? false
    }
    let asking = principals.filter { $0.kind != .trusted && $0.role != api.anonRole }
    guard let role = roles.first(where: { $0 == "authenticated" }) ?? roles.sorted().first, asking.isEmpty else {
      return []
    }
    return [
      Unproven(
        "role \(role)",
        "nobody asks as it, and PostgREST grants it to whoever signs in: add a [[principal]] that has it")
    ]
  }
}

/// What of a token and its headers may name a person or a tenant.
struct IdentityMarks: Sendable {
  /// What names the person: the subject, an address, keys.
  private(set) var personal: [String] = []
  /// All texts, population.tenants' names among them.
  private(set) var all: [String] = []
  private var hasSubject = false

  init(of principal: Principal, countingMail: Bool) {
    for member in principal.claims?.members ?? []
    where !Self.formal.contains(member.key) && (countingMail || member.key != "email") {
      let texts = member.value.leafTexts.filter { !$0.isEmpty }
      all += texts
      let names = ["sub", "email", "phone"].contains(member.key)
      personal += texts.filter { names || Self.isKey($0) }
      if member.key == "sub" { hasSubject = true }
      if member.key == "email" { all += texts.compactMap { $0.split(separator: "@").last.map(String.init) } }
    }
    for value in principal.headers.values {
      let parts = value.split { " =;".contains($0) }.map(String.init)
      all += [value] + parts
      personal += ([value] + parts).filter(Self.isKey)
    }
  }

  var described: String { hasSubject ? "its sub" : "what its claims and headers hold" }

  /// Claims that say nothing of who somebody is.
  private static let formal: Set<String> = [
    "role", "aud", "iss", "exp", "iat", "nbf", "jti", "aal", "amr", "session_id", "is_anonymous", "ref",
  ]

  private static func isKey(_ text: String) -> Bool { text.count >= 8 && text.contains(where: \.isNumber) }
}
