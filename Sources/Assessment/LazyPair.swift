internal import Postgres

/// Two databases that are made when somebody first asks for them.
actor LazyPair {
  typealias Pair = (first: ConnectionInfo, second: ConnectionInfo)

  private let make: @Sendable () async throws -> Pair
  /// nil as long as nobody asked.
  private(set) var made: Pair?

  init(_ make: @escaping @Sendable () async throws -> Pair) { self.make = make }

  func pair() async throws -> Pair {
    if let made { return made }
    let pair = try await make()
    made = pair
    return pair
  }

  /// Drops what was made.
  func drop(from server: any DatabaseServer) async throws {
    guard let made else { return }
    for info in [made.first, made.second] { try await server.drop(info.settings["dbname"] ?? "") }
    self.made = nil
  }
}
