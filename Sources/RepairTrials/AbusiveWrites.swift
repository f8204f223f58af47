internal import Catalog
internal import JSONText
internal import Judgement
internal import PostgREST
internal import Probes
internal import Rounds
internal import SQLText

/// The writes that opened a door, so that others of their kind are not counted among what a repair must leave.
struct AbusiveWrites: Sendable {
  /// What one write has in common with another of the same purpose.
  private struct Kind: Hashable {
    /// nil: whoever writes about themselves.
    var principal: String?
    var method: Request.Method
    var resource: Request.Resource
    var profile: String?
    /// What an update changes.
    var keys: Set<String> = []
    var tenant: String?
  }

  private let context: ProbeContext
  private let tenantOf: TenantOfRow
  private var kinds: Set<Kind> = []
  /// The columns that updates changed, each as a kind of its own.
  private var changed: Set<Kind> = []
  /// Functions that opened a door: whoever belongs nowhere has no business with them.
  private var called: Set<Request.Resource> = []

  init(_ context: ProbeContext, _ results: ProbeResults) {
    self.context = context
    tenantOf = context.population.tenantOf
    for leak in results.leaks where !leak.isAllowed {
      let template = results.plan[leak.probe].entry.template
      // What went before the last write may be innocent.
      guard template.predecessor == nil, let last = template.setup.last else { continue }
      kinds.insert(kind(of: last, by: leak.principal))
      if let about = aboutWriter(last, leak.principal) { kinds.insert(about) }
      changed.formUnion(columns(of: last))
      if case .routine = last.resource { called.insert(last.resource) }
    }
  }

  /// Whether a request, or one that goes before it, is a write of these kinds, or one into a tenant that is not the
  /// writer's.
  ///
  /// - Parameter narrowly: leave out what others did about themselves.
  func isMade(by principal: Principal, in template: ProbeTemplate, narrowly: Bool = false) -> Bool {
    guard template.predecessor == nil, principal.kind != .trusted else { return false }
    return (template.setup + [template.request]).contains { request in
      guard request.payload != nil || request.method == .delete else { return false }
      if kinds.contains(kind(of: request, by: principal)) { return true }
      if principal.tenant == nil, called.contains(request.resource) { return true }
      if let tenant = tenant(of: request, by: principal), tenant != principal.tenant { return true }
      guard !narrowly else { return false }
      return aboutWriter(request, principal).map(kinds.contains)
        ?? (namesAuthor(request, principal) && !changed.isDisjoint(with: columns(of: request)))
    }
  }

  private func kind(of request: Request, by principal: Principal) -> Kind {
    Kind(
      principal: principal.derivedFrom ?? principal.name, method: request.method, resource: request.resource,
      profile: request.profile, keys: request.method == .patch ? request.payloadKeys : [],
      tenant: tenant(of: request, by: principal))
  }

  /// A new row may be of a tenant of its own, which is another matter than one of a tenant that exists.
  private func aboutWriter(_ request: Request, _ principal: Principal) -> Kind? {
    guard namesAuthor(request, principal), request.method != .patch else { return nil }
    var about = kind(of: request, by: principal)
    let isRow = if case .relation = request.resource { true } else { false }
    (about.principal, about.tenant) = (nil, isRow && about.tenant != nil ? "" : nil)
    return about
  }

  private func columns(of request: Request) -> Set<Kind> {
    guard request.method == .patch else { return [] }
    return Set(
      request.payloadKeys.map {
        Kind(method: request.method, resource: request.resource, profile: request.profile, keys: [$0])
      })
  }

  private func namesAuthor(_ request: Request, _ principal: Principal) -> Bool {
    guard let subject = principal.claims?["sub"]?.string else { return false }
    let body = request.payload.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    if body.contains(subject) || "\(request.filters)".contains(subject) { return true }
    guard case .routine(let name) = request.resource else { return false }
    return context.surface.catalog.functions(named: context.surface.relation(named: name, of: request)).contains {
      $0.body.contains("auth.uid()")
    }
  }

  private func tenant(of request: Request, by principal: Principal) -> String? {
    guard let row = request.payload?.json else { return nil }
    guard case .relation(let name) = request.resource else {
      // Calls about no tenant are made as lightly as those about others'.
      return tenantOf.named(in: row).first { $0 == principal.tenant }
    }
    return tenantOf.label(of: row.elements?.first ?? row, in: context.surface.relation(named: name, of: request))
  }
}
