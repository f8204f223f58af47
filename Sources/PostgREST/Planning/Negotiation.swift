internal import SQLText

extension ReadContext {
  /// The first entry of `Accept` that something can make, with what makes it.
  func negotiate(hasDefaultSelect: Bool) throws(APIError) -> (handler: BodyHandler, media: MediaType) {
    let accepted = MediaType.accepted(request.accept)
    for media in accepted {
      guard let found = handler(for: media, hasDefaultSelect: hasDefaultSelect) else { continue }
      return (request.needsBody ? found.handler : .none, found.media)
    }
    throw .mediaTypes(accepted.map(\.name))
  }

  private func handler(for media: MediaType, hasDefaultSelect: Bool) -> (handler: BodyHandler, media: MediaType)? {
    switch media {
    case .object(let stripped): return (.object(stripped: stripped), media)
    case .strippedArray: return (.strippedArray, media)
    case .plan(let inner, _, _):
      guard settings.plan else { return nil }
      switch inner {
      case .object(let stripped): return (.object(stripped: stripped), media)
      case .strippedArray: return (.strippedArray, media)
      default: return overridable(inner, hasDefaultSelect).map { ($0.handler, media) }
      }
    default: return overridable(media, hasDefaultSelect)
    }
  }

  /// A relation's own handler serves only the select list it was made for; `*/*` of the relation goes before all.
  private func overridable(_ media: MediaType, _ hasDefaultSelect: Bool) -> (handler: BodyHandler, media: MediaType)? {
    let name = media.name
    let own = cache.mediaHandlers.filter { $0.scope == .only(root) }
    let found =
      (hasDefaultSelect ? own.first { $0.mediaType == "*/*" } ?? own.first { $0.mediaType == name } : nil)
      ?? cache.mediaHandlers.first { $0.scope == .any && $0.mediaType == name }
    return found.map { ($0.bodyHandler, MediaType(parsing: $0.resolvedMediaType)) }
  }
}

extension MediaHandler {
  fileprivate var bodyHandler: BodyHandler {
    switch action {
    case .json: .json
    case .csv: .csv
    case .geoJSON: .geoJSON
    case .custom(let function): .custom(function, row: row)
    }
  }

  private var row: QualifiedName? {
    if case .only(let relation) = scope { relation } else { nil }
  }
}

extension Request {
  /// HEAD, and writes that return nothing, make no body.
  fileprivate var needsBody: Bool {
    if method == .head { return false }
    return !writes || preferences.returning == .representation
  }
}
