internal import Execution
internal import PostgREST
internal import Probes

extension Inquiry {
  /// Which of the writes that might raise a principal it is let do: each tried in the first world, and rolled back.
  func openWrites() async throws -> [OpenWrite] {
    guard families.contains(where: { $0.name == Escalation.name }) else { return [] }
    let drafts = OpeningWrites(ground).drafts()
    guard !drafts.isEmpty else { return [] }
    let plan = Plan(drafts, of: Escalation.name, on: ground)
    let executor = executor(first, plan) { _ in Outcome(kind: .answered, status: 0) }
    let exchanges = try await executor.exchanges(Array(0..<plan.count))
    return exchanges.indices.compactMap { probe in
      guard exchanges[probe].response.wroteSomething else { return nil }
      let (entry, principal) = plan[probe]
      return OpenWrite(entry.draft.request, by: principal.name)
    }
  }
}

extension Response {
  /// Whether the write went through, and touched a row as far as the answer says.
  fileprivate var wroteSomething: Bool {
    guard (200..<300).contains(status) else { return false }
    let range = headers.first { $0.name.lowercased() == "content-range" }?.value ?? ""
    return !range.hasSuffix("/0")
  }
}
