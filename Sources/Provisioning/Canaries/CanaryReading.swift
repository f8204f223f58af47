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
  /// The column's values that are told apart.
  var values: [JSONValue] = []
  /// From interim text to the first world's, and to the second's: the first choice that Postgres takes.
  var first: [[String: String]] = []
  var second: [[String: String]] = []
  /// From the first world's text to the interim one.
  var interim: [String: String] = [:]
}

/// Reads the canaries where they were planted, and those in rows that were moved away.
struct CanaryReading: Sendable {
  let catalog: CatalogSnapshot
  let secrets: [Secret]
  let tenants: [Tenant]

  func canaries(
    in worlds: (ConnectionInfo, ConnectionInfo), _ steps: [PlantingStep]
  ) async throws -> (canaries: [Canary], rows: RowSample) {
    let first = try await Connection(worlds.0)
    let second = try await Connection(worlds.1)
    let rows = try await RowSample.read(first, catalog: catalog, leavingOut: secrets)
    let tenantOf = TenantOfRow(tenants: tenants, catalog: catalog, rows: rows)
    var canaries: [Canary] = []
    for step in steps {
      let secret = secrets[step.secret]
      let inSecond = try await second.values(of: secret.relation, secret.column).flatMap { value in
        value.leaves().map { step.bytes ? ByteText.text(of: $0.text) : $0.text }
      }
      canaries += try await planted(by: step, Set(inSecond), tenantOf, on: first)
    }
    canaries += try await moved(away: steps, beside: canaries, tenantOf, on: first)
    await first.close()
    await second.close()
    return (canaries, rows)
  }

  private func planted(
    by step: PlantingStep, _ inSecond: Set<String>, _ tenantOf: TenantOfRow, on connection: Connection
  ) async throws -> [Canary] {
    let secret = secrets[step.secret]
    let rows = try await connection.secretRows(of: secret.relation, holding: step.values, in: secret.column)
    return Leaf.telling(of: secret, in: rows, bytes: step.bytes).flatMap { row, leaves in
      let owner = secret.ownerColumn.flatMap { row.columns[$0]?.argumentText }
      let tenant = tenantOf.label(of: row.columns, in: secret.relation)
      return leaves.map { leaf in
        let interim = step.interim[leaf.text]
        let other = interim.map { text in step.second.compactMap { $0[text] } }?.first { inSecond.contains($0) }
        return Canary(
          secret: step.secret, tenant: tenant, owner: owner, row: row.number, place: leaf.place, first: leaf.text,
          second: other ?? leaf.text, earlier: interim.map { [$0] } ?? [], isName: leaf.isName)
      }
    }
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
        let rows = try await connection.secretRows(of: relation.name, distinctIn: secret.column)
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
  static func telling(of secret: Secret, in rows: [SecretRow], bytes: Bool) -> [(row: SecretRow, leaves: [Leaf])] {
    let found = rows.map { row in (row: row, leaves: leaves(of: secret, in: row, bytes: bytes)) }
    guard found.contains(where: { $0.leaves.contains { !$0.isIncidental } }) else { return found }
    return found.map { row, leaves in (row: row, leaves: leaves.filter { !$0.isIncidental }) }
  }

  private static func leaves(of secret: Secret, in row: SecretRow, bytes: Bool) -> [Leaf] {
    let value = row.columns[secret.column]?.descendant(secret.path)
    let leaves = (value?.leaves() ?? []).map { leaf in
      var leaf = leaf
      if bytes { leaf.text = ByteText.text(of: leaf.text) }
      return leaf
    }
    return leaves.filter { $0.canBeCanary(among: leaves) }
  }
}
