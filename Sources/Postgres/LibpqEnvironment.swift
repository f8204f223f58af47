internal import FoundationEssentials

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The variables that libpq reads beside what it is told: on one machine they are set and on the next they are not.
///
/// Some have no keyword that overrides them, and libpq takes an empty value for none: they have to go.
enum LibpqEnvironment {
  /// Passwords and what is asked of the server's identity are the user's to say, where the server is the user's.
  private static func concernsLogin(_ name: String) -> Bool {
    let names: Set = [
      "PGPASSWORD", "PGPASSFILE", "PGCHANNELBINDING", "PGGSSENCMODE", "PGGSSLIB", "PGKRBSRVNAME", "PGREQUIREAUTH",
      "PGREQUIREPEER", "PGREQUIRESSL", "PGSERVICEFILE", "PGSYSCONFDIR",
    ]
    return names.contains(name) || name.hasPrefix("PGSSL")
  }

  private static let withoutLogin: Void = forget { !concernsLogin($0) }
  private static let altogether: Void = forget { _ in true }

  /// Takes out what must not say how a run goes; once in the life of the program.
  static func clear(for info: ConnectionInfo) { info.base == nil ? altogether : withoutLogin }

  private static func forget(_ isUnwanted: (String) -> Bool) {
    for name in ProcessInfo.processInfo.environment.keys where name.hasPrefix("PG") && isUnwanted(name) {
      unsetenv(name)
    }
  }
}
