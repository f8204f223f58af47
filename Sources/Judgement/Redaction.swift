package import PostgREST
package import Probes

/// Takes the values of secrets out of whatever leaves the program, and puts the canary's name in their place.
///
/// `{{A/access_token}}` stands for a value, in either world or while the worlds were made; `{{A/access_token:8}}` for its
/// first eight characters, `{{A/access_token:5-12}}` for a piece from its middle, `{{A/access_token:base64}}` for an encoding.
package struct Redaction: Sendable {
  private let search: CanarySearch
  private let pieces: SecretPieces
  private let canaries: [Canary]
  private let names: [String]

  /// - Parameter harmless: texts that may be shown though a value holds them: names of the project's objects.
  package init(canaries: [Canary], secrets: [Secret], harmless: [String] = []) {
    search = CanarySearch(canaries: canaries, harmless: harmless)
    pieces = SecretPieces(canaries, harmless: harmless)
    self.canaries = canaries
    names = canaries.map { canary in
      let secret = secrets[canary.secret]
      return ([canary.tenant ?? "row \(canary.row)", secret.column] + secret.path).joined(separator: "/")
    }
  }

  package func text(_ text: String) -> String {
    guard !canaries.isEmpty else { return text }
    var bytes = Array(text.utf8)
    bytes = replacing(pieces.found(in: bytes), in: bytes)
    for _ in 0..<Self.mostPasses {
      let seen = search.sightings(in: String(decoding: bytes, as: UTF8.self))
      guard !seen.isEmpty else { break }
      bytes = replacing(seen.map { Piece($0, of: names[$0.canary]) }, in: bytes)
    }
    return bytes.elementsEqual(text.utf8) ? text : String(decoding: bytes, as: UTF8.self)
  }

  /// A pass shows one sighting of each canary and encoding; a text that repeats a value more often than this is no report.
  private static let mostPasses = 200

  /// A body as the request sends it; one that is no text is left as it is where it shows nothing.
  package func body(_ body: [UInt8]) -> [UInt8] {
    let shown = String(decoding: body, as: UTF8.self)
    let redacted = text(shown)
    return redacted == shown ? body : Array(redacted.utf8)
  }

  /// An error whose description shows no value.
  package func error(_ error: any Error) -> any Error {
    let shown = "\(error)"
    let redacted = text(shown)
    return redacted == shown ? error : RedactedError(description: redacted)
  }

  /// A text that was redacted, with the first world's values back in their places; encodings stay as they are.
  ///
  /// - Parameter spelled: how a value is written there, as with percent encoding in a URL.
  package func restored(_ text: String, spelled: (String) -> String = { $0 }) -> String {
    text.replacing(/\{\{([^{}]+?)(?::(?:(\d+)-)?(\d+))?\}\}/) { match in
      guard let index = names.firstIndex(of: String(match.output.1)) else { return String(match.output.0) }
      let value = Array(canaries[index].first.utf8)
      let last = match.output.3.flatMap { Int($0) } ?? value.count
      let first = match.output.2.flatMap { Int($0) } ?? 1
      guard first >= 1, first <= last, last <= value.count else { return String(match.output.0) }
      return spelled(String(decoding: value[(first - 1)..<last], as: UTF8.self))
    }
  }

  /// A request that a report shows, as it was made.
  package func restored(_ request: HTTPRequest) -> HTTPRequest {
    let body = request.body.flatMap { String(validating: $0, as: UTF8.self) }
    return HTTPRequest(
      method: request.method, url: restored(request.url, spelled: Self.percentEncoded),
      headers: request.headers.map { Header($0.name, restored($0.value)) },
      body: body.map { Array(restored($0).utf8) } ?? request.body)
  }

  private static func percentEncoded(_ text: String) -> String {
    Encoding.percent.forms(of: text).first?.text ?? text
  }

  // MARK: Pieces

  private func replacing(_ found: [Piece], in bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var position = 0
    for piece in found.sorted(by: { $0.range.lowerBound < $1.range.lowerBound })
    where piece.range.lowerBound >= position {
      result += bytes[position..<piece.range.lowerBound] + Array(piece.placeholder.utf8)
      position = piece.range.upperBound
    }
    return result + bytes[position...]
  }

  private func replacing(_ found: [SecretPieces.Found], in bytes: [UInt8]) -> [UInt8] {
    replacing(
      found.map { Piece(range: $0.range, placeholder: "{{\(names[$0.canary])\($0.suffix)}}") }, in: bytes)
  }

  private struct Piece {
    var range: Range<Int>
    var placeholder: String

    init(range: Range<Int>, placeholder: String) {
      self.range = range
      self.placeholder = placeholder
    }

    init(_ sighting: CanarySighting, of name: String) {
      range = sighting.offset..<sighting.offset + sighting.length
      placeholder = "{{\(name)\(sighting.encoding.suffix)\(sighting.isWhole ? "" : "…")}}"
    }
  }
}

/// What an error said, without the secrets in it.
struct RedactedError: Error, CustomStringConvertible {
  var description: String
}

extension Encoding {
  /// How a placeholder says that the value was encoded; what a client decodes unasked is the value itself.
  fileprivate var suffix: String {
    switch self {
    case .plain, .percent, .escaped: ""
    case .reversed: ":reversed"
    case .hexadecimal: ":hex"
    case .base64: ":base64"
    case .base64url: ":base64url"
    case .digest: ":digest"
    case .nested: ":encoded"
    }
  }
}
