internal import Catalog
internal import Examinations
internal import Execution
internal import JSONText
internal import Judgement
internal import PostgREST
internal import Postgres
internal import Probes
internal import Rounds
internal import SQLText

/// Requests beside the plan whose answers a repair must leave: those of trusted principals, and the writes that
/// members make rightly where a repair refuses writes.
struct UnaffectedRequests: Sendable {
  private static let mostReads = 48
  private static let mostWrites = 48
  private static let mostRows = 3

  private let run: ProbeRun
  private let plan: Plan
  private let before: [Outcome]
  /// Probes that were answered, or whose write went through.
  private let kept: [Int]
  /// Whether only that a write goes through must stay.
  private let writes: Bool

  private init(_ entries: [Plan.Entry], by principals: [Principal], _ run: ProbeRun, writes: Bool) async throws {
    self.run = run
    self.writes = writes
    let plan = Plan(principals: principals, entries: entries)
    before = try await run.outcomes(of: plan, in: .first)
    kept = before.indices.filter { [before] probe in
      writes ? before[probe].wroteSomething : before[probe].kind == .answered || before[probe].status == 204
    }
    self.plan = plan
  }

  /// Who is kept from what in a copy, if anybody.
  func loss(in copy: ProbeRun) async throws -> String? {
    guard !kept.isEmpty else { return nil }
    let after = try await copy.outcomes(of: plan.only(kept), in: .first)
    let changed = kept.indices.filter { !isLike(after[$0], before[kept[$0]]) }
    guard !changed.isEmpty else { return nil }
    let unrepaired = try await run.outcomes(of: plan.only(changed.map { kept[$0] }), in: .first)
    let lost = zip(changed, unrepaired).first { index, outcome in isLike(outcome, before[kept[index]]) }
    return lost.map { index, _ in
      let (entry, principal) = plan[kept[index]]
      return "it would keep \(principal.name) from \(entry.template.told)"
    }
  }

  private func isLike(_ outcome: Outcome, _ before: Outcome) -> Bool {
    writes
      ? outcome.wroteSomething == before.wroteSomething
      : outcome.kind == before.kind && outcome.fingerprint == before.fingerprint
  }

  // MARK: Trusted principals

  /// Reads, as trusted principals, of what a door and its secrets' tables show.
  static func trusted(
    _ relations: Set<QualifiedName>, _ door: Door, _ subject: ExaminationSubject
  ) async throws -> UnaffectedRequests {
    let context = subject.run.context
    let principals = context.population.principals.filter { $0.kind == .trusted }
    var known: Set<Request> = []
    let entries = subject.results.plan.entries.filter { entry in
      let template = entry.template
      guard template.setup.isEmpty, template.request.resource != .root, template.request.method != .delete else {
        return false
      }
      let isNear =
        context.surface.door(of: template, place: []) == door
        || !context.reachable(by: template).isDisjoint(with: relations)
      return isNear && known.insert(template.request).inserted
    }
    return try await UnaffectedRequests(
      entries.spread(over: mostReads).map { entry in
        var entry = entry
        entry.principals = Array(principals.indices)
        return entry
      }, by: principals, subject.run, writes: false)
  }
}

extension UnaffectedRequests {
  // MARK: Writes

  /// Writes to these sites that went through before, for the writer's own tenant, and are not of the kind that opened
  /// the door.
  static func writing(
    to sites: Set<WriteSite>, _ abusive: AbusiveWrites, _ subject: ExaminationSubject
  ) async throws -> UnaffectedRequests {
    let context = subject.run.context
    let places = Set(sites.map(\.place))
    let own = EscalationWrites(context).templates().filter { template in
      // Updates are tried with what stands there: another value of a column may be just what should be refused.
      guard template.request.method != .patch else { return false }
      var last = template
      last.setup = [template.request]
      return context.surface.writes(before: last).contains { places.contains($0.place) }
    }
    let principals = context.population.principals.filter { $0.derivedFrom == nil }
    func rightly(_ entries: [Plan.Entry]) -> [Plan.Entry] {
      entries.compactMap { entry in
        var entry = entry
        entry.principals.removeAll { abusive.isMade(by: principals[$0], in: entry.template) }
        return entry.principals.isEmpty ? nil : entry
      }
    }
    let founding = rightly(writesAboutOwnTenant(of: sites, subject.results, in: context, principals))
    let direct = rightly(own.map { entry(of: $0, by: principals) { $0.kind == .trusted } })
    let idle = rightly(sites.merged().flatMap { unchanging($0, principals, context) })
    return try await UnaffectedRequests(
      [founding, direct, idle].flatMap { $0.spread(over: mostWrites) }, by: principals, subject.run, writes: true)
  }

  private static func entry(
    of template: ProbeTemplate, by principals: [Principal], _ isAddedTo: (Principal) -> Bool
  ) -> Plan.Entry {
    let asking = principals.indices.filter { index in
      isAddedTo(principals[index]) || template.principals?.contains(principals[index].name) ?? true
    }
    return Plan.Entry(family: Escalation.name, template: template, principals: asking)
  }

  /// Updates that set a column to what it holds already, of rows of the writer's own tenant: what opened the door is
  /// left out where the row is about the writer.
  private static func unchanging(_ site: WriteSite, _ principals: [Principal], _ context: ProbeContext) -> [Plan.Entry]
  {
    guard site.method == .patch, case .relation(let name) = site.target,
      let relation = context.surface.catalog.relation(named: name), !relation.primaryKey.isEmpty
    else { return [] }
    let tenantOf = context.population.tenantOf
    return principals.indices.flatMap { index -> [Plan.Entry] in
      let principal = principals[index]
      let rows = context.population.rows.rows(of: name).filter { row in
        principal.kind == .trusted || principal.tenant != nil && tenantOf.label(of: row, in: name) == principal.tenant
      }
      return rows.prefix(mostRows).flatMap { row -> [Plan.Entry] in
        let isOwn = principal.claims?["sub"]?.string.map { row.compact.contains($0) } ?? false
        let key = relation.primaryKey.compactMap { name in
          row[name]?.argumentText.map { Filter(Field(name), .eq($0)) }
        }
        let kept = (row.members ?? []).filter { member in
          !relation.primaryKey.contains(member.key) && !(isOwn && site.columns.contains(member.key))
        }
        return kept.map { member in
          let request = Request.update(
            name.name.name, set: .object([member]), filters: key,
            prefer: Preferences(returning: .minimal, count: .exact), profile: context.surface.profile(name.schema))
          return Plan.Entry(family: Escalation.name, template: ProbeTemplate(request), principals: [index])
        }
      }
    }
  }
}

extension Set<WriteSite> {
  /// One for each place, with all the columns that are written there.
  fileprivate func merged() -> [WriteSite] {
    Dictionary(grouping: self, by: \.place).sorted { $0.key < $1.key }.compactMap { _, sites in
      sites.first.map { first in
        WriteSite(first.target, first.method, columns: sites.reduce(into: []) { $0.formUnion($1.columns) })
      }
    }
  }
}

extension ProbeTemplate {
  /// The request as a sentence names it: without values, which may be secrets.
  var told: String {
    let http = request.http
    let selected = http.query.split(separator: "&").first { $0.hasPrefix("select=") }.map { "?\($0)" } ?? ""
    let after = setup.last.map { " after \($0.http.method) \($0.http.path)" } ?? ""
    return "\(http.method) \(http.path)\(selected)\(after)"
  }
}
