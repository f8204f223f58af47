package import Catalog
package import Probes
internal import SQLText

extension CatalogSnapshot {
  /// The secrets of the settings, as columns that exist.
  ///
  /// - Throws: ``SettingsError`` with the nearest name for a table or column that the database lacks.
  package func secrets(from settings: [SecretSettings]) throws(SettingsError) -> [Secret] {
    var secrets: [Secret] = []
    for entry in settings {
      guard let relation = relation(named: entry.table) else {
        throw SettingsError(
          at: entry.at,
          message: "no table \(entry.table) in the database"
            + hint(entry.table.description, among: relations.map(\.name.description)))
      }
      try check(
        [("owner_column", entry.ownerColumn), ("tenant_column", entry.tenantColumn)], of: relation, at: entry.at)
      for column in entry.columns ?? wholeTable(relation) {
        secrets.append(try secret(column, of: relation, entry))
      }
    }
    return secrets
  }

  private func check(
    _ columns: [(key: String, name: String?)], of relation: Relation, at place: FileLine
  ) throws(SettingsError) {
    for (key, name) in columns {
      guard let name, relation.column(name) == nil else { continue }
      throw SettingsError(
        at: place,
        message: "`\(key)`: no column \(name) in \(relation.name)" + hint(name, among: relation.columns.map(\.name)))
    }
  }

  private func secret(_ text: String, of relation: Relation, _ entry: SecretSettings) throws(SettingsError) -> Secret {
    let steps = text.replacing("->>", with: "->").split(separator: "->").map(String.init)
    let name = steps.first.map { QualifiedName.parts(of: $0)?.first ?? $0 } ?? text
    let column = [steps.first ?? text, name].first { relation.column($0) != nil }
    guard let column else {
      throw SettingsError(
        at: entry.at, message: "no column \(name) in \(relation.name)" + hint(name, among: relation.columns.map(\.name))
      )
    }
    var secret = Secret(
      relation: relation.name, column: column, path: steps.dropFirst().map { $0.filter { $0 != "'" } },
      readers: entry.readers, ownerColumn: entry.ownerColumn,
      tenantColumn: entry.tenantColumn)
    secret.isPlanted = entry.plant
    return secret
  }

  /// Every column that is neither part of a key nor a reference.
  private func wholeTable(_ relation: Relation) -> [String] {
    let keys = constraints.filter { $0.relation == relation.oid && ($0.kind == .foreignKey || $0.kind == .primaryKey) }
      .flatMap(\.columns)
    return relation.columns.filter { !keys.contains($0.number) }.map(\.name)
  }
}

private func hint(_ name: String, among names: [String]) -> String {
  NearestName.of(name, among: names).map { ": did you mean \($0)?" } ?? ""
}
