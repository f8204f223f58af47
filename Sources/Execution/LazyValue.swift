/// A value that is made when somebody first asks for it.
package actor LazyValue<Value: Sendable> {
  private let make: @Sendable () async throws -> Value
  /// nil as long as nobody asked.
  package private(set) var made: Value?

  package init(_ make: @escaping @Sendable () async throws -> Value) { self.make = make }

  package func value() async throws -> Value {
    if let made { return made }
    let value = try await make()
    made = value
    return value
  }
}
