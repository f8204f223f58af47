/// The folder that holds `initdb` and `postgres`, and their version.
package struct ServerBinaries: Hashable, Sendable {
  package var folder: String

  var initdb: String { folder + "/initdb" }
  var postgres: String { folder + "/postgres" }

  /// Text that changes with the server's version: asking the program takes 10 ms.
  var fingerprint: String { postgres + OperatingSystem.fingerprint(of: postgres) }

  /// Whether the server can load a library of this name, wherever its package keeps them.
  func hasLibrary(_ name: String) -> Bool {
    ["/../lib/\(name).so", "/../lib/postgresql/\(name).so", "/../lib/postgresql/\(name).dylib"]
      .contains { OperatingSystem.exists(folder + $0) }
  }

  /// Finds the server's programs.
  ///
  /// - Parameter explicit: the folder that the user named; nothing else is looked at then.
  /// - Throws: ``ServerStartError`` with the places searched and the package to install.
  package static func find(explicit: String? = nil) throws(ServerStartError) -> ServerBinaries {
    if let explicit {
      guard let found = candidate(explicit) else {
        throw ServerStartError("\(explicit) holds no initdb and postgres. Name the folder that does, or leave it out.")
      }
      return found
    }
    for place in places {
      for folder in place.folders() {
        if let found = candidate(folder) { return found }
      }
    }
    throw ServerStartError(
      """
      no Postgres server was found. Searched: \(places.map(\.name).joined(separator: "; ")).
      Install one (Debian, Ubuntu: apt-get install postgresql; macOS: brew install postgresql@17) \
      or name its folder with --postgres.
      """)
  }

  /// The folder behind the links: initdb looks for postgres beside itself, and /usr/local/bin may hold a link to either.
  private static func candidate(_ folder: String) -> ServerBinaries? {
    let behind = OperatingSystem.resolved(folder + "/postgres").map { String($0.dropLast("/postgres".count)) }
    return [behind, folder].compactMap(\.self).map(ServerBinaries.init(folder:)).first { binaries in
      OperatingSystem.isExecutable(binaries.initdb) && OperatingSystem.isExecutable(binaries.postgres)
    }
  }

  private struct Place: Sendable {
    var name: String
    var folders: @Sendable () -> [String]

    /// Folders whose names end in a version, newest first.
    static func newest(_ patterns: String...) -> Place {
      Place(name: patterns.joined(separator: ", ")) {
        patterns.flatMap(OperatingSystem.paths(matching:)).sorted {
          versions(in: $0).lexicographicallyPrecedes(versions(in: $1), by: >)
        }
      }
    }

    private static func versions(in path: String) -> [Int] {
      path.split { !$0.isNumber }.compactMap { Int($0) }
    }
  }

  private static let places: [Place] = [
    Place(name: "PATH") { (OperatingSystem.variable("PATH") ?? "").split(separator: ":").map(String.init) },
    .newest("/usr/lib/postgresql/*/bin"),
    .newest("/usr/pgsql-*/bin", "/usr/local/pgsql/bin"),
    .newest("/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin"),
    .newest("/opt/homebrew/opt/postgresql/bin", "/usr/local/opt/postgresql/bin"),
    Place(name: "Python's site-packages/*/pginstall*/bin") {
      let roots =
        ["/usr/local/lib", "/usr/lib"]
        + ["VIRTUAL_ENV", "CONDA_PREFIX"].compactMap { OperatingSystem.variable($0).map { $0 + "/lib" } }
        + [OperatingSystem.variable("HOME").map { $0 + "/.local/lib" }].compactMap(\.self)
      return roots.flatMap { root in
        ["site-packages", "dist-packages"].flatMap {
          OperatingSystem.paths(matching: "\(root)/python3*/\($0)/*/pginstall*/bin")
        }
      }
    },
  ]
}
