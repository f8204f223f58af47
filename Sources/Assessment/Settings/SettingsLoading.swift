package import Postgres

/// A mistake in a settings file.
package struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
  package var at: FileLine
  package var message: String
  package var description: String { "\(at): \(message)" }
}

extension Settings {
  /// Reads the settings: the file given, else `trespass.toml` beside or above the working folder, else what a
  /// `supabase/` folder says.
  ///
  /// - Throws: ``SettingsError`` with file, line and the nearest valid key.
  package static func load(file: String? = nil) throws -> Settings { Settings() }

  /// The API's settings, once the database can be asked for `pgrst.*` of its authenticator.
  ///
  /// - Parameter connection: a superuser's session in the provisioned database.
  package func api(on connection: Connection) async throws -> APISettings { APISettings([(.settings, api)]) }
}
