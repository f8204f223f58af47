/// A media type as PostgREST tells them apart.
package indirect enum MediaType: Hashable, Sendable {
  package enum PlanFormat: String, Hashable, Sendable { case json, text }
  package enum PlanOption: String, Hashable, Sendable, CaseIterable { case analyze, verbose, settings, buffers, wal }

  case json, geoJSON, csv, textPlain, textXML, openAPI, urlEncoded, octetStream, any
  case strippedArray
  case object(stripped: Bool)
  case plan(for: MediaType, PlanFormat, [PlanOption])
  case other(String)

  /// Reads one entry of `Accept`, or `Content-Type`; what is no media type stays what it is.
  package init(parsing text: String) {
    guard let parts = MediaTypeParts(text) else {
      self = .other(text)
      return
    }
    let isStripped = parts.parameters["nulls"] == "stripped"
    switch "\(parts.type)/\(parts.subtype)".lowercased() {
    case "application/json": self = .json
    case "application/geo+json": self = .geoJSON
    case "text/csv": self = .csv
    case "text/plain": self = .textPlain
    case "text/xml": self = .textXML
    case "application/openapi+json": self = .openAPI
    case "application/x-www-form-urlencoded": self = .urlEncoded
    case "application/octet-stream": self = .octetStream
    case "application/vnd.pgrst.plan", "application/vnd.pgrst.plan+text": self = Self.plan(parts, .text)
    case "application/vnd.pgrst.plan+json": self = Self.plan(parts, .json)
    case "application/vnd.pgrst.object+json", "application/vnd.pgrst.object": self = .object(stripped: isStripped)
    case "application/vnd.pgrst.array+json", "application/vnd.pgrst.array":
      self = isStripped ? .strippedArray : .json
    case "*/*": self = .any
    default: self = .other(text)
    }
  }

  private static func plan(_ parts: MediaTypeParts, _ format: PlanFormat) -> MediaType {
    let options = Set(parts.parameters["options", default: ""].split(separator: "|").map(String.init))
    return .plan(
      for: MediaType(parsing: parts.parameters["for"] ?? "application/json"), format,
      PlanOption.allCases.filter { options.contains($0.rawValue) })
  }

  package var name: String {
    switch self {
    case .json: "application/json"
    case .geoJSON: "application/geo+json"
    case .csv: "text/csv"
    case .textPlain: "text/plain"
    case .textXML: "text/xml"
    case .openAPI: "application/openapi+json"
    case .urlEncoded: "application/x-www-form-urlencoded"
    case .octetStream: "application/octet-stream"
    case .any: "*/*"
    case .strippedArray: "application/vnd.pgrst.array+json;nulls=stripped"
    case .object(stripped: true): "application/vnd.pgrst.object+json;nulls=stripped"
    case .object(stripped: false): "application/vnd.pgrst.object+json"
    case .plan(let media, let format, let options):
      "application/vnd.pgrst.plan+\(format.rawValue); for=\"\(media.name)\""
        + (options.isEmpty ? "" : "; options=" + options.map(\.rawValue).joined(separator: "|"))
    case .other(let text): text
    }
  }

  /// The value of `Content-Type`.
  package var contentType: String {
    switch self {
    case .octetStream, .other: name
    default: name + "; charset=utf-8"
    }
  }

  /// What a function with a single unnamed parameter takes whole.
  var isRawBody: Bool { [.textPlain, .textXML, .octetStream].contains(self) }

  /// The entries of an `Accept` header, those of a higher quality first; anything will do without the header.
  package static func accepted(_ header: String?) -> [MediaType] {
    guard let header else { return [.any] }
    return AcceptHeader(header).entries.map { MediaType(parsing: $0) }
  }
}

/// Type, subtype and parameters.
struct MediaTypeParts {
  var type: String
  var subtype: String
  /// Names in lower case.
  var parameters: [String: String] = [:]

  init?(_ text: String) {
    var rest = text.unicodeScalars[...]
    guard let type = Self.word(&rest, extra: ".*"), rest.popFirst() == "/",
      let subtype = Self.word(&rest, extra: ".*+-")
    else { return nil }
    self.type = type
    self.subtype = subtype
    while let (name, value) = Self.parameter(&rest) { parameters[name.lowercased()] = value }
  }

  private static func word(_ rest: inout Substring.UnicodeScalarView, extra: String) -> String? {
    let word = rest.prefix { scalar in
      scalar.properties.isAlphabetic || scalar.properties.numericType != nil || extra.unicodeScalars.contains(scalar)
    }
    rest = rest[word.endIndex...]
    return word.isEmpty ? nil : String(word)
  }

  private static func skipSpace(_ rest: inout Substring.UnicodeScalarView) {
    while rest.first?.properties.isWhitespace == true { rest.removeFirst() }
  }

  private static func parameter(_ rest: inout Substring.UnicodeScalarView) -> (String, String)? {
    var ahead = rest
    skipSpace(&ahead)
    guard ahead.popFirst() == ";" else { return nil }
    skipSpace(&ahead)
    guard let name = word(&ahead, extra: "-") else { return nil }
    skipSpace(&ahead)
    guard ahead.popFirst() == "=" else { return nil }
    skipSpace(&ahead)
    guard let value = quoted(&ahead) ?? word(&ahead, extra: "|-") else { return nil }
    rest = ahead
    return (name, value)
  }

  private static func quoted(_ rest: inout Substring.UnicodeScalarView) -> String? {
    guard rest.first == "\"" else { return nil }
    let inside = rest.dropFirst().prefix { $0 != "\"" }
    guard inside.endIndex < rest.endIndex else { return nil }
    rest = rest[rest.index(after: inside.endIndex)...]
    return String(inside)
  }
}

/// Splits `Accept` as the web server's library does: blanks count for nothing, entries of a higher quality come first, then
/// those with more parameters and fewer stars.
struct AcceptHeader {
  var entries: [String]

  init(_ header: String) {
    let weighed = header.filter { $0 != " " }.split(separator: ",", omittingEmptySubsequences: false).map { entry in
      let mark = entry.firstRange(of: ";q=")
      let text = mark.map { entry[..<$0.lowerBound] } ?? entry
      let quality = mark.flatMap { Double(entry[$0.upperBound...].prefix { $0 != ";" }) } ?? 1
      return (text: String(text), quality: quality, specificity: Self.specificity(text))
    }
    entries = weighed.enumerated().sorted { a, b in
      if a.element.quality != b.element.quality { return a.element.quality > b.element.quality }
      if a.element.specificity != b.element.specificity { return a.element.specificity > b.element.specificity }
      return a.offset < b.offset
    }.map(\.element.text)
  }

  private static func specificity(_ entry: Substring) -> Int {
    entry.count { $0 == ";" } - entry.count { $0 == "*" }
  }
}
