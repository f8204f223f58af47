internal import Postgres
package import Probes
package import Provisioning
internal import SQLAnswers
internal import SQLText

extension Worlds {
  /// Where the sequences of each world stand, as a script that puts them back: a rolled-back probe has advanced them for good.
  package func sequences() async throws -> [World: String] {
    var scripts: [World: String] = [:]
    for world in World.allCases {
      let connection = try await database(world).connect()
      scripts[world] = try await connection.rows(
        """
        select string_agg(
          format('select setval(%L, %s, %L)', format('%I.%I', schemaname, sequencename), coalesce(last_value, start_value),
            last_value is not null), '; ')
        from pg_sequences
        """
      ).scalar
      await connection.close()
    }
    return scripts
  }
}
