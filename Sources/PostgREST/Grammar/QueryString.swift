/// The parameters of a URL, as PostgREST's URL library cuts them: at `&` and at `;`, `+` read as a blank.
struct QueryString: Hashable, Sendable {
  struct Parameter: Hashable, Sendable {
    var key: String
    /// nil when there is no equals sign; PostgREST then overlooks the parameter.
    var value: String?
  }

  var parameters: [Parameter]

  /// - Throws: the web server's own answer where a parameter is no UTF-8.
  init(parsing query: Substring) throws(APIError) {
    parameters = []
    for pair in query.split(omittingEmptySubsequences: true, whereSeparator: { $0 == "&" || $0 == ";" }) {
      let key = pair.prefix { $0 != "=" }
      let value = key.endIndex < pair.endIndex ? pair[pair.index(after: key.endIndex)...] : nil
      parameters.append(Parameter(key: try Self.text(key), value: try value.map(Self.text)))
    }
  }

  private static func text(_ encoded: Substring) throws(APIError) -> String {
    let bytes = PercentEncoding.decoded(encoded, plusAsSpace: true)
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .crash }
    return text
  }

  /// The value of the first parameter of that name.
  func first(_ key: String) -> String? { parameters.first { $0.key == key }?.value }

  /// The parameters in the order of their keys, as `Content-Location` shows them; those of one key are joined by commas.
  var canonical: String {
    var merged: [(key: String, values: [String])] = []
    for parameter in parameters.sortedByKey() {
      if let last = merged.indices.last, merged[last].key == parameter.key {
        merged[last].values.append(parameter.value ?? "")
      } else {
        merged.append((parameter.key, [parameter.value ?? ""]))
      }
    }
    return merged.map { key, values in
      Self.encoded(key) + "=" + values.map(Self.encoded).joined(separator: ",")
    }.joined(separator: "&")
  }

  /// PostgREST takes each byte of a name for a character of its own before it escapes it.
  private static func encoded(_ text: String) -> String {
    PercentEncoding.encoded(text.utf8.map { String(Unicode.Scalar($0)) }.joined())
  }
}

extension [QueryString.Parameter] {
  fileprivate func sortedByKey() -> [QueryString.Parameter] {
    enumerated().sorted { a, b in
      a.element.key == b.element.key
        ? a.offset < b.offset : a.element.key.utf8.lexicographicallyPrecedes(b.element.key.utf8)
    }.map(\.element)
  }
}
