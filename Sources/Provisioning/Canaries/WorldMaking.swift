package import Catalog
internal import JSONText
package import Postgres
package import Probes
internal import SQLText

/// The two databases that differ only in the values of the secrets, and what stands in them.
package struct Worlds: Sendable {
  /// The superuser's way into each world.
  package var first: ConnectionInfo
  package var second: ConnectionInfo
  package var canaries: [Canary]
  /// Secrets without a canary, each with the reason.
  package var unplanted: [Unplanted]
  package var rows: RowSample

  package struct Unplanted: Hashable, Sendable {
    package var secret: Secret
    package var why: String
  }

  package func info(_ world: World) -> ConnectionInfo { world == .first ? first : second }
}

/// Makes two worlds from a provisioned database.
///
/// Every secret is written twice in each world by the same statements: first an interim value, before the worlds part, then
/// the first world gets its old value back and the second a new one. So triggers fire alike in both, and nothing but the
/// secrets, and what is made of them, can differ.
package struct WorldMaking: Sendable {
  private let server: any DatabaseServer
  private let source: String
  private let catalog: CatalogSnapshot
  private let secrets: [Secret]
  private let tenants: [Tenant]
  private let seed: String
  private let keptSuffixes: [Secret: Int]

  /// - Parameters:
  ///   - source: the provisioned database; nobody may be connected to it.
  ///   - keptSuffixes: how many last characters of a secret a mask may show.
  package init(
    server: any DatabaseServer, source: String, catalog: CatalogSnapshot, secrets: [Secret], tenants: [Tenant],
    seed: String,
    keptSuffixes: [Secret: Int] = [:]
  ) {
    self.server = server
    self.source = source
    self.catalog = catalog
    self.secrets = secrets
    self.tenants = tenants
    self.seed = seed
    self.keptSuffixes = keptSuffixes
  }

  /// - Throws: ``ConnectionFailure`` or ``ServerMessage`` when the program itself cannot do its work; a secret that cannot be
  ///   planted is listed, not thrown.
  package func make() async throws -> Worlds {
    let made = try await pair(numbered: (1, 2))
    let read = try await canaries(in: (made.first, made.second), made.steps)
    return Worlds(
      first: made.first, second: made.second, canaries: read.canaries,
      unplanted: unplanted(made.unplanted, read.canaries), rows: read.rows)
  }

  /// The two databases once more: what was drawn at random or taken from the clock while they were made is another.
  package func again() async throws -> (first: ConnectionInfo, second: ConnectionInfo) {
    let made = try await pair(numbered: (3, 4))
    return (made.first, made.second)
  }

  /// - Parameter numbers: the databases' own, since a function may show the name of its database.
  private func pair(numbered numbers: (first: Int, second: Int)) async throws -> (
    first: ConnectionInfo, second: ConnectionInfo, steps: [Step], unplanted: [Worlds.Unplanted]
  ) {
    let first = try await server.clone(source, as: "world_\(numbers.first)")
    let plan = try await interim(in: first)
    let second = try await server.clone(first.settings["dbname"] ?? "", as: "world_\(numbers.second)")
    async let firstDone = settle(first, plan.steps, in: .first)
    async let secondDone = settle(second, plan.steps, in: .second)
    let refused = try await firstDone
    _ = try await secondDone
    return (first, second, plan.steps, plan.unplanted + refused)
  }

  /// What becomes of one secret's values after the worlds have parted.
  private struct Step: Sendable {
    var secret: Int
    var relation: Relation
    var bytes: Bool
    /// From interim text to the first world's, and to the second's: the first choice that Postgres takes.
    var first: [[String: String]] = []
    var second: [[String: String]] = []
    /// From the first world's text to the interim one.
    var interim: [String: String] = [:]
  }

  private func interim(in info: ConnectionInfo) async throws -> (steps: [Step], unplanted: [Worlds.Unplanted]) {
    let connection = try await Connection(info)
    var steps: [Step] = []
    var unplanted: [Worlds.Unplanted] = []
    for (index, secret) in secrets.enumerated() {
      guard let relation = catalog.relation(named: secret.relation), let column = relation.column(secret.column) else {
        continue
      }
      var drawing = CanaryDrawing(secret: secret, seed: seed, keptSuffix: keptSuffixes[secret] ?? 0)
      let base = catalog.type(column.baseType)?.name.name.name ?? column.typeName
      let bytes = base == "bytea"
      var texts = try await texts(of: secret, on: connection, bytes: bytes)
      if texts.isEmpty {
        if let why = try await plantFresh(secret, column, base, with: &drawing, on: connection) {
          unplanted.append(.init(secret: secret, why: why))
          continue
        }
        texts = try await self.texts(of: secret, on: connection, bytes: bytes)
      }
      let drawn = drawing.replacements(for: texts)
      var step = Step(secret: index, relation: relation, bytes: bytes, interim: drawn.interim)
      if try await connection.rewrite(secret, in: relation, [drawn.interim], bytes: bytes) == nil {
        func settling(_ texts: [String: String]) -> [String: String] {
          Dictionary(drawn.interim.map { ($1, texts[$0] ?? $0) }) { first, _ in first }
        }
        step.first = [settling([:])]
        step.second = [settling(drawn.second), settling(drawn.alike)]
      }
      steps.append(step)
    }
    await connection.close()
    return (steps, unplanted)
  }

  /// The texts of a secret that can serve as canaries.
  private func texts(of secret: Secret, on connection: Connection, bytes: Bool) async throws -> [String] {
    try await connection.secretRows(of: secret.relation, distinctIn: secret.column).flatMap { row in
      leaves(of: secret, in: row, bytes: bytes).map(\.text)
    }
  }

  private func leaves(of secret: Secret, in row: SecretRow, bytes: Bool) -> [Leaf] {
    let value = row.columns[secret.column]?.descendant(secret.path)
    return (value?.leaves() ?? []).compactMap { leaf in
      var leaf = leaf
      if bytes { leaf.text = ByteText.text(of: leaf.text) }
      return CanaryShape(of: leaf.text).canBeCanary ? leaf : nil
    }
  }

  /// - Returns: why no canary could be planted, or nil when one stands in every row.
  private func plantFresh(
    _ secret: Secret, _ column: Column, _ baseType: String, with drawing: inout CanaryDrawing, on connection: Connection
  ) async throws -> String? {
    let rows = try await connection.secretRows(of: secret.relation)
    guard !rows.isEmpty else { return "no row holds it: give the table a row in a seed" }
    guard column.generation == .none, secret.path.isEmpty else {
      return "its value is made by the database and none is long enough to recognise"
    }
    for row in rows.prefix(40) {
      guard let value = drawing.fresh(for: column, baseType: baseType) else {
        return "its type \(column.typeName) has no room for a value that would be recognised"
      }
      if let refusal = try await connection.plant(value, of: secret, inRow: row.number) {
        return "Postgres refused the value planted in it: \(refusal.message)"
      }
    }
    return nil
  }

  private func settle(
    _ info: ConnectionInfo, _ steps: [Step], in world: World
  ) async throws -> [Worlds.Unplanted] {
    let connection = try await Connection(info)
    var refused: [Worlds.Unplanted] = []
    for step in steps {
      let secret = secrets[step.secret]
      if let refusal = try await connection.rewrite(
        secret, in: step.relation, world == .first ? step.first : step.second, bytes: step.bytes)
      {
        refused.append(.init(secret: secret, why: "Postgres refused its new value: \(refusal.message)"))
      }
    }
    // The first world's tables have seen more writes than the second's, and a project may show the counters.
    if await connection.serverVersion >= 150_000 { try await connection.rows("select pg_stat_force_next_flush()") }
    try await connection.rows("select pg_stat_reset()")
    try await connection.run(script: "analyze")
    await connection.close()
    return refused
  }

  private func canaries(
    in worlds: (ConnectionInfo, ConnectionInfo), _ steps: [Step]
  ) async throws -> (canaries: [Canary], rows: RowSample) {
    let first = try await Connection(worlds.0)
    let second = try await Connection(worlds.1)
    let rows = try await RowSample.read(first, catalog: catalog, leavingOut: secrets)
    let tenantOf = TenantOfRow(tenants: tenants, catalog: catalog, rows: rows)
    var canaries: [Canary] = []
    for step in steps {
      let secret = secrets[step.secret]
      let inSecond = Set(try await self.texts(of: secret, on: second, bytes: step.bytes))
      for row in try await first.secretRows(of: secret.relation, distinctIn: secret.column) {
        let owner = secret.ownerColumn.flatMap { row.columns[$0]?.argumentText }
        let tenant = tenantOf.label(of: row.columns, in: secret.relation)
        for leaf in leaves(of: secret, in: row, bytes: step.bytes) {
          let interim = step.interim[leaf.text]
          let other =
            interim.map { text in step.second.compactMap { $0[text] } }?.first { inSecond.contains($0) } ?? leaf.text
          canaries.append(
            Canary(
              secret: step.secret, tenant: tenant, owner: owner, row: row.number, place: leaf.place, first: leaf.text,
              second: other,
              earlier: interim.map { [$0] } ?? []))
        }
      }
    }
    await first.close()
    await second.close()
    return (canaries, rows)
  }

  /// A secret whose new value was refused still has a canary, but no second world; one without any canary is told so.
  private func unplanted(_ known: [Worlds.Unplanted], _ canaries: [Canary]) -> [Worlds.Unplanted] {
    let missing = secrets.indices.filter { index in
      !canaries.contains { $0.secret == index } && !known.contains { $0.secret == secrets[index] }
    }
    return known + missing.map { .init(secret: secrets[$0], why: "no row holds a value that would be recognised") }
  }
}

extension Worlds {
  /// Reads every canary again, as a role that sees everything.
  ///
  /// - Returns: the canaries that no longer stand where they were planted.
  package func vanished(_ secrets: [Secret]) async throws -> [Canary] {
    var gone: [Canary] = []
    for world in World.allCases {
      let connection = try await Connection(info(world))
      for (index, secret) in secrets.enumerated() {
        let expected = canaries.filter { $0.secret == index }
        guard !expected.isEmpty else { continue }
        let texts = try await connection.secretRows(of: secret.relation).flatMap { row in
          (row.columns[secret.column]?.leaves() ?? []).flatMap { [$0.text, ByteText.text(of: $0.text)] }
        }
        let present = Set(texts)
        gone += expected.filter { !present.contains($0.value(in: world)) }
      }
      await connection.close()
    }
    return gone
  }

  /// Unsalted digests of every canary value, as the server computes them.
  package func digests() async throws -> [String: [String]] {
    let connection = try await Connection(first)
    var digests: [String: [String]] = [:]
    let values = Set(canaries.flatMap(\.values)).sorted()
    let list = SQL.bind(JSONValue.array(values.map { .string($0) }).compact, as: .json)
    let rows = try await connection.rows(
      """
      select v, md5(v), encode(sha256(b), 'hex'), encode(sha256(b), 'base64'), encode(sha512(b), 'hex'), encode(sha224(b), 'hex'),
        encode(sha384(b), 'hex'), encode(decode(md5(v), 'hex'), 'base64')
      from json_array_elements_text(\(list)) v, convert_to(v, 'UTF8') b
      """)
    for cells in rows.cells {
      guard let value = cells[0] else { continue }
      digests[value] = cells.dropFirst().compactMap(\.self)
    }
    await connection.close()
    return digests
  }
}
