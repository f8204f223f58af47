internal import Catalog

/// Requests × principals, in the order in which outcomes are reported.
package struct Plan: Sendable {
  package struct Entry: Sendable {
    package var family: String
    package var template: ProbeTemplate
    /// Indexes into the plan's principals, grouped by role so that a connection can reuse the parsed statement.
    package var principals: [Int]

    package init(family: String, template: ProbeTemplate, principals: [Int]) {
      self.family = family
      self.template = template
      self.principals = principals
    }
  }

  package var principals: [Principal]
  package var entries: [Entry]
  /// The number of probes before each entry, and after the last.
  package private(set) var starts: [Int]

  package init(principals: [Principal], entries: [Entry]) {
    self.principals = principals
    self.entries = entries
    starts = entries.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.principals.count) }
  }

  /// The number of probes.
  package var count: Int { starts.last ?? 0 }

  /// The request and the principal of a probe.
  package subscript(probe: Int) -> (entry: Entry, principal: Principal) {
    let index = entry(of: probe)
    let entry = entries[index]
    return (entry, principals[entry.principals[probe - starts[index]]])
  }

  /// The entry that a probe belongs to, by its place.
  package func entry(of probe: Int) -> Int { starts.partitioningIndex { $0 > probe } - 1 }

  /// The requests of some families; one that two of them make is made once, for the first.
  ///
  /// - Parameter searches: the answered steps of each family that had to search, by its name.
  package static func of(
    _ families: [any ProbeFamily.Type], in context: ProbeContext, after searches: [String: [SearchStep]] = [:]
  ) -> Plan {
    Plan(
      families.flatMap { family in
        family.requests(in: context, after: searches[family.name] ?? []).map { (family.name, $0) }
      }, in: context)
  }

  /// The templates of one family, real or not.
  package init(_ templates: [ProbeTemplate], of family: String, in context: ProbeContext) {
    self.init(templates.map { (family, $0) }, in: context)
  }

  /// Every principal that the settings name makes every request, unless it is meant for some only.
  private init(_ templates: [(family: String, template: ProbeTemplate)], in context: ProbeContext) {
    let asking = context.population.principals.filter { $0.kind != .trusted }
    let order = asking.indices.sorted { (asking[$0].role, $0) < (asking[$1].role, $1) }
    let named = order.filter { asking[$0].derivedFrom == nil }
    var known: Set<ProbeTemplate> = []
    let entries = templates.compactMap { family, template -> Entry? in
      guard known.insert(template).inserted else { return nil }
      let principals = template.principals.map { names in order.filter { names.contains(asking[$0].name) } } ?? named
      return principals.isEmpty ? nil : Entry(family: family, template: template, principals: principals)
    }
    self.init(principals: asking, entries: entries)
  }
}
