import Catalog
import Foundation
import Introspection
import JSONText
import PostgREST
import Postgres
import SQLText

/// The schema over which a real PostgREST was recorded, loaded once for all tests.
enum ConformanceDatabase {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "fixtures/conformance")

  /// The settings of the recorded server.
  static let settings = {
    var settings = APISettings()
    settings.schemas = ["api", "api2"]
    settings.extraSearchPath = ["extensions"]
    return settings
  }()

  private static let loading = Task<CatalogSnapshot, any Error> {
    let server = try await EphemeralServer.start()
    let connection = try await Connection(server.info)
    let text = try String(contentsOf: folder.appending(path: "schema.sql"), encoding: .utf8)
    // The one psql command of the file asks for what `run` does anyway: stop at the first error.
    try await connection.run(script: text.replacing("\\set ON_ERROR_STOP on", with: ""))
    let catalog = try await CatalogReader.read(connection)
    await connection.close()
    await server.stop()
    return catalog
  }

  static func catalog() async throws -> CatalogSnapshot { try await loading.value }

  static func cache(version: APISettings.Version = .v14) async throws -> SchemaCache {
    var settings = settings
    settings.version = version
    return SchemaCache(catalog: try await catalog(), settings: settings)
  }

  /// What the recorded server printed for `--dump-schema`.
  static func recordedCache() throws -> JSONValue {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", folder.appending(path: "schema_cache.json.gz").path(percentEncoded: false)]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try JSONValue(parsing: String(decoding: bytes, as: UTF8.self))
  }
}
