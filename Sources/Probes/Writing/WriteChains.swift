internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

/// Second writes: what a row of one's own makes possible, and what two rows open together.
extension EscalationWrites {
  /// Most inserts of one principal that a second write is tried after, and most second writes after one.
  private static let mostFirst = 6
  private static let mostSecond = 16
  private static let freshKey = "7e57da7a-0000-4000-8000-000000000002"
  private static let freshNumber = "1000004"

  /// Second writes that an insert makes possible: changes of the new row, rows and calls that refer to it.
  package func chains(to open: [PermittedWrite]) -> [ProbeTemplate] {
    Dictionary(grouping: open, by: \.principal).sorted { $0.key < $1.key }.flatMap { name, writes -> [ProbeTemplate] in
      guard let asker = context.population.subjects.first(where: { $0.names.contains(name) }) else { return [] }
      let alone = Set(writes.flatMap(\.requests))
      let afterRows = firstInserts(of: writes).map { insert -> (first: Request, second: [Request]) in
        let next = adding(insert.row, to: insert.relation)
        let second = (next.requests(by: asker) + next.calls()).filter { request in
          Self.speaksOfNew(request) || request.isWrite(.patch, insert.relation, context)
        }
        return (insert.request, second)
      }
      return (afterRows + afterOthers(writes, by: asker)).flatMap { first, second in
        second.filter { !alone.contains($0) }.prefix(Self.mostSecond).map {
          ProbeTemplate($0, setup: [first], principals: [name])
        }
      }
    }
  }

  /// After one's own row is gone another may take its place; after a call that makes one a member, everything may be open.
  private func afterOthers(_ writes: [PermittedWrite], by asker: Subject) -> [(first: Request, second: [Request])] {
    let own = requests(by: asker)
    let others = writes.map { $0.requests[0] }.filter(\.speaksOfNoRow)
    // The first call and the last pass what differs most: stored values, and what the type allows.
    let few = others.indices.filter { index in
      let resource = others[index].resource
      return !others[..<index].contains { $0.resource == resource }
        || !others[(index + 1)...].contains { $0.resource == resource }
    }
    return few.map { others[$0] }.map { first in
      guard first.method == .delete else { return (first, calls().filter { $0.resource != first.resource } + own) }
      return (first, own.filter { $0.method == .post && $0.resource == first.resource })
    }
  }

  /// Reads that only make sense once the row of a write is there: calls that pass its key.
  package func rereads(after write: PermittedWrite, callsOfEach most: Int) -> [ProbeTemplate] {
    guard let first = write.requests.first, let insert = newRow(first) else { return [] }
    return adding(insert.row, to: insert.relation).context.rereadsAfterWrites(callsOfEach: most)
      .filter { Self.speaksOfNew($0.request) }
  }

  /// The writes as those whom their author becomes by sending a header that the new row makes valid.
  package func underHeaders(_ writes: [PermittedWrite]) -> [PermittedWrite] {
    writes.flatMap { write in
      guard write.requests.contains(where: Self.speaksOfNew) else { return [PermittedWrite]() }
      return context.population.principals.filter { principal in
        principal.derivedFrom == write.principal
          && principal.headers.values.contains { $0.hasSuffix(NewRows.freshText) }
      }.map { PermittedWrite(write.requests, by: $0.name) }
    }
  }

  /// Chains of two writes into different relations, neither of which opens anything alone.
  package func pairs(of writes: [PermittedWrite], most: Int) -> [PermittedWrite] {
    Dictionary(grouping: writes.filter { $0.requests.count == 1 }, by: \.principal).sorted { $0.key < $1.key }
      .flatMap { name, own in
        own.indices.flatMap { first in
          own.indices.dropFirst(first + 1).compactMap { second -> PermittedWrite? in
            guard own[first].requests[0].resource != own[second].requests[0].resource else { return nil }
            return PermittedWrite(own[first].requests + own[second].requests, by: name)
          }
        }.prefix(most)
      }
  }

  private struct Insert {
    var relation: ExposedRelation
    var row: JSONValue
    var request: Request
  }

  /// One insert for each relation and tenant, with a key of our own choice where it may have one.
  private func firstInserts(of writes: [PermittedWrite]) -> [Insert] {
    var seen: Set<[String]> = []
    return Array(
      writes.compactMap { $0.requests.last.flatMap(newRow) }.filter { insert in
        let label = rows.tenantOf.label(of: insert.row, in: insert.relation.name) ?? ""
        return seen.insert([insert.relation.name.description, label]).inserted
      }.prefix(Self.mostFirst))
  }

  private func newRow(_ request: Request) -> Insert? {
    guard request.method == .post, case .relation(let name) = request.resource, let payload = request.payload,
      let relation = context.surface.relations.first(where: {
        $0.name.name.name == name && profile($0) == request.profile
      }),
      let given = payload.json
    else { return nil }
    let row = keyed(given, in: relation)
    var request = request
    request.payload = .json(row)
    return Insert(relation: relation, row: row, request: request)
  }

  private func keyed(_ row: JSONValue, in relation: ExposedRelation) -> JSONValue {
    guard relation.primaryKey.count == 1, let key = relation.column(relation.primaryKey[0]),
      context.surface.isWritable(key, of: relation), rows.references(of: relation)[key.name] == nil,
      !rows.identityColumns(of: relation).contains(key.name)
    else { return row }
    switch key.type {
    case "uuid": return row.setting(key.name, .string(Self.freshKey))
    case "integer", "bigint": return row.setting(key.name, .number(Self.freshNumber))
    default: return row
    }
  }

  private static func speaksOfNew(_ request: Request) -> Bool {
    let body = request.payload.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    return [freshKey, freshNumber, NewRows.freshText].contains { body.contains($0) }
  }
}

extension Request {
  /// Whether it writes to a relation in this way.
  fileprivate func isWrite(_ method: Method, _ relation: ExposedRelation, _ context: ProbeContext) -> Bool {
    self.method == method && resource == .relation(relation.name.name.name)
      && profile == context.surface.profile(relation.name.schema)
  }

  /// Whether it deletes or calls, so that what is written stands in no payload.
  fileprivate var speaksOfNoRow: Bool {
    if case .routine = resource { true } else { method == .delete }
  }
}
