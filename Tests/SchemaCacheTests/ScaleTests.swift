import Catalog
import Foundation
import Introspection
import PostgREST
import Postgres
import Testing

/// A product's schema of 326 relations, whose views relate to each other in some 37,000 ways.
@Suite struct ScaleTests {
  @Test func aLargeProductIsExposedQuickly() async throws {
    let catalog = try await Self.catalog()
    #expect(catalog.relations.count { $0.kind == .table || $0.isView } == 326)
    let clock = ContinuousClock()
    var addressed = 0
    let time = clock.measure {
      let cache = SchemaCache(catalog: catalog, settings: APISettings())
      #expect((35_000...40_000).contains(cache.relationships.count))
      addressed = cache.spellings().count { $0 != nil }
    }
    #expect(addressed > 35_000)
    // A release build takes a tenth of it; quadratic work would take minutes.
    #expect(time < .seconds(60))
  }

  private static func catalog() async throws -> CatalogSnapshot {
    let file = ConformanceDatabase.folder.appending(path: "../scale/product.sql")
    let server = try await EphemeralServer.start()
    let connection = try await Connection(server.info)
    try await connection.run(script: try String(contentsOf: file, encoding: .utf8))
    let catalog = try await CatalogReader.read(connection)
    await connection.close()
    await server.stop()
    return catalog
  }
}
