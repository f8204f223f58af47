import JSONText
import PostgREST

/// How the headers of an answer differ from the recorded ones: all of them, none more.
struct HeaderComparison {
  private let vector: Vector
  private let answered: Response

  init(_ vector: Vector, _ answered: Response) {
    self.vector = vector
    self.answered = answered
  }

  var difference: String? {
    let (want, got) = (recorded, given)
    guard let name = Set(want.keys).union(got.keys).sorted().first(where: { want[$0] != got[$0] }) else { return nil }
    func text(_ values: [String]?) -> String { values?.joined(separator: " | ") ?? "none" }
    return "\(name) \(text(got[name])) for \(text(want[name]))"
  }

  private var recorded: [String: [String]] {
    let others = (vector.response["headers"]?.members ?? []).map { Header($0.key, $0.value.string ?? "") }
    let own = ["content-type": "content_type", "content-range": "content_range"].compactMap { name, key in
      vector.response[key]?.string.map { Header(name, $0) }
    }
    return Self.byName(others + own).filter {
      Self.exceptions[vector.id]?.contains($0.key) != true && !isUncounted($0.key)
    }
  }

  /// The model sends no length, and its body has one.
  private var given: [String: [String]] {
    let length = [Header("content-length", "\(answered.body.utf8.count)")].filter { _ in
      recorded["content-length"] != nil
    }
    return Self.byName(answered.headers + length).mapValues { $0.map(Self.byteByByte) }
  }

  /// The answer to HEAD has the length of a body that is not sent.
  private func isUncounted(_ name: String) -> Bool { name == "content-length" && vector.http.method == "HEAD" }

  /// The recording shows each byte of a header as a character.
  private static func byteByByte(_ text: String) -> String { text.utf8.map { String(Unicode.Scalar($0)) }.joined() }

  /// Headers that tell scripts of another site what they may read of the answer, and nothing of the database.
  private static let exceptions = ["P38-022": ["access-control-allow-origin", "access-control-expose-headers"]]

  private static func byName(_ headers: [Header]) -> [String: [String]] {
    Dictionary(grouping: headers) { $0.name.lowercased() }.mapValues { $0.map(\.value) }
  }
}
