package import JSONText
package import PostgREST

/// One way to call a function: a value for each parameter that is passed.
package struct CallArguments: Hashable, Sendable {
  package struct Passed: Hashable, Sendable {
    package var name: String
    package var value: JSONValue
    package var isVariadic: Bool

    package init(name: String, value: JSONValue, isVariadic: Bool = false) {
      self.name = name
      self.value = value
      self.isVariadic = isVariadic
    }
  }

  package var passed: [Passed]
  /// The whole body, for a function with one unnamed parameter; such a function takes nothing by GET.
  package var payload: Request.Payload?

  package init(_ passed: [Passed] = [], payload: Request.Payload? = nil) {
    self.passed = passed
    self.payload = payload
  }

  /// As a query string passes them: by text, nulls left out, a variadic parameter once for each element.
  package var arguments: [Request.Argument] {
    passed.flatMap { passed -> [Request.Argument] in
      guard let elements = passed.value.elements else {
        return passed.value.argumentText.map { [Request.Argument(passed.name, $0)] } ?? []
      }
      let texts = elements.compactMap(\.argumentText)
      if passed.isVariadic { return texts.map { Request.Argument(passed.name, $0) } }
      return [Request.Argument(passed.name, "{" + texts.joined(separator: ",") + "}")]
    }
  }

  /// As a JSON object passes them.
  package var body: JSONValue { .object(passed.map { .init($0.name, $0.value) }) }

  /// Whether it passes what a query string cannot: a null.
  var passesNull: Bool { passed.contains { $0.value == .null } }

  var values: [String: JSONValue] { Dictionary(passed.map { ($0.name, $0.value) }) { first, _ in first } }

  /// The same call with other values for some parameters.
  func setting(_ values: [String: JSONValue]) -> CallArguments {
    var call = self
    for index in call.passed.indices {
      if let value = values[call.passed[index].name] { call.passed[index].value = value }
    }
    return call
  }
}

extension Surface {
  /// A call by GET; nil where the function takes its argument from a body.
  func get(_ routine: Routine, _ call: CallArguments) -> Request? {
    call.payload == nil ? self.call(routine, call.arguments) : nil
  }

  /// A call by POST.
  func post(_ routine: Routine, _ call: CallArguments) -> Request {
    var request = self.call(routine, posting: call.body)
    if let payload = call.payload { request.payload = payload }
    return request
  }
}
