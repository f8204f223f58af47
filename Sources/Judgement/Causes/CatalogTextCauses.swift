internal import Catalog
internal import Probes
internal import SQLText

extension CauseFinder {
  /// Why a text of the catalog is there to be read, by the name that the look at the catalog gave its place.
  func standing(_ place: String, _ search: Search) -> [Cause] {
    if let relation = relation(ofStatistics: place) {
      return [
        Cause(object: place, fact: "show values of a column to whoever may read all of it", at: creation(of: relation))
      ] + reading(relation, search)
    }
    if place == "large objects" {
      return [
        Cause(
          object: place,
          fact: "have rights of their own and no row security; some may be read by \(search.rights.role)",
          at: statements.last("grant", holding: ["large", "object"]))
      ]
    }
    return [
      Cause(
        object: place, fact: "the catalog is open to every role, whatever the rights on the table",
        at: statement(behind: place))
    ]
  }

  private func relation(ofStatistics place: String) -> Relation? {
    guard place.hasPrefix("statistics of ") else { return nil }
    let parts = place.dropFirst("statistics of ".count).split(separator: ".").map(String.init)
    return parts.count == 3 ? catalog.relation(named: QualifiedName(parts[0], parts[1])) : nil
  }

  /// The last statement that names what the place names, of a kind that leaves such a text.
  private func statement(behind place: String) -> SourceStatement? {
    let kinds: [(place: String, phrases: [String])] = [
      ("comment on", ["comment on"]), ("default of", ["create table", "alter table"]),
      ("trigger", ["create trigger"]), ("function", ["create function"]), ("view", ["create view"]),
      ("policy", ["create policy"]), ("server", ["create server"]), ("constraint", ["create table", "alter table"]),
      ("index", ["create index"]), ("user mapping", ["create user mapping"]),
    ]
    guard let kind = kinds.first(where: { place.hasPrefix($0.place) }) else { return nil }
    let spoken: Set<String> = ["column", "of", "table", "on", "default", "comment", ".", "-", "(", ")", ",", "public"]
    let names = SQLLexer.words(of: String(place.dropFirst(kind.place.count))).filter { !spoken.contains($0) }
    return kind.phrases.lazy.compactMap { phrase in
      statements.last(phrase, holding: Array(names.prefix(2)))
    }.first
  }
}
