package import Catalog
internal import Probes
package import SQLText

/// Reads from the catalog why a request of a role reaches what stands behind a door.
package struct CauseFinder: Sendable {
  let catalog: CatalogSnapshot
  let statements: StatementIndex

  package init(catalog: CatalogSnapshot, statements: StatementIndex) {
    self.catalog = catalog
    self.statements = statements
  }

  /// What a chain of causes is looked for.
  struct Search: Sendable {
    var rights: RoleRights
    /// The table whose secret came through, to tell a copy from the original.
    var secret: QualifiedName
    var channel: Channel
  }

  /// The chain behind a door, from the request inwards.
  ///
  /// - Parameters:
  ///   - secret: the table whose secret came through.
  ///   - channel: where it showed: an error or a conflict has causes of its own.
  ///   - writes: the writes that opened the door, in their order: the chain begins with them.
  package func causes(
    of door: Door, for role: String, secret: QualifiedName, through channel: Channel = .rows,
    after writes: [WriteSite] = []
  ) -> [Cause] {
    let search = Search(rights: RoleRights(role, in: catalog), secret: secret, channel: channel)
    var known: Set<Cause> = []
    let opened = writes.flatMap { permitting($0, search) }
    return (opened + chain(behind: door, search)).filter { cause in
      // What the write tells in full is not told once more for the read.
      !opened.contains { $0 != cause && $0.object == cause.object && $0.fact.hasPrefix(cause.fact) }
        && known.insert(cause).inserted
    }
  }

  private func chain(behind door: Door, _ search: Search) -> [Cause] {
    switch door {
    case .relation(let name):
      guard let relation = catalog.relation(named: name) else { return [] }
      return reading(relation, search) + writing(relation, search) + telling(relation, search)
        + copying(into: relation, search)
    case .function(let signature):
      guard let function = catalog.functions.first(where: { $0.signature == signature }) else { return [] }
      return calling(function, search)
    case .computedField(let relation, let field):
      guard let relation = catalog.relation(named: relation) else { return [] }
      let functions = catalog.functions.filter {
        $0.name.name.name == field && $0.inputs.first?.type == relation.rowType
      }
      return reading(relation, search, depth: 1) + functions.flatMap { calling($0, search) }
    case .relationship(_, let target):
      return catalog.relations.filter { $0.name.name.name == target }.prefix(1).flatMap { reading($0, search) }
    case .root:
      return [
        Cause(
          object: "the API's description",
          fact: "prints comments and defaults of every relation that the role may use")
      ]
    case .place(let place): return standing(place, search)
    }
  }
}

extension String {
  /// On one line, as a fact is told.
  var onOneLine: String { split { $0.isWhitespace }.joined(separator: " ") }
}
