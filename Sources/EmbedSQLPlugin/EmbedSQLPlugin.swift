import Foundation
import PackagePlugin

/// Turns every file under `sql/` into one Swift source, so that the program is a single file and the SQL stays SQL.
@main
struct EmbedSQLPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let root = context.package.directoryURL.appending(path: "sql")
    let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?
      .compactMap { $0 as? URL }
      .filter { $0.pathExtension == "sql" }
      .sorted { $0.path < $1.path }
    let output = context.pluginWorkDirectoryURL.appending(path: "SQLFiles+Embedded.swift")
    return [
      .buildCommand(
        displayName: "Embedding sql/",
        executable: try context.tool(named: "EmbedSQL").url,
        arguments: [root.path(percentEncoded: false), output.path(percentEncoded: false)],
        inputFiles: files ?? [],
        outputFiles: [output]
      )
    ]
  }
}
