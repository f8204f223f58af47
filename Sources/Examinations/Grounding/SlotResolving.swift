package import Catalog
package import Judgement
package import Postgres
package import Probes
package import Provisioning
internal import SQLAnswers
internal import SQLText

/// Finds slots of `trespass.canary` that stand where no secret is declared: there they are the same in both worlds.
package struct SlotResolving: Sendable {
  private let slots: [CanarySlot]
  private let catalog: CatalogSnapshot
  private let secrets: [Secret]

  package init(slots: [CanarySlot], catalog: CatalogSnapshot, secrets: [Secret]) {
    (self.slots, self.catalog, self.secrets) = (slots, catalog, secrets)
  }

  /// - Parameter database: the provisioned one.
  package func unproven(in database: Database) async throws -> [Unproven] {
    guard !slots.isEmpty else { return [] }
    let values = slots.enumerated().map {
      Canary(secret: 0, tenant: nil, row: $0 + 1, first: $1.value, second: $1.value)
    }
    let search = CanarySearch(canaries: values)
    let declared = try await declared(search, in: database)
    let searched = try await WholeDatabase(catalog: catalog).places(of: search, in: database)
    let stray = Dictionary(grouping: searched.places.filter { !declared.contains($0.canary) }, by: \.canary)
    return searched.unproven
      + stray.sorted { $0.key < $1.key }.map { index, places in
        let listed = Set(places.map(\.where)).sorted().joined(separator: ", ")
        return Unproven(
          "canary slot \(slots[index].name)",
          "it stands in \(listed) and in no declared secret, so that it is the same in both worlds: declare its column in [[secret]]"
        )
      }
  }

  /// Slots that stand in a declared secret, by index; copies of theirs are looked for like the secret itself.
  private func declared(_ search: CanarySearch, in database: Database) async throws -> Set<Int> {
    let connection = try await database.connect()
    var declared: Set<Int> = []
    for secret in secrets {
      let column = Identifier(secret.column)
      let values = try await connection.rows("select to_jsonb(t.\(column))::text from \(secret.relation) t")
      for text in values.cells.compactMap({ $0[0] }) { declared.formUnion(search.sightings(in: text).map(\.canary)) }
    }
    await connection.close()
    return declared
  }
}
