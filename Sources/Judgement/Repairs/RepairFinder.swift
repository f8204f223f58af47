package import Catalog
package import Probes
internal import SQLText

/// Reads from the catalog what SQL would close a door: what narrows comes before what takes from everybody.
package struct RepairFinder: Sendable {
  let catalog: CatalogSnapshot
  let holders: RightsHolders
  /// What to look for in the catalog's texts.
  let canaries: [Secret: [String]]

  /// - Parameter canaries: every value of each secret.
  package init(catalog: CatalogSnapshot, principals: [Principal], canaries: [Secret: [String]]) {
    self.catalog = catalog
    self.canaries = canaries
    holders = RightsHolders(catalog: catalog, principals: principals)
  }

  package func candidates(for leaking: LeakingDoor) -> [RepairCandidate] {
    var known: Set<String> = []
    let reading = memberships(leaking) + closing(leaking)
    let refusing = escalations(leaking)
    let all = leaking.standsOpen ? beside(refusing, reading) : refusing + reading
    return all.filter { known.insert($0.sql).inserted }
  }

  /// What came out both with and without a write before may take two repairs, where one of the reads is not enough.
  private func beside(_ refusing: [RepairCandidate], _ reading: [RepairCandidate]) -> [RepairCandidate] {
    let paired = reading.prefix(2).flatMap { read in [read] + refusing.prefix(2).map { $0.joined(with: read) } }
    return paired + reading.dropFirst(2)
  }

  private func closing(_ leaking: LeakingDoor) -> [RepairCandidate] {
    switch leaking.door {
    case .relation(let name): catalog.relation(named: name).map { closing($0, leaking) } ?? []
    case .function(let signature):
      catalog.functions.first { $0.signature == signature }.map { closing($0, leaking) } ?? []
    case .computedField(let relation, let field): closing(field, of: relation, leaking)
    case .relationship: []
    case .root: catalogTexts(leaking)
    case .place(let place): place.kind == .statistics ? [] : catalogTexts(leaking)
    }
  }

  /// A client's role that is a member of a trusted one has its grants and the policies written for it.
  private func memberships(_ leaking: LeakingDoor) -> [RepairCandidate] {
    let roles = Set(leaking.readers.map(\.role))
    return holders.membershipsInTrusted.filter { roles.contains($0.client) }.map { client, trusted in
      RepairCandidate(
        ["revoke \([trusted].spelled()) from \([client].spelled())"],
        undo: "grant \([trusted].spelled()) to \([client].spelled())",
        accepting: meant(for: trusted).map { .everybody($0) })
    }
  }

  /// Relations with a policy for a role by name: whoever reads them only as its member was never meant to.
  private func meant(for role: String) -> [QualifiedName] {
    let relations = catalog.policies.filter { $0.roles.contains(role) }.map(\.relation)
    return Set(relations.compactMap { catalog.relation($0)?.name }).sorted()
  }
}
