internal import PostgREST
internal import Probes

/// The next pages of answers of which `max_rows` showed the first: a client asks for them too.
struct Paging: Sendable {
  /// Rows of a page; nil where nothing is cut.
  let pageSize: Int?
  /// The families that read everything that a door shows; the others ask again what these have read.
  private let families: Set<String>

  init(pageSize: Int?, _ families: [any ProbeFamily.Type]) {
    self.pageSize = pageSize
    self.families = Set(families.filter { $0.readsOn }.map { $0.name })
  }

  /// The entries that ask for what follows the answers to some probes.
  ///
  /// - Parameter probes: those of the last round, as numbers in the plan.
  func entries(after probes: Range<Int>, of plan: Plan, _ outcomes: WorldOutcomes) -> [Plan.Entry] {
    guard let pageSize else { return [] }
    return probes.compactMap { probe in
      guard outcomes.first[probe].rows == pageSize || outcomes.second[probe].rows == pageSize else { return nil }
      let index = plan.entry(of: probe)
      var entry = plan.entries[index]
      let method = entry.template.request.method
      guard families.contains(entry.family), method == .get || method == .post else { return nil }
      let offset = entry.template.request.ranges.first { $0.path.isEmpty }?.offset ?? 0
      entry.template.request.ranges = [RowRange(offset: offset + Int128(pageSize))]
      entry.principals = [entry.principals[probe - plan.starts[index]]]
      return entry
    }
  }
}
