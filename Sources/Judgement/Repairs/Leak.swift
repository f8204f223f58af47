internal import PostgREST
package import Probes

/// One probe that brought something of one secret out through one door.
package struct Leak: Hashable, Sendable {
  /// Its number in the plan.
  package var probe: Int
  /// Index into the run's secrets.
  package var secret: Int
  package var door: Door
  package var channel: Channel
  package var principal: Principal
  /// Names that may be the column it stood in: the keys down to the value, or the columns that the request asked for.
  package var columns: [String]
  /// Whether the settings allow it.
  package var isAllowed: Bool
}

/// What is known of one door when a repair is looked for: everything that came out of it.
package struct LeakingDoor: Hashable, Sendable {
  package var door: Door
  package var secrets: [Secret]
  package var channels: Set<Channel>
  package var columns: Set<String>
  package var readers: [Principal]
  /// The writes that opened it, a chain for each way; empty where it stood open.
  package var writes: Set<[WriteSite]> = []
  /// Whether something also came out of it without a write before.
  package var standsOpen = true
  /// Whether somebody rightly gets values of these secrets, here or elsewhere: then closing it to everybody takes
  /// something.
  package var hasReaders = false

  package init(
    _ door: Door, secrets: [Secret], channels: Set<Channel>, columns: Set<String>, readers: [Principal]
  ) {
    self.door = door
    self.secrets = secrets
    self.channels = channels
    self.columns = columns
    self.readers = readers
  }

  /// - Parameter leaks: those through this door, allowed ones left out.
  package init(_ door: Door, _ leaks: [Leak], among secrets: [Secret]) {
    let readers = Dictionary(leaks.map { ($0.principal.name, $0.principal) }) { first, _ in first }
    self.init(
      door, secrets: Set(leaks.map(\.secret)).sorted().map { secrets[$0] }, channels: Set(leaks.map(\.channel)),
      columns: Set(leaks.flatMap(\.columns)), readers: readers.sorted { $0.key < $1.key }.map(\.value))
  }
}

extension Judge {
  /// Every probe that brought a secret out, allowed or not.
  func leaks(of candidates: [Candidate]) -> [Leak] {
    candidates.map { candidate in
      Leak(
        probe: candidate.probe, secret: candidate.secret, door: candidate.door, channel: candidate.channel,
        principal: candidate.principal,
        columns: columns(shownBy: candidate),
        isAllowed: allowance(for: candidate) != nil)
    }
  }

  /// Names that may be the column in which a secret stood.
  func columns(shownBy candidate: Candidate) -> [String] {
    candidate.place.isEmpty
      ? Self.asked(plan[candidate.probe].entry.template) : candidate.place.filter { Int($0) == nil }
  }

  /// The columns that a request asks for or about.
  private static func asked(_ template: ProbeTemplate) -> [String] {
    let request = template.request
    let selected = template.items.compactMap { item in
      if case .column(_, let name) = item { name } else { nil }
    }
    return selected + request.filters.map(\.field.name) + request.order.flatMap(\.terms).map(\.field.name)
      + request.logic.flatMap(\.tree.fields)
  }
}
