internal import JSONText
internal import PostgREST
internal import Probes

/// What the asker already said: a canary in the request proves nothing when it comes back.
struct EchoFilter {
  let text: String
  /// What an echo is put into may agree with a character beside the piece.
  private static let slack = 2

  /// - Parameter principal: whose token and headers go with the request; nil where only the request counts.
  init(_ template: ProbeTemplate, by principal: Principal? = nil) {
    let own = principal.map { [$0.claims?.compact ?? ""] + $0.headers.values.sorted() } ?? []
    text =
      own.joined(separator: " ")
      + (template.setup + [template.request]).map { request in
        let http = request.http
        let body = http.body.map { String(decoding: $0, as: UTF8.self) } ?? ""
        let values = request.arguments.map(\.value).joined(separator: " ")
        // Printed as values, conditions show their operands without percent encoding.
        return "\(http.url) \(body) \(values) \(request.filters) \(request.logic)"
      }.joined(separator: " ")
  }

  func holds(_ evidence: Evidence, of canary: Canary, _ search: CanarySearch) -> Bool {
    let lowercased = text.lowercased()
    return canary.values.contains { lowercased.contains($0.lowercased()) }
      || search.sightings(in: text).contains {
        $0.canary == evidence.sighting.canary && ($0.isWhole || $0.length + Self.slack >= evidence.sighting.length)
      }
  }
}
