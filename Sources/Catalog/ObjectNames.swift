internal import SQLText

extension CatalogSnapshot {
  /// Names of the project's objects, which say nothing of a secret whose form they share.
  package var objectNames: [String] {
    let named =
      relations.map(\.name.name.name) + relations.flatMap(\.columns).map(\.name) + functions.map(\.name.name.name)
    return named + constraints.map(\.name) + uniqueIndexes.map(\.name) + policies.map(\.name) + triggers.map(\.name)
  }
}
