internal import Postgres
internal import SQLAnswers
internal import SQLText

/// The function with which a seed asks for the value of a secret, `trespass.canary(slot)`.
///
/// It gives the same value in every run for the same world, is there while the seeds run, and gone when somebody could call it.
/// The worlds of a run are made of one seeded database: a slot in a declared secret gets another value in the second of them,
/// and one that stands elsewhere does not, so the slots that were asked for are remembered.
struct CanaryFunction: Sendable {
  var world: String

  func create(on info: ConnectionInfo) async throws {
    let connection = try await Connection(info)
    // 32 hexadecimal digits: a text, a uuid or, decoded, a bytea, as the column wants it.
    try await connection.run(
      script: """
        create schema trespass;
        grant usage on schema trespass to public;
        create table trespass.asked (name text primary key, value text not null);
        create function trespass.canary(slot text) returns text language sql volatile security definer set search_path = ''
        begin atomic
          insert into trespass.asked select slot, md5(\(SQL.literal(world + ":")) || slot) where slot is not null
            on conflict do nothing;
          select md5(\(SQL.literal(world + ":")) || slot);
        end;
        """)
    await connection.close()
  }

  /// - Returns: the slots that were asked for.
  func drop(on info: ConnectionInfo) async throws -> [CanarySlot] {
    let connection = try await Connection(info)
    let asked = try await connection.rows("select name, value from trespass.asked order by 1").cells
    try await connection.run(
      script: "drop function trespass.canary(text); drop table trespass.asked; drop schema trespass")
    await connection.close()
    return asked.compactMap { cells in
      guard let name = cells[0], let value = cells[1] else { return nil }
      return CanarySlot(name: name, value: value)
    }
  }
}
