internal import FoundationEssentials
internal import Provisioning
internal import SystemPackage

/// A mistake in a settings file.
package struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// nil where no file is to blame.
  package var at: FileLine?
  package var message: String

  package init(at: FileLine? = nil, message: String) {
    self.at = at
    self.message = message
  }

  package var description: String { at.map { "\($0): \(message)" } ?? message }
}

extension ProjectSettings {
  /// Reads the settings: the file given, else `trespass.toml` beside or above the working folder, and what a `supabase/`
  /// folder beside it says.
  ///
  /// - Throws: ``SettingsError`` with file, line and the nearest valid key.
  package static func load(file: String? = nil) throws(SettingsError) -> ProjectSettings {
    if let file = file ?? found() {
      var settings = try ProjectSettings(try text(of: file), file: file)
      try settings.takeSupabase(in: FilePath(file).removingLastComponent().string)
      return settings
    }
    guard isFolder("supabase") else {
      throw SettingsError(
        message: "no trespass.toml beside or above the working folder, and no supabase/ folder in it: "
          + "name one with --settings, or write one that names the tables with secrets and who asks")
    }
    var settings = ProjectSettings()
    try settings.takeSupabase(in: "")
    return settings
  }

  /// The nearest `trespass.toml`, relative to the working folder where it lies in it.
  private static func found() -> String? {
    var folder = FilePath(FileManager.default.currentDirectoryPath)
    var path = FilePath("trespass.toml")
    repeat {
      if FileManager.default.fileExists(atPath: path.string) { return path.string }
      path = FilePath("..").pushing(path)
    } while folder.removeLastComponent()
    return nil
  }

  /// Fills what the settings leave open from the folder that the Supabase CLI keeps beside them.
  private mutating func takeSupabase(in folder: String) throws(SettingsError) {
    let supabase = FilePath(folder).appending("supabase").string
    guard database.baseline == .supabase, Self.isFolder(supabase) else { return }
    let file = supabase + "/config.toml"
    if FileManager.default.fileExists(atPath: file) {
      let config = try SupabaseConfig(try Self.text(of: file), file: file)
      self.supabase = config
      if !namesDefaultPrivileges { database.defaultPrivileges = config.defaultPrivileges ?? .legacy }
    }
    guard database.migrations.isEmpty else { return }
    let migrations = supabase + "/migrations"
    if Self.isFolder(migrations) { database.migrations = [Script(path: migrations)] }
    let seeds = self.supabase?.seeds ?? [Script(path: supabase + "/seed.sql")]
    if database.seeds.isEmpty {
      database.seeds = seeds.filter { FileManager.default.fileExists(atPath: $0.path) }
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
  }

  private static func text(of file: String) throws(SettingsError) -> String {
    do {
      return try String(contentsOfFile: file, encoding: .utf8)
    } catch {
      let isThere = FileManager.default.fileExists(atPath: file)
      throw SettingsError(message: "\(file): \(isThere ? "cannot be read as UTF-8 text" : "no such file")")
    }
  }
}
