internal import PostgREST

/// The search for writes, alone and in chains of two, after which a principal reads something else than before: tried in the
/// first world, and rolled back.
struct EscalationSearch {
  /// Most writes, and most pairs of them, that are followed up for one principal.
  private static let mostWrites = 32
  private static let mostPairs = 6
  private static let callsOfEach = 3
  private let writes: EscalationWrites
  private let steps: [SearchStep]

  init(_ context: ProbeContext, _ steps: [SearchStep]) {
    writes = EscalationWrites(context)
    self.steps = steps
  }

  /// What is tried next: the writes, the writes after one that went through, the reads behind each, the reads behind two.
  var next: [ProbeTemplate]? {
    switch steps.count {
    case 0: writes.templates()
    case 1: writes.chains(to: steps[0].permitted)
    case 2: readsBehind(followed)
    case 3: readsBehind(pairs)
    default: nil
    }
  }

  /// The reads that are answered otherwise behind a write, each with the writes before it.
  var opened: [ProbeTemplate] {
    guard steps.count > 3 else { return [] }
    return (steps[2].opened(by: followed) + steps[3].opened(by: pairs)).flatMap(\.opened)
  }

  private var followed: [PermittedWrite] {
    let single = (steps[0].permitted + steps[1].permitted).fewOfEachPrincipal(Self.mostWrites)
    return single + writes.underHeaders(single)
  }

  private var pairs: [PermittedWrite] {
    writes.pairs(of: steps[2].opened(by: followed).filter(\.opened.isEmpty), most: Self.mostPairs)
  }

  /// Everything that may show a secret, without the writes and behind each.
  private func readsBehind(_ permitted: [PermittedWrite]) -> [ProbeTemplate] {
    guard !permitted.isEmpty else { return [] }
    let reads = writes.context.rereadsAfterWrites(callsOfEach: Self.callsOfEach)
    let askers = Set(permitted.map(\.principal))
    return reads.map { ProbeTemplate($0.request, items: $0.items, principals: askers) }
      + permitted.flatMap { write in
        (reads + writes.rereads(after: write, callsOfEach: Self.callsOfEach)).map {
          ProbeTemplate($0.request, items: $0.items, setup: write.requests, principals: [write.principal])
        }
      }
  }
}

extension SearchStep {
  /// The writes that went through, with the principals whose writes they are.
  fileprivate var permitted: [PermittedWrite] {
    outcomes.indices.compactMap { probe in
      guard outcomes[probe].wroteSomething else { return nil }
      let (entry, principal) = plan[probe]
      return PermittedWrite(entry.template.setup + [entry.template.request], by: principal.name)
    }
  }

  private struct Asked: Hashable {
    var request: Request
    var principal: String
  }

  /// The writes with the reads behind them that are answered otherwise than without them.
  fileprivate func opened(by writes: [PermittedWrite]) -> [PermittedWrite] {
    var usual: [Asked: UInt64] = [:]
    var changed: [PermittedWrite: [ProbeTemplate]] = [:]
    for probe in outcomes.indices {
      let (entry, principal) = plan[probe]
      let asked = Asked(request: entry.template.request, principal: principal.name)
      let answer = outcomes[probe].fingerprint
      if entry.template.setup.isEmpty {
        usual[asked] = answer
      } else if usual[asked] != answer {
        changed[PermittedWrite(entry.template.setup, by: principal.name), default: []].append(entry.template)
      }
    }
    return writes.map { write in
      var write = write
      write.opened = changed[write] ?? []
      return write
    }
  }
}
