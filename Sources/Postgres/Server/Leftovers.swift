/// What killed runs left on this machine.
package enum Leftovers {
  /// Stops the servers of runs that are gone and removes their folders.
  ///
  /// - Returns: the folders.
  package static func remove() async throws -> [String] {
    let user = try ServerUser.forServer()
    let folders = Set(RunFolder.bases(for: user)).flatMap { OperatingSystem.paths(matching: "\($0)/trespass-??????") }
    await RunFolder.tidy(for: user)
    return folders.filter { !OperatingSystem.exists($0) }.sorted()
  }
}
