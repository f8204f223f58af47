internal import Catalog
internal import Probes
internal import SQLText

extension CauseFinder {
  /// Why a text of the catalog is there to be read.
  func standing(_ place: Place, _ search: Search) -> [Cause] {
    if place.kind == .largeObject {
      return [
        Cause(
          object: place.description,
          fact: "have rights of their own and no row security; some may be read by \(search.rights.role)",
          at: statements.last("grant", holding: ["large", "object"]))
      ]
    }
    return [
      Cause(
        object: place.description, fact: "the catalog is open to every role, whatever the rights on the table",
        at: statement(behind: place))
    ]
  }

  /// The last statement that names what the place names, of a kind that leaves such a text.
  private func statement(behind place: Place) -> SourceStatement? {
    let names = SQLLexer.words(of: place.description).filter { !Self.spoken.contains($0) }
    return (place.kind?.phrases ?? []).lazy.compactMap { phrase in
      statements.last(phrase, holding: Array(names.prefix(2)))
    }.first
  }

  /// What the description of a place says beside the names of objects.
  private static let spoken: Set<String> = [
    "column", "of", "table", "on", "default", "comment", "trigger", "function", "view", "policy", "server",
    "constraint",
    "index", "user", "mapping", ".", "-", "(", ")", ",", "public",
  ]
}

extension Place.Kind {
  /// How statements begin that leave such a text.
  fileprivate var phrases: [String] {
    switch self {
    case .comment: ["comment on"]
    case .columnDefault, .constraint: ["create table", "alter table"]
    case .trigger: ["create trigger"]
    case .function: ["create function"]
    case .view: ["create view"]
    case .policy: ["create policy"]
    case .server: ["create server"]
    case .index: ["create index"]
    case .userMapping: ["create user mapping"]
    case .largeObject, .statistics: []
    }
  }
}
