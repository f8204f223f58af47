internal import FoundationEssentials

/// A script as it was read: its path, its text, the role that runs it.
struct ScriptFile: Hashable, Sendable {
  var path: String
  var text: String
  var role: Script.Role

  /// The files that a script stands for: itself, or the `*.sql` of a folder in order of name.
  static func read(_ script: Script) throws(ScriptError) -> [ScriptFile] {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: script.path, isDirectory: &isFolder) else {
      throw ScriptError(file: script.path, line: nil, message: "no such file or folder")
    }
    let paths = isFolder ? try files(in: script.path) : [script.path]
    var files: [ScriptFile] = []
    for path in paths { files.append(ScriptFile(path: path, text: try text(of: path), role: script.role)) }
    return files
  }

  private static func files(in folder: String) throws(ScriptError) -> [String] {
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".sql") }.sorted()
      let base = folder.hasSuffix("/") ? folder : folder + "/"
      if !names.isEmpty { return names.map { base + $0 } }
    } catch {
      throw ScriptError(file: folder, line: nil, message: "cannot be read: \(error)")
    }
    throw ScriptError(file: folder, line: nil, message: "holds no .sql file")
  }

  private static func text(of path: String) throws(ScriptError) -> String {
    let bytes: Data
    do {
      bytes = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw ScriptError(file: path, line: nil, message: "cannot be read: \(error)")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ScriptError(file: path, line: nil, message: "is not UTF-8 text")
    }
    return text
  }
}
