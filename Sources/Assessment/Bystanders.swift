internal import Catalog
internal import Execution
internal import JSONText
internal import Judgement
internal import PostgREST
internal import Postgres
internal import Probes
internal import SQLText

/// Requests beside the plan whose answers a repair must leave: those of trusted principals, and the writes that
/// members make rightly where a repair refuses writes.
struct Bystanders: Sendable {
  private static let mostReads = 48
  private static let mostWrites = 48
  private static let mostRows = 3

  private let probeRun: ProbeRun
  private let plan: Plan
  private let before: [Outcome]
  /// Probes that were answered.
  private let kept: [Int]
  private let reduce: @Sendable (Exchange) -> Outcome

  private init(_ entries: [Plan.Entry], by principals: [Principal], _ probeRun: ProbeRun, writes: Bool) async throws {
    self.probeRun = probeRun
    let plan = Plan(principals: principals, entries: entries)
    let reduction = OutcomeReduction(search: probeRun.search, clock: Timestamps(runStartedAt: probeRun.started.text))
    reduce = { exchange in
      guard writes else { return reduction.outcome(of: exchange) }
      let isDone = exchange.response.wroteSomething
      return Outcome(kind: isDone ? .answered : .refused, status: exchange.response.status)
    }
    before = try await probeRun.executor(probeRun.first, plan, reduce).run(0..<plan.count)
    kept = before.indices.filter { [before] in before[$0].kind == .answered || before[$0].status == 204 }
    self.plan = plan
  }

  /// Who is kept from what in a copy, if anybody.
  func loss(in copy: ProbeRun) async throws -> String? {
    guard !kept.isEmpty else { return nil }
    let asked = plan.only(kept)
    let after = try await copy.executor(copy.first, asked, reduce).run(0..<asked.count)
    let changed = kept.indices.filter {
      after[$0].fingerprint != before[kept[$0]].fingerprint || after[$0].kind != before[kept[$0]].kind
    }
    guard !changed.isEmpty else { return nil }
    let again = plan.only(changed.map { kept[$0] })
    let unrepaired = try await probeRun.executor(probeRun.first, again, reduce).run(0..<again.count)
    let lost = zip(changed, unrepaired).first { index, outcome in
      outcome.kind == before[kept[index]].kind && outcome.fingerprint == before[kept[index]].fingerprint
    }
    return lost.map { index, _ in
      let (entry, principal) = plan[kept[index]]
      return "it would keep \(principal.name) from \(entry.template.told)"
    }
  }

  // MARK: Trusted principals

  /// Reads, as trusted principals, of what a door and its secrets' tables show.
  static func trusted(_ relations: Set<QualifiedName>, _ door: Door, of result: ProbeRun.Result, _ probeRun: ProbeRun)
    async throws -> Bystanders
  {
    let ground = probeRun.ground
    let principals = ground.principals.filter { $0.kind == .trusted }
    var known: Set<Request> = []
    let entries = result.plan.entries.filter { entry in
      let template = entry.template
      guard template.setup.isEmpty, template.request.resource != .root, template.request.method != .delete else {
        return false
      }
      let isNear =
        ground.door(of: template, place: []) == door || !ground.reachable(by: template).isDisjoint(with: relations)
      return isNear && known.insert(template.request).inserted
    }
    return try await Bystanders(
      entries.spread(over: mostReads).map { entry in
        var entry = entry
        entry.principals = Array(principals.indices)
        return entry
      }, by: principals, probeRun, writes: false)
  }
}

extension Bystanders {
  // MARK: Writes

  /// Writes to these sites that went through before, for the writer's own tenant, and are not of the kind that opened
  /// the door.
  static func writing(
    to sites: Set<WriteSite>, _ misuse: Misuse, of result: ProbeRun.Result, _ probeRun: ProbeRun
  ) async throws -> Bystanders {
    let ground = probeRun.ground
    let places = Set(sites.map(\.place))
    let own = EscalationWrites(ground).templates().filter { template in
      // Updates are tried with what stands there: another value of a column may be just what should be refused.
      guard template.request.method != .patch else { return false }
      var last = template
      last.setup = [template.request]
      return ground.openings(of: last).contains { places.contains($0.place) }
    }
    let principals = ground.principals.filter { $0.derivedFrom == nil }
    func rightly(_ entries: [Plan.Entry]) -> [Plan.Entry] {
      entries.compactMap { entry in
        var entry = entry
        entry.principals.removeAll { misuse.isMade(by: principals[$0], in: entry.template) }
        return entry.principals.isEmpty ? nil : entry
      }
    }
    let founding = rightly(foundings(of: sites, result, probeRun, principals))
    let direct = rightly(own.map { entry(of: $0, by: principals) { $0.kind == .trusted } })
    let idle = rightly(sites.merged().flatMap { unchanging($0, principals, ground) })
    return try await Bystanders(
      [founding, direct, idle].flatMap { $0.spread(over: mostWrites) }, by: principals, probeRun, writes: true)
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
  private static func unchanging(_ site: WriteSite, _ principals: [Principal], _ ground: Ground) -> [Plan.Entry] {
    guard site.method == .patch, case .relation(let name) = site.target,
      let relation = ground.catalog.relation(named: name), !relation.primaryKey.isEmpty
    else { return [] }
    let tenantOf = TenantOfRow(tenants: ground.tenants, catalog: ground.catalog, rows: ground.rows)
    return principals.indices.flatMap { index -> [Plan.Entry] in
      let principal = principals[index]
      let rows = ground.rows.rows(of: name).filter { row in
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
            prefer: Preferences(returning: .minimal, count: .exact), profile: ground.profile(name.schema))
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
