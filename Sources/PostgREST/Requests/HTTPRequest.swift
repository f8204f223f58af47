/// One HTTP header; names compare without regard to case.
package struct Header: Hashable, Sendable, Codable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

extension [Header] {
  /// The value of the first header of that name.
  package subscript(named name: String) -> String? {
    first { $0.name.count == name.count && $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// A request as it goes over the wire: what `curl` sends and `trespass request` reads.
package struct HTTPRequest: Hashable, Sendable {
  package var method: String
  /// Path and query, percent-encoded, as in the request line.
  package var url: String
  package var headers: [Header]
  package var body: [UInt8]?

  package init(method: String, url: String, headers: [Header] = [], body: [UInt8]? = nil) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }

  package init(method: String, url: String, headers: [Header] = [], body: String) {
    self.init(method: method, url: url, headers: headers, body: Array(body.utf8))
  }

  var isPreflight: Bool {
    method == "OPTIONS" && headers[named: "Origin"] != nil && headers[named: "Access-Control-Request-Method"] != nil
  }

  /// The percent-encoded path, without the query.
  package var path: Substring { url.prefix { $0 != "?" && $0 != "#" } }

  /// The percent-encoded query without its question mark; empty when there is none.
  package var query: Substring {
    let rest = url[path.endIndex...].prefix { $0 != "#" }
    return rest.first == "?" ? rest.dropFirst() : ""
  }
}
