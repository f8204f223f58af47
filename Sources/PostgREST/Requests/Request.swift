package import JSONText

/// One request to PostgREST as a value: the probe families build it, the URL parser builds it, and it prints as URL,
/// `curl` line and SQL.
package struct Request: Hashable, Sendable {
  package enum Method: String, Hashable, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"
  }

  package enum Resource: Hashable, Sendable {
    case relation(String)
    case routine(String)
    case root
  }

  package struct Argument: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package struct Payload: Hashable, Sendable {
    package var contentType: String?
    package var bytes: [UInt8]

    package init(_ bytes: [UInt8], contentType: String?) {
      self.bytes = bytes
      self.contentType = contentType
    }

    package static func json(_ value: JSONValue) -> Payload {
      Payload(Array(value.compact.utf8), contentType: "application/json")
    }

    /// The payload read as JSON; nil where it is none.
    package var json: JSONValue? { try? JSONValue(parsing: String(decoding: bytes, as: UTF8.self)) }
  }

  package var method: Method
  package var resource: Resource
  /// The schema asked for by `Accept-Profile` or `Content-Profile`; nil is the first exposed one.
  package var profile: String?
  /// nil when the request has no `select`, which selects every column.
  package var select: [SelectItem]?
  package var filters: [Filter]
  package var logic: [LogicFilter]
  package var order: [Ordering]
  package var ranges: [RowRange]
  /// What a call by GET or HEAD passes, in order; a repeated name fills a variadic parameter.
  package var arguments: [Argument]
  /// `columns=`: the keys of the payload that are written.
  package var columns: [String]?
  /// `on_conflict=`: the columns that decide an upsert.
  package var onConflict: [String]?
  package var preferences: Preferences
  /// The `Accept` header as sent.
  package var accept: String?
  /// The `Range` header as sent; only GET heeds it.
  package var range: String?
  package var payload: Payload?
  /// Headers beside those with a place of their own above.
  package var headers: [Header]
  package var cookies: [Argument]

  package init(
    method: Method, resource: Resource, profile: String? = nil, select: [SelectItem]? = nil, filters: [Filter] = [],
    logic: [LogicFilter] = [], order: [Ordering] = [], ranges: [RowRange] = [], arguments: [Argument] = [],
    columns: [String]? = nil, onConflict: [String]? = nil, preferences: Preferences = Preferences(),
    accept: String? = nil, range: String? = nil, payload: Payload? = nil, headers: [Header] = [],
    cookies: [Argument] = []
  ) {
    self.method = method
    self.resource = resource
    self.profile = profile
    self.select = select
    self.filters = filters
    self.logic = logic
    self.order = order
    self.ranges = ranges
    self.arguments = arguments
    self.columns = columns
    self.onConflict = onConflict
    self.preferences = preferences
    self.accept = accept
    self.range = range
    self.payload = payload
    self.headers = headers
    self.cookies = cookies
  }
}
