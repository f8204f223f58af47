internal import Catalog
internal import JSONText
internal import PostgREST
package import Probes

/// What single probes' answers break.
extension Judge {
  func candidates(in outcomes: WorldOutcomes) -> [Candidate] {
    outcomes.first.indices.flatMap { probe -> [Candidate] in
      let read = seen(probe, outcomes.first[probe].kept) + seen(probe, outcomes.second[probe].kept)
      if !read.isEmpty { return read }
      return outcomes.askedAgain[probe].flatMap { influence(probe, $0) }.map { [$0] } ?? []
    }
  }

  /// Whether a probe's answers show what its principal may not read: then it needs no second asking.
  package func shows(_ probe: Int, in outcomes: WorldOutcomes) -> Bool {
    !seen(probe, outcomes.first[probe].kept).isEmpty || !seen(probe, outcomes.second[probe].kept).isEmpty
  }

  /// Canaries in an answer, but for those that the request itself brought and those that this principal may read.
  private func seen(_ probe: Int, _ exchange: Exchange?) -> [Candidate] {
    guard let exchange else { return [] }
    let (entry, principal) = plan[probe]
    let echo = EchoFilter(entry.template, by: principal)
    return search.evidence(in: exchange).compactMap { evidence in
      let holders = holders(of: context.population.canaries[evidence.sighting.canary])
      guard let canary = holders.first, !holders.contains(where: { mayRead(principal, $0) }),
        !echo.holds(evidence, of: canary, search)
      else { return nil }
      let form = evidence.sighting.isWhole ? "" : "\(evidence.sighting.length) characters of "
      let place =
        evidence.place.isEmpty
        ? "the \(evidence.channel.rawValue == "error" ? "error message" : evidence.channel.rawValue)" : evidence.path
      let candidate = Candidate(
        probe: probe, family: entry.family, claim: entry.template.claim,
        channel: evidence.channel,
        secret: canary.secret, tenant: canary.tenant, principal: principal,
        door: context.surface.door(of: entry.template, place: evidence.place),
        evidence:
          "\(form)canary \(name(of: canary)) (\(evidence.excerpt)) as \(evidence.sighting.encoding.rawValue) in \(place)",
        place: evidence.place)
      return self.candidate(candidate, ofAny: Set(holders.flatMap(\.tenants)).sorted())
    }
  }

  /// One value may stand in the rows of several tenants: whoever may read one of them knows it.
  func holders(of canary: Canary) -> [Canary] {
    let holders = context.population.canaries.filter { $0.secret == canary.secret && $0.first == canary.first }
    return holders.isEmpty ? [canary] : holders
  }

  /// The candidate as one of a tenant for which it is allowed, if there is any.
  private func candidate(_ candidate: Candidate, ofAny tenants: [String]) -> Candidate {
    tenants.lazy.map { tenant in
      var candidate = candidate
      candidate.tenant = tenant
      return candidate
    }.first { allowance(for: $0) != nil } ?? candidate
  }

  private func influence(_ probe: Int, _ asked: AskedAgain) -> Candidate? {
    let (entry, principal) = plan[probe]
    if entry.template.onlyRefusalTells, asked.first.contains(where: { $0.response.status < 400 }) { return nil }
    let texts = [asked.first, asked.second].enumerated().map { index, exchanges in
      exchanges.map { text(of: $0, hiding: index == 0 ? .first : .second, from: principal) }
    }
    guard texts.allSatisfy({ $0.count >= 2 }), let difference = Difference(first: texts[0], second: texts[1])
    else { return nil }
    guard let secret = influencing(entry.template, principal) else { return nil }
    let a = asked.first[0]
    let b = asked.second[0]
    let channel: Channel =
      a.response.status != b.response.status ? .status : a.response.body == b.response.body ? .count : .influence
    let candidate = Candidate(
      probe: probe, family: entry.family, claim: .noInfluence, channel: channel, secret: secret, tenant: nil,
      principal: principal,
      door: context.surface.door(of: entry.template, place: []),
      evidence: "two worlds that differ only in their secrets answer \(DifferenceText(a, b, difference))")
    return attributed(candidate, to: entry.template)
  }

  /// The influence with the tenant whose value it tells of.
  ///
  /// Whoever may read a value may ask about it: an answer that depends on one's own value is no finding.
  private func attributed(_ candidate: Candidate, to template: ProbeTemplate) -> Candidate? {
    let brought = search.sightings(in: EchoFilter(template).text).map { context.population.canaries[$0.canary] }
    let isAboutAll = brought.isEmpty || template.request.comparesOrder
    let behind = isAboutAll ? context.population.canaries.filter { $0.secret == candidate.secret } : brought
    if behind.contains(where: { mayRead(candidate.principal, $0) }) { return nil }
    return self.candidate(candidate, ofAny: Set(behind.flatMap(\.tenants)).sorted())
  }

  /// Everything a client sees, the clock and what this principal may read taken out.
  private func text(of exchange: Exchange, hiding world: World, from principal: Principal) -> String {
    var text = exchange.text
    for canary in context.population.canaries where mayRead(principal, canary) {
      text = text.replacing(canary.value(in: world), with: "#own")
    }
    return terms.clock.masked(text)
  }

  /// The secret that an influence comes from: one whose value the request brings, whose column it asks about, or whose
  /// table the door can reach.
  private func influencing(_ template: ProbeTemplate, _ principal: Principal) -> Int? {
    if let brought = search.sightings(in: EchoFilter(template).text).first {
      return context.population.canaries[brought.canary].secret
    }
    let asked =
      template.request.filters.map(\.field.name) + template.request.order.flatMap(\.terms).map(\.field.name)
      + template.request.logic.flatMap(\.tree.fields)
      + template.items.compactMap { if case .column(_, let name) = $0 { name } else { nil } }
    let reachable = context.reachable(by: template)
    let named = context.population.secrets.indices.filter { asked.contains(context.population.secrets[$0].column) }
    let near = context.population.secrets.indices.filter { reachable.contains(context.population.secrets[$0].relation) }
    // Of namesakes it is the one whose table the door can reach.
    return named.first(where: near.contains) ?? named.first ?? near.first ?? context.population.secrets.indices.first
  }

  /// Whether the settings name this principal among the readers of this value.
  func mayRead(_ principal: Principal, _ canary: Canary) -> Bool {
    switch context.population.secrets[canary.secret].readers {
    case .none: false
    case .tenant: principal.tenant != nil && principal.tenant == canary.tenant
    case .admin: principal.kind == .owner && principal.tenant != nil && principal.tenant == canary.tenant
    case .owner: canary.owner != nil && principal.claims?["sub"]?.string == canary.owner
    }
  }

  func allowance(for candidate: Candidate) -> Allowance? {
    let request = plan[candidate.probe].entry.template.request.http
    return terms.allowances.first {
      $0.covers(
        context.population.secrets[candidate.secret], by: candidate.principal,
        request: "\(request.method) \(request.url)",
        tenant: candidate.tenant,
        channel: candidate.claim == .noInfluence ? .influence : candidate.channel, today: terms.today)
    }
  }

  private func name(of canary: Canary) -> String {
    let secret = context.population.secrets[canary.secret]
    return ([canary.tenant ?? "row \(canary.row)", secret.column] + secret.path).joined(separator: "/")
  }
}

extension ProbeTemplate {
  /// What is broken when the request brings a secret.
  fileprivate var claim: Claim { setup.isEmpty || predecessor != nil ? .noRead : .noEscalation }
}

extension Request {
  /// Whether the answer depends on how values compare, so that a bound of another tenant's divides one's own.
  fileprivate var comparesOrder: Bool {
    !order.isEmpty
      || filters.contains { filter in
        if case .compare(let comparison, _, _) = filter.condition.operation {
          [.gt, .gte, .lt, .lte].contains(comparison)
        } else {
          false
        }
      }
  }
}
