internal import Provisioning

extension SettingsTable {
  /// `[database]`.
  func recipe() throws(SettingsError) -> Recipe {
    try allow(["baseline", "migrations", "seed", "owner", "default_privileges", "postgres"])
    return Recipe(
      baseline: try choice("baseline") ?? .supabase,
      defaultPrivileges: try choice("default_privileges") ?? .legacy,
      migrations: try scripts("migrations") ?? [],
      seeds: try scripts("seed") ?? [],
      owner: try string("owner"))
  }

  /// A path, or a list of paths and of tables `{ file, role }`.
  func scripts(_ key: String) throws(SettingsError) -> [Script]? {
    guard let node = members[key] else { return nil }
    if case .string(let path) = node { return [Script(path: resolved(path))] }
    guard case .array(let entries) = node else {
      throw error(key, "`\(key)` must be a folder, a file or a list of either, not \(node.kind)")
    }
    var scripts: [Script] = []
    for (index, entry) in entries.enumerated() {
      switch entry {
      case .string(let path): scripts.append(Script(path: resolved(path)))
      case .table(let members): scripts.append(try element(index, of: key, members).script())
      default: throw error(key, "an entry of `\(key)` must be a path or { file = …, role = … }, not \(entry.kind)")
      }
    }
    return scripts
  }

  private func script() throws(SettingsError) -> Script {
    try allow(["file", "role"])
    let path = try required("file", try string("file"))
    let role: Script.Role =
      switch try string("role") {
      case nil: .owner
      case "superuser": .superuser
      case .some(let name): .named(name)
      }
    return Script(path: resolved(path), role: role)
  }
}
