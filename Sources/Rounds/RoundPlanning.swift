internal import Judgement
internal import PostgREST
internal import Probes

/// What a run has asked and been answered so far, and what it asks next: nothing here but values.
struct RoundPlanning: Sendable {
  private let run: ProbeRun
  private var searches: [String: [SearchStep]] = [:]
  private(set) var plan: Plan
  private var outcomes = WorldOutcomes()
  /// The judge's say of the outcomes, as long as no more came in.
  private var judged: Judge.Judged?
  private var stage = Stage.searching
  /// Probes whose answers may go on past their first page.
  private var unread = 0..<0
  private var pages = 0
  private var remakings = 0
  private var unproven: [Unproven] = []

  private enum Stage { case searching, probing, paging, repeating, remaking, done }

  /// - Parameter plan: what is asked; nil for all that the families ask.
  init(_ run: ProbeRun, plan: Plan?) {
    self.run = run
    self.plan = plan ?? Plan(principals: [], entries: [])
    if plan != nil { stage = .probing }
  }

  /// The next round; nil when nothing is left to ask.
  mutating func next() -> Round? {
    switch stage {
    case .searching: search() ?? probe()
    case .probing: probe()
    case .paging: readOn() ?? askAgain() ?? remake()
    case .repeating: remake()
    case .remaking: remake()
    case .done: nil
    }
  }

  mutating func take(_ answers: RoundAnswers, to round: Round) {
    judged = nil
    switch (round, answers) {
    case (.searching(let family, let plan), .found(let outcomes)):
      searches[family, default: []].append(SearchStep(plan: plan, outcomes: outcomes))
    case (.probing, .outcomes(let answered)):
      outcomes = answered
      unread = 0..<plan.count
    case (.paging(let pages), .outcomes(let answered)):
      unread = plan.count..<plan.count + pages.count
      plan = Plan(principals: plan.principals, entries: plan.entries + pages.entries)
      outcomes.first += answered.first
      outcomes.second += answered.second
    case (_, .again(let again)): outcomes.askedAgain = again
    default: break
    }
  }

  // MARK: Searching and probing

  /// The next step of the first family that has not ended its search.
  private func search() -> Round? {
    for family in run.families {
      guard let templates = family.search(in: run.context, after: searches[family.name] ?? []) else { continue }
      return .searching(family: family.name, Plan(templates, of: family.name, in: run.context))
    }
    return nil
  }

  private mutating func probe() -> Round {
    if stage == .searching { plan = Plan.of(run.families, in: run.context, after: searches) }
    stage = .paging
    return .probing(plan)
  }

  // MARK: Reading on

  /// Page after page of answers that were cut, until they end; those that do not are named.
  private mutating func readOn() -> Round? {
    let paging = Paging(pageSize: run.context.surface.settings.maxRows, run.families)
    let entries = paging.entries(after: unread, of: plan, outcomes)
    guard !entries.isEmpty else { return nil }
    let most = run.context.limits.pages
    guard pages < most else {
      unread = 0..<0
      unproven += entries.compactMap(\.template.items.first).uniqued(by: \.self).map {
        Unproven(
          run.context.surface.name(of: $0), "its answer goes on past \(most) pages: raise `pages` in [limits]")
      }
      return nil
    }
    pages += 1
    return .paging(Plan(principals: plan.principals, entries: entries))
  }

  // MARK: Asking again

  /// What differs between the worlds without showing a secret.
  private mutating func askAgain() -> Round? {
    stage = .repeating
    let judge = run.judge(of: plan)
    let differing = outcomes.differing().filter { !judge.shows($0, in: outcomes) }
    let most = run.context.limits.differences
    if differing.count > most {
      unproven.append(
        Unproven(
          "differences between the worlds",
          "\(differing.count) answers differ, of which \(most) were asked again: raise `differences` in [limits]"))
    }
    return differing.isEmpty ? nil : .repeating(Array(differing.prefix(most)))
  }

  /// What still seems to tell the worlds apart, more than once, for chance may agree with itself.
  private mutating func remake() -> Round? {
    stage = .remaking
    let doubtful = verdict().influenced
    guard run.replica != nil, remakings < Self.mostRemakings, !doubtful.isEmpty,
      remakings == 0 || doubtful.count <= Self.mostDoubtful
    else {
      stage = .done
      return nil
    }
    remakings += 1
    return .remaking(doubtful)
  }

  private static let mostRemakings = 4
  /// So many answers do not differ by chance.
  private static let mostDoubtful = 200

  private mutating func verdict() -> Judge.Judged {
    let known = judged ?? run.judge(of: plan).judge(outcomes)
    judged = known
    return known
  }

  // MARK: Results

  var results: ProbeResults {
    let judge = run.judge(of: plan)
    let judged = judged ?? judge.judge(outcomes)
    return ProbeResults(
      plan: plan, outcomes: outcomes, findings: judged.findings, allowed: judged.allowed, seen: judged.seen,
      reveals: judge.reveals(in: outcomes) { $0.items.contains(where: run.terms.audited.contains) },
      leaks: judged.leaks, unproven: unproven)
  }
}
