extension Plan {
  /// The plan of some of its probes only, in the same order.
  ///
  /// - Parameter probes: in ascending order, without repetition.
  package func only(_ probes: [Int]) -> Plan {
    var kept: [Entry] = []
    var rest = probes[...]
    for (index, entry) in entries.enumerated() where !rest.isEmpty {
      let own = rest.prefix { $0 < starts[index + 1] }
      guard !own.isEmpty else { continue }
      var part = entry
      part.principals = own.map { entry.principals[$0 - starts[index]] }
      kept.append(part)
      rest = rest.dropFirst(own.count)
    }
    return Plan(principals: principals, entries: kept)
  }
}
