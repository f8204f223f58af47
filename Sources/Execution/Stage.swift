package import PostgREST
package import Postgres
package import Probes
package import Provisioning

/// What a run is held on: two worlds on a server, the surface over them, and who asks.
package struct Stage: Sendable {
  package let server: any DatabaseServer
  /// What the stage's databases are called.
  package let names: DatabaseNames
  package var worlds: Worlds
  /// Where the sequences of each world stood before the first probe, as a script that puts them back.
  package let sequences: [World: String]
  /// The worlds made once more, to tell what planting left to chance from what the secrets say.
  package var replicas: LazyValue<WorldPair>
  package private(set) var planner: Planner
  package let context: ProbeContext

  package init(
    server: any DatabaseServer, names: DatabaseNames, worlds: Worlds, sequences: [World: String],
    replicas: LazyValue<WorldPair>, planner: Planner, context: ProbeContext
  ) {
    self.server = server
    self.names = names
    self.worlds = worlds
    self.sequences = sequences
    self.replicas = replicas
    self.planner = planner
    self.context = context
  }

  /// The role that PostgREST logs in as.
  package var authenticator: String { planner.settings.authenticatorRole }

  package var target: DatabaseTarget { DatabaseTarget((worlds.first, worlds.second), planner: planner) }

  /// The same worlds behind another surface.
  package func serving(_ planner: Planner) -> Stage {
    var stage = self
    stage.planner = planner
    return stage
  }

  /// The target made once more.
  package func replica() async throws -> DatabaseTarget {
    DatabaseTarget(try await replicas.value(), planner: planner)
  }

  /// Copies of two databases, under names of this stage.
  package func copies(of pair: WorldPair, as purposes: (first: String, second: String)) async throws -> WorldPair {
    async let first = server.clone(pair.first, as: names.name(purposes.first))
    async let second = server.clone(pair.second, as: names.name(purposes.second))
    return (try await first, try await second)
  }

  package func drop(_ pair: WorldPair) async throws {
    for database in [pair.first, pair.second] { try await server.drop(database) }
  }

  /// Drops copies that were made, if they were.
  package func drop(_ pair: LazyValue<WorldPair>) async throws {
    if let made = await pair.made { try await drop(made) }
  }
}
