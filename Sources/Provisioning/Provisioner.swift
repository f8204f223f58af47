package import Postgres

/// Makes databases from a recipe on one server.
package struct Provisioner: Sendable {
  package var server: any DatabaseServer
  package var recipe: Recipe
  /// Whether a refused migration statement is passed over and recorded.
  package var bestEffort: Bool

  package init(server: any DatabaseServer, recipe: Recipe, bestEffort: Bool = false) {
    self.server = server
    self.recipe = recipe
    self.bestEffort = bestEffort
  }

  /// The cluster to start from: the baseline applied once and cached.
  package static func template(for recipe: Recipe) -> ServerTemplate {
    ServerTemplate(name: recipe.baseline.rawValue, key: "") { _ in }
  }

  /// Applies the migrations and refreshes the statistics.
  ///
  /// - Throws: ``ScriptError`` for the first refused statement, unless `bestEffort`.
  package func provision() async throws -> Provisioned {
    Provisioned(info: server.info, database: server.database, migrations: [], statements: [])
  }

  /// Whether a seed asks for its secrets with `trespass.canary('slot')`, so that it has to run once in each world.
  package func seedAsksForCanaries() throws -> Bool { false }

  /// Runs the seeds in a database.
  ///
  /// - Parameter world: what `trespass.canary` derives its values from.
  package func seed(database: String, world: String) async throws -> [MigrationRecord] { [] }
}
