internal import Postgres
internal import SQLText

/// The function with which a seed asks for the value of a secret, `trespass.canary(slot)`.
///
/// It gives the same value in every run of a world and another in every world; it is there while the seeds run and gone
/// when somebody could call it.
struct CanaryFunction: Sendable {
  var world: String

  func create(on info: ConnectionInfo) async throws {
    let connection = try await Connection(info)
    // 32 hexadecimal digits: a text, a uuid or, decoded, a bytea, as the column wants it.
    try await connection.run(
      script: """
        create schema trespass;
        grant usage on schema trespass to public;
        create function trespass.canary(slot text) returns text language sql stable
        return md5(\(SQL.literal(world + ":")) || slot);
        """)
    await connection.close()
  }

  func drop(on info: ConnectionInfo) async throws {
    let connection = try await Connection(info)
    try await connection.run(
      script: "drop function trespass.canary(text); drop schema trespass")
    await connection.close()
  }
}
