package import Catalog
internal import JSONText
package import Postgres
package import Probes
internal import SQLText

/// The two databases that differ only in the values of the secrets, and what stands in them.
package struct Worlds: Sendable {
  package var first: Database
  package var second: Database
  package var canaries: [Canary]
  /// Secrets without a canary, each with the reason.
  package var unplanted: [Unplanted]
  package var rows: RowSample

  package struct Unplanted: Hashable, Sendable {
    package var secret: Secret
    package var why: String
  }

  package func database(_ world: World) -> Database { world == .first ? first : second }
}

/// Makes two worlds from a provisioned database.
///
/// Every secret is written twice in each world by the same statements: first an interim value, before the worlds part, then
/// the first world gets its old value back and the second a new one. So triggers fire alike in both, and nothing but the
/// secrets, and what is made of them, can differ.
package struct WorldMaking: Sendable {
  private let server: any DatabaseServer
  private let source: Database
  private let catalog: CatalogSnapshot
  private let names: DatabaseNames
  private let secrets: [Secret]
  private let tenants: [Tenant]
  private let seed: String
  private let keptSuffixes: [Secret: Int]
  private let sealed: Set<Secret>
  private let mostRows: Int

  /// - Parameters:
  ///   - source: the provisioned database; nobody may be connected to it.
  ///   - names: what the stage's databases are called.
  ///   - keptSuffixes: how many last characters of a secret a mask may show.
  ///   - mostRows: of one table that are sampled, for arguments.
  ///   - sealed: ciphertext that has to open, and therefore stays in the first world what the seed made it.
  package init(
    server: any DatabaseServer, source: Database, names: DatabaseNames, catalog: CatalogSnapshot,
    secrets: [Secret], tenants: [Tenant],
    seed: String,
    keptSuffixes: [Secret: Int] = [:], sealed: Set<Secret> = [], mostRows: Int = 240
  ) {
    self.server = server
    self.source = source
    self.names = names
    self.catalog = catalog
    self.secrets = secrets
    self.tenants = tenants
    self.seed = seed
    self.keptSuffixes = keptSuffixes
    self.sealed = sealed
    self.mostRows = mostRows
  }

  /// - Throws: ``ConnectionFailure`` or ``ServerMessage`` when the program itself cannot do its work; a secret that cannot be
  ///   planted is listed, not thrown.
  package func make() async throws -> Worlds {
    let made = try await pair(numbered: (1, 2))
    let reading = CanaryReading(catalog: catalog, secrets: secrets, tenants: tenants, mostRows: mostRows)
    let read = try await reading.canaries(in: (made.first, made.second), made.steps)
    return Worlds(
      first: made.first, second: made.second, canaries: read.canaries,
      unplanted: unplanted(made.unplanted, read.canaries), rows: read.rows)
  }

  /// The two databases once more: what was drawn at random or taken from the clock while they were made is another.
  package func again() async throws -> (first: Database, second: Database) {
    let made = try await pair(numbered: (3, 4))
    return (made.first, made.second)
  }

  /// - Parameter numbers: the databases' own, since a function may show the name of its database.
  private func pair(numbered numbers: (first: Int, second: Int)) async throws -> (
    first: Database, second: Database, steps: [PlantingStep], unplanted: [Worlds.Unplanted]
  ) {
    let first = try await server.clone(source, as: names.name("world_\(numbers.first)"))
    let plan = try await interim(in: first)
    let second = try await server.clone(first, as: names.name("world_\(numbers.second)"))
    async let firstDone = settle(first, plan.steps, in: .first)
    async let secondDone = settle(second, plan.steps, in: .second)
    let refused = try await firstDone + secondDone
    return (first, second, plan.steps, plan.unplanted + refused)
  }

  private func interim(in database: Database) async throws -> (steps: [PlantingStep], unplanted: [Worlds.Unplanted]) {
    let connection = try await database.connect()
    var steps: [PlantingStep] = []
    var unplanted: [Worlds.Unplanted] = []
    try await inOneTransaction(on: connection) {
      for (index, secret) in secrets.enumerated() {
        guard let relation = catalog.relation(named: secret.relation), let column = relation.column(secret.column)
        else { continue }
        var planting = SecretPlanting(
          index, secret, in: relation, column, catalog: catalog, keepsOriginals: isOpened(secret),
          drawing: CanaryDrawing(secret: secret, seed: seed, keptSuffix: keptSuffixes[secret] ?? 0))
        steps.append(try await planting.step(on: connection))
        unplanted += planting.objections.map { .init(secret: secret, why: $0) }
      }
    }
    await connection.close()
    return (steps, unplanted)
  }

  /// Rows keep the same places in every making: dead ones that go or stay by chance would leave other gaps for new ones.
  private func inOneTransaction(on connection: Connection, _ write: () async throws -> Void) async throws {
    let tables = Set(secrets.map(\.relation)).filter { catalog.relation(named: $0)?.kind == .table }.sorted()
    func vacuum() async throws {
      for table in tables { try await connection.rows("vacuum \(table)") }
    }
    try await vacuum()
    try await connection.run(script: "begin; set constraints all immediate")
    try await write()
    try await connection.run(script: "commit")
    try await vacuum()
  }

  private func writing(_ step: PlantingStep) -> CanaryWriting {
    CanaryWriting(secret: secrets[step.secret], relation: step.relation, bytes: step.bytes, catalog: catalog)
  }

  /// Whether something makes plain text of what the secret holds, which only the seed's own ciphertext can become.
  private func isOpened(_ secret: Secret) -> Bool {
    guard let relation = catalog.relation(named: secret.relation), !relation.isView else { return false }
    let type = relation.column(secret.column).flatMap { catalog.type($0.baseType)?.name.name.name }
    return sealed.contains(secret) || type == "bytea" || catalog.opens(relation, secret.column)
  }

  private func settle(
    _ database: Database, _ steps: [PlantingStep], in world: World
  ) async throws -> [Worlds.Unplanted] {
    let connection = try await database.connect()
    var refused: [Worlds.Unplanted] = []
    try await inOneTransaction(on: connection) {
      for step in steps {
        let choices = world == .first ? step.first : step.second
        let refusals = try await writing(step).rewrite(choices, on: connection)
        if let refusal = refusals.first {
          refused.append(.init(secret: secrets[step.secret], why: SecretPlanting.told(refusals.count, refusal)))
        }
      }
    }
    // The first world's tables have seen more writes than the second's, and a project may show the counters.
    if await connection.serverVersion >= 150_000 { try await connection.rows("select pg_stat_force_next_flush()") }
    try await connection.rows("select pg_stat_reset()")
    try await connection.analyze()
    await connection.close()
    return refused
  }

  /// A secret whose new value was refused still has a canary, but no second world; one without any canary is told so.
  private func unplanted(_ known: [Worlds.Unplanted], _ canaries: [Canary]) -> [Worlds.Unplanted] {
    let missing = secrets.indices.filter { index in
      !canaries.contains { $0.secret == index } && !known.contains { $0.secret == secrets[index] }
    }
    return known + missing.map { .init(secret: secrets[$0], why: "no row holds a value that would be recognised") }
  }
}

extension CatalogSnapshot {
  /// Whether a view or function that decrypts names the table and the column.
  fileprivate func opens(_ relation: Relation, _ column: String) -> Bool {
    let texts = functions.map(\.body) + relations.compactMap(\.viewDefinition)
    return texts.contains { text in
      guard text.contains("decrypt") else { return false }
      let words = SQLWords(text).words
      return words.contains(relation.name.name.name) && words.contains(column)
    }
  }
}
