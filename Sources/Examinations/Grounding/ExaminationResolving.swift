package import Catalog
internal import Judgement
package import Postgres
package import Probes
internal import SQLAnswers
internal import SQLText
package import Settings

/// Holds what `[[sealed]]`, `[[reveal]]` and `[[lifecycle]]` name against the database, before a single probe.
package struct ExaminationResolving: Sendable {
  private let settings: ProjectSettings
  private let catalog: CatalogSnapshot
  private let secrets: [Secret]

  package init(settings: ProjectSettings, catalog: CatalogSnapshot, secrets: [Secret]) {
    (self.settings, self.catalog, self.secrets) = (settings, catalog, secrets)
  }

  /// - Parameter database: the provisioned one.
  /// - Throws: ``SettingsError`` with the nearest name for what does not exist, and with what Postgres says of an expression.
  package func check(on database: Database) async throws {
    for entry in settings.reveals { try check(entry) }
    for entry in settings.lifecycle { try check(entry) }
    guard !settings.sealed.isEmpty else { return }
    let connection = try await database.connect()
    for entry in settings.sealed { try await check(entry, on: connection) }
    await connection.close()
  }

  // MARK: Reveals

  private func check(_ entry: RevealSettings) throws(SettingsError) {
    if catalog.functions(named: entry.function).isEmpty {
      let known = Set(catalog.functions.map(\.name.description)).sorted()
      throw error(entry.at, "[[reveal]] names the function \(entry.function), which", among: known, entry.function)
    }
    _ = try relation(entry.audit, "[[reveal]] names the audit table", at: entry.at)
  }

  private func relation(_ name: QualifiedName, _ what: String, at place: FileLine) throws(SettingsError) -> Relation {
    if let relation = catalog.relation(named: name) { return relation }
    throw error(place, "\(what) \(name), which", among: catalog.relations.map(\.name.description), name)
  }

  private func error(
    _ place: FileLine, _ subject: String, among known: [String], _ name: some CustomStringConvertible
  ) -> SettingsError {
    let nearest = NearestName.of(name.description, among: known).map { ": did you mean \($0)?" } ?? ""
    return SettingsError(at: place, message: "\(subject) does not exist\(nearest)")
  }

  // MARK: Sealed columns

  private func check(_ entry: SealedSettings, on connection: Connection) async throws {
    let relation = try relation(entry.table, "[[sealed]] names the table", at: entry.at)
    let columns = relation.columns.map(\.name)
    for column in entry.columns where !columns.contains(column) {
      throw error(entry.at, "[[sealed]] names the column \(column) of \(relation.name), which", among: columns, column)
    }
    for column in entry.context where !columns.contains(column) {
      throw error(
        entry.at, "[[sealed]] names \(column) of \(relation.name) in its context, which", among: columns, column)
    }
    guard let expression = entry.open else { return }
    let answer = try await connection.answer(
      "select (\(verbatim: expression))::text from \(relation.name) where false")
    guard let refusal = answer.failure else { return }
    throw SettingsError(
      at: entry.openAt,
      message:
        "`open` is no expression over a row of \(relation.name): \(refusal.message) (SQLSTATE \(refusal.sqlState))"
        + (refusal.hint.map { "\n  hint: \($0)" } ?? ""))
  }

  // MARK: Events

  private func check(_ entry: LifecycleSettings) throws(SettingsError) {
    for step in entry.steps { try check(step, of: entry) }
    for name in entry.gone where !secrets.contains(where: Allowance(secret: settings.unquoted(name), reason: "").covers)
    {
      let known = (secrets.map(\.description) + secrets.map(\.relation.description)).uniqued { $0 }
      throw error(entry.at, "the event \(entry.name) takes away the secret \"\(name)\", which", among: known, name)
    }
    let tenants = settings.tenants.flatMap { [$0.label, $0.key] }
    if let tenant = entry.tenant, !tenants.contains(tenant) {
      throw error(entry.at, "the event \(entry.name) names the tenant \"\(tenant)\", which", among: tenants, tenant)
    }
  }

  /// SQL is run by a principal or as a role; a request has a principal's claims.
  private func check(_ step: LifecycleSettings.Step, of entry: LifecycleSettings) throws(SettingsError) {
    let principals = settings.principals.map(\.name)
    let roles = catalog.roles.map(\.name)
    if case .request = step.action {
      guard !principals.contains(step.actor) else { return }
      throw error(
        step.at, "a request of the event \(entry.name) needs a principal, and \"\(step.actor)\"",
        among: principals, step.actor)
    }
    guard !(principals + roles).contains(step.actor) else { return }
    throw error(
      step.at, "a step of the event \(entry.name) is done as \"\(step.actor)\", a principal or role that",
      among: principals + roles, step.actor)
  }
}
