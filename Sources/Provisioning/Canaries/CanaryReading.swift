internal import Catalog
internal import JSONText
internal import Postgres
internal import Probes
internal import SQLText

/// What becomes of one secret's values after the worlds have parted.
struct PlantingStep: Sendable {
  /// Index into the run's secrets.
  var secret: Int
  var relation: Relation
  var bytes: Bool
  /// From interim text to the first world's, and to the second's: the first choice that Postgres takes.
  private(set) var first: [[String: String]] = [[:], [:]]
  private(set) var second: [[String: String]] = [[:], [:]]
  /// From interim text to the seed's.
  private(set) var originals: [String: String] = [:]

  init(secret: Int, relation: Relation, bytes: Bool) {
    (self.secret, self.relation, self.bytes) = (secret, relation, bytes)
  }

  /// - Parameters:
  ///   - keepsOriginals: whether the first world gets back what the seed put there.
  ///   - replaced: what the seed held where a text of ours was planted.
  mutating func take(
    _ replacement: Replacement, keepingOriginals keepsOriginals: Bool, _ replaced: [String: String]
  ) {
    for (original, interim) in replacement.interim {
      let drawn = replacement.second[original] ?? original
      originals[interim] = replaced[original] ?? original
      first[0][interim] = keepsOriginals ? original : replacement.first[original] ?? original
      first[1][interim] = original
      second[0][interim] = drawn
      second[1][interim] = replacement.alike[original] ?? drawn
    }
  }

  /// For each text that may stand in the first world, the interim one.
  var interims: [String: String] {
    first.reduce(into: [:]) { interims, choice in
      for (interim, text) in choice where interims[text] == nil { interims[text] = interim }
    }
  }
}

/// Reads the canaries where they were planted, and those in rows that were moved away.
struct CanaryReading: Sendable {
  let catalog: CatalogSnapshot
  let secrets: [Secret]
  let tenants: [Tenant]
  /// Rows of one table that the sample holds.
  let mostRows: Int

  func canaries(
    in worlds: (Database, Database), _ steps: [PlantingStep]
  ) async throws -> (canaries: [Canary], rows: RowSample) {
    let first = try await worlds.0.connect()
    let second = try await worlds.1.connect()
    let rows = try await RowSample.read(first, catalog: catalog, leavingOut: secrets, most: mostRows)
    let tenantOf = TenantOfRow(tenants: tenants, catalog: catalog, rows: rows)
    var canaries: [Canary] = []
    for step in steps { canaries += try await planted(by: step, tenantOf, in: (first, second)) }
    canaries += try await moved(away: steps, beside: canaries, tenantOf, on: first)
    await first.close()
    await second.close()
    return (canaries, rows)
  }

  private func planted(
    by step: PlantingStep, _ tenantOf: TenantOfRow, in worlds: (Connection, Connection)
  ) async throws -> [Canary] {
    let secret = secrets[step.secret]
    let rows = try await worlds.0.secretRows(of: step.relation, holding: secret.column)
    let others = try await worlds.1.secretRows(of: step.relation, holding: secret.column)
    let inSecond = Set(others.flatMap { Leaf.all(of: secret, in: $0, bytes: step.bytes) }.map(\.text))
    let interims = step.interims
    var seen: Set<Canary> = []
    return Leaf.telling(of: secret, in: rows, bytes: step.bytes, or: Set(interims.keys)).flatMap { row, leaves in
      let owner = secret.ownerColumn.flatMap { row.columns[$0]?.argumentText }
      let tenant = tenantOf.label(of: row.columns, in: secret.relation)
      return leaves.compactMap { leaf -> Canary? in
        let interim = interims[leaf.text]
        let other =
          interim.map { text in step.second.compactMap { $0[text] } }?.first { inSecond.contains($0) }
          ?? counterpart(of: leaf, in: row, among: others, step)
        let earlier = [interim, interim.flatMap { step.originals[$0] }].compactMap(\.self).filter { $0 != leaf.text }
        var canary = Canary(
          secret: step.secret, tenant: tenant, owner: owner, row: row.number, place: leaf.place, first: leaf.text,
          second: other ?? leaf.text, earlier: earlier.map { String($0.prefix(256)) },
          isName: leaf.isName)
        canary.isOwned = tenantOf.label(of: row.columns, in: secret.relation, pointing: false) != nil
        canary.alsoOf = tenantOf.named(in: row.columns).filter { $0 != tenant }
        var once = canary
        once.row = 0
        return seen.insert(once).inserted ? canary : nil
      }
    }
  }

  /// What stands at the same place of the same row of the second world: what the database makes of other columns is not rewritten.
  private func counterpart(
    of leaf: Leaf, in row: SecretRow, among others: [SecretRow], _ step: PlantingStep
  ) -> String? {
    guard others.indices.contains(row.number - 1) else { return nil }
    let there = Leaf.all(of: secrets[step.secret], in: others[row.number - 1], bytes: step.bytes)
    return there.first { $0.place == leaf.place && $0.isName == leaf.isName }?.text
  }

  /// A detached partition or an archive keeps rows that its table no longer has: values of the same pattern, seen nowhere else.
  private func moved(
    away steps: [PlantingStep], beside planted: [Canary], _ tenantOf: TenantOfRow, on connection: Connection
  ) async throws -> [Canary] {
    let known = Set(planted.flatMap(\.values))
    var moved: [Canary] = []
    for step in steps {
      let secret = secrets[step.secret]
      let patterns = Set(planted.filter { $0.secret == step.secret }.map { CanaryShape(of: $0.first).pattern })
      for relation in catalog.relations(like: step.relation, keeping: secret.column, beside: secrets) {
        let rows = try await connection.secretRows(of: relation, holding: secret.column)
        for (row, leaves) in Leaf.telling(of: secret, in: rows, bytes: step.bytes) {
          let strange = leaves.filter { leaf in
            !known.contains(leaf.text) && patterns.contains(CanaryShape(of: leaf.text).pattern)
          }
          moved += strange.map { leaf in
            Canary(
              secret: step.secret, tenant: tenantOf.label(of: row.columns, in: relation.name), row: row.number,
              place: leaf.place, first: leaf.text, second: leaf.text, isName: leaf.isName, movedTo: relation.name)
          }
        }
      }
    }
    return moved
  }
}

extension CatalogSnapshot {
  /// Tables that have a table's columns, or nearly all of them, and keep no declared secret themselves.
  fileprivate func relations(like model: Relation, keeping column: String, beside secrets: [Secret]) -> [Relation] {
    let columns = Set(model.columns.map { "\($0.name) \($0.typeName)" })
    let declared = Set(secrets.map(\.relation))
    let fewest = 3
    guard columns.count >= fewest else { return [] }
    return relations.filter { relation in
      guard relation.kind == .table, !relation.isPartition, !declared.contains(relation.name),
        relation.column(column) != nil
      else { return false }
      let shared = columns.intersection(relation.columns.map { "\($0.name) \($0.typeName)" })
      return shared.count * 5 >= columns.count * 4
    }
  }
}

extension Leaf {
  /// Rows that hold a secret, each with what can serve as canaries.
  ///
  /// What a document keeps beside its secret is left alone, where there is anything else.
  ///
  /// - Parameter known: texts that were planted, however short.
  static func telling(
    of secret: Secret, in rows: [SecretRow], bytes: Bool, or known: Set<String> = []
  ) -> [(row: SecretRow, leaves: [Leaf])] {
    let found = rows.map { row in
      let leaves = all(of: secret, in: row, bytes: bytes)
      return (row: row, leaves: leaves.filter { known.contains($0.text) || $0.canBeCanary(among: leaves) })
    }
    guard found.contains(where: { $0.leaves.contains { !$0.isIncidental } }) else { return found }
    return found.map { row, leaves in
      (row: row, leaves: leaves.filter { known.contains($0.text) || !$0.isIncidental })
    }
  }

  /// Every text of a row's secret, bytes that are text as the text.
  static func all(of secret: Secret, in row: SecretRow, bytes: Bool) -> [Leaf] {
    (row.columns[secret.column]?.descendant(secret.path)?.leaves() ?? []).map { leaf in
      var leaf = leaf
      if bytes { leaf.text = ByteText.text(of: leaf.text) }
      return leaf
    }
  }

  /// The texts of a row in which nothing tells: too short to be recognised, and still a secret.
  static func short(of secret: Secret, in row: SecretRow, bytes: Bool) -> [Leaf] {
    all(of: secret, in: row, bytes: bytes).filter { !$0.isName && !$0.isIncidental && !$0.text.isEmpty }
  }
}
