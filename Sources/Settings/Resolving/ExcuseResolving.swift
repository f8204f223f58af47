package import Judgement
internal import OrderedCollections
package import Probes
internal import SQLText

/// Holds what the settings excuse against what exists, before a single probe: an excuse for everything proves nothing, and
/// one for a name that is not there hides a slip.
package struct ExcuseResolving: Sendable {
  let settings: ProjectSettings
  let context: ProbeContext
  /// Whom the settings name, whether they ask in this run or not.
  let named: [Principal]

  package init(settings: ProjectSettings, context: ProbeContext, named: [Principal]) {
    self.settings = settings
    self.context = context
    self.named = named
  }

  // MARK: Skips

  /// Skips that nothing answers to, and what is left when everything is skipped.
  ///
  /// - Throws: ``SettingsError`` for a pattern that leaves out everything of a kind.
  package func skips() throws(SettingsError) -> (notes: [String], unproven: [Unproven]) {
    let items = context.surface.items
    let names = items.map { context.surface.name(of: $0) }
    var left = OrderedDictionary(grouping: items.indices, by: { items[$0].kind })
    var skipped: Set<Int> = []
    var notes: [String] = []
    for entry in settings.skip {
      let skip = Skip(what: entry.what, reason: entry.reason)
      let matched = names.indices.filter { skip.covers(names[$0]) }
      skipped.formUnion(matched)
      if matched.isEmpty { notes.append(note(on: entry, among: names)) }
      guard skip.isPattern else { continue }
      for kind in left.keys { left[kind]?.removeAll(where: matched.contains) }
      if let kind = left.first(where: \.value.isEmpty)?.key { throw error(entry, covering: kind) }
    }
    let isEverything = !items.isEmpty && skipped.count == items.count
    return (notes, isEverything ? [Unproven("surface", "the settings skip all of it")] : [])
  }

  private func error(_ entry: SkipSettings, covering kind: SurfaceItem.Kind) -> SettingsError {
    let kind = kind.rawValue.replacing("_", with: " ")
    return SettingsError(
      at: entry.at, message: "skipping \"\(entry.what)\" leaves none of the \(kind) to be tried: name single items")
  }

  private func note(on entry: SkipSettings, among names: [String]) -> String {
    let bare = names.map { String($0.drop { $0 != " " }.dropFirst()) }
    let nearest = NearestName.of(entry.what, among: names) ?? NearestName.of(entry.what, among: bare)
    let hint = nearest.map { ": did you mean \"\($0)\"?" } ?? ", nothing on the surface is called so"
    return "\(entry.at): the skip \"\(entry.what)\" was not used\(hint)"
  }

  // MARK: Allowances

  /// - Throws: ``SettingsError`` with the nearest name for a secret, principal or tenant that does not exist.
  package func checkAllowances() throws(SettingsError) {
    for (entry, allowance) in zip(settings.allow, settings.allowances) {
      let secrets = context.population.secrets.map(\.description)
      if !context.population.secrets.contains(where: allowance.covers) {
        let tables = context.population.secrets.map(\.relation.description).uniqued { $0 }
        throw error(entry, "secret", entry.secret, among: secrets + tables)
      }
      if let principal = entry.principal { try check(principal, of: entry) }
      let tenants = settings.tenants.flatMap { [$0.label, $0.key] } + ["*"]
      if let tenant = entry.tenant, !tenants.contains(tenant) { throw error(entry, "tenant", tenant, among: tenants) }
    }
  }

  /// Principals that others can make themselves have the name of whom they come from, and a plus.
  private func check(_ principal: String, of entry: AllowSettings) throws(SettingsError) {
    let known = (named + context.population.principals).map(\.name) + ["*"]
    let isOfAbsent = named.contains {
      principal.hasPrefix($0.name + "+") && !context.population.principals.contains($0)
    }
    guard !known.contains(principal), !isOfAbsent else { return }
    throw error(entry, "principal", principal, among: known.uniqued { $0 })
  }

  private func error(
    _ entry: AllowSettings, _ key: String, _ name: String, among known: [String]
  ) -> SettingsError {
    let names = known.filter { $0 != "*" }
    let nearest = NearestName.of(name, among: names).map { "did you mean \"\($0)\"?" }
    let listed = names.prefix(12).joined(separator: ", ")
    let hint = nearest ?? (listed.isEmpty ? "there is none" : "there are \(listed)")
    return SettingsError(at: entry.at, message: "[[allow]] names the \(key) \"\(name)\", which does not exist: \(hint)")
  }
}
