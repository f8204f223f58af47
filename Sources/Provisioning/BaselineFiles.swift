internal import Postgres
internal import SQLAnswers
internal import SQLFiles

extension Recipe {
  /// The baseline's scripts as path below `sql/` and text, in the order in which they run.
  var baselineScripts: [(path: String, text: String)] {
    let folder = "baselines/\(baseline.rawValue)"
    let own = SQLFiles.paths(below: folder).filter { !$0.dropFirst(folder.count + 1).contains("/") }
    let privileges = SQLFiles.paths(below: folder + "/privileges").filter {
      $0.hasSuffix("/\(defaultPrivileges.rawValue).sql")
    }
    return (own + privileges).compactMap { path in SQLFiles.text(path).map { (path, $0) } }
  }

  /// Fills a fresh database.
  ///
  /// - Throws: ``ScriptError`` that names the baseline's file.
  static func apply(_ scripts: [(path: String, text: String)], on info: ConnectionInfo) async throws {
    let connection = try await Connection(info)
    for script in scripts {
      do {
        try await connection.run(script: script.text)
      } catch let refusal as ServerMessage {
        throw ScriptError(file: "sql/" + script.path, line: nil, message: "\(refusal)")
      }
    }
    await connection.close()
  }
}
