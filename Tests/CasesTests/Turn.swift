/// Lets a few cases run at a time: each has a server and four databases in memory, and all at once take more than there is.
actor Turn {
  static let shared = Turn(places: 6)
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(places: Int) { free = places }

  func hold<Result: Sendable>(_ body: @Sendable () async throws -> Result) async rethrows -> Result {
    await take()
    defer { give() }
    return try await body()
  }

  private func take() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  private func give() {
    if waiting.isEmpty {
      free += 1
    } else {
      waiting.removeFirst().resume()
    }
  }
}
