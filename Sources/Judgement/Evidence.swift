internal import JSONText
internal import PostgREST
package import Probes

/// A canary seen in an answer, with the place where it stands.
package struct Evidence: Hashable, Sendable {
  package var sighting: CanarySighting
  package var channel: Channel
  /// Keys and indexes down to the value, in a JSON body.
  package var place: [String]
  /// First and last four characters of what was seen.
  package var excerpt: String

  /// `$[0].oauth_tokens[0].access_token`.
  package var path: String {
    "$" + place.map { Int($0) != nil ? "[\($0)]" : ".\($0)" }.joined()
  }
}

extension CanarySearch {
  /// Everything seen in an answer: in its body, headers and notices.
  package func evidence(in exchange: Exchange) -> [Evidence] {
    let body = exchange.response.body
    let seen = sightings(in: body)
    let places = seen.isEmpty ? [:] : places(in: body)
    let inBody = seen.map { sighting in
      Evidence(
        sighting: sighting, channel: exchange.response.code == nil ? .rows : .error,
        place: places[sighting.canary] ?? [], excerpt: Self.excerpt(body, sighting))
    }
    // Content-Location is the request's own path.
    let inHeaders = exchange.response.headers.filter { $0.name != "content-location" }.flatMap { header in
      sightings(in: header.value).map {
        Evidence(sighting: $0, channel: .header, place: [header.name], excerpt: Self.excerpt(header.value, $0))
      }
    }
    let inNotices = exchange.notices.flatMap { notice in
      sightings(in: notice).map {
        Evidence(sighting: $0, channel: .notice, place: [], excerpt: Self.excerpt(notice, $0))
      }
    }
    return inBody + inHeaders + inNotices
  }

  /// Where in a JSON body each canary stands: the first text that shows it.
  private func places(in body: String) -> [Int: [String]] {
    var places: [Int: [String]] = [:]
    guard let value = try? JSONValue(parsing: body) else { return [:] }
    note(value, at: [], in: &places)
    return places
  }

  private func note(_ value: JSONValue, at place: [String], in places: inout [Int: [String]]) {
    switch value {
    case .string(let text), .number(let text):
      for sighting in sightings(in: text) where places[sighting.canary] == nil { places[sighting.canary] = place }
    case .array(let values):
      for (index, value) in values.enumerated() { note(value, at: place + [String(index)], in: &places) }
    case .object(let members):
      for member in members { note(member.value, at: place + [member.key], in: &places) }
    case .null, .bool: break
    }
  }

  private static func excerpt(_ text: String, _ sighting: CanarySighting) -> String {
    let seen = String(decoding: Array(text.utf8)[sighting.offset..<sighting.offset + sighting.length], as: UTF8.self)
    return seen.count <= 12 ? "\(seen.prefix(2))…\(seen.suffix(2))" : "\(seen.prefix(4))…\(seen.suffix(4))"
  }
}
