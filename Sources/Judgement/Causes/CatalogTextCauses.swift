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

  /// The last statement that leaves such a text.
  private func statement(behind place: Place) -> SourceStatement? {
    place.origin.flatMap { origin in
      origin.beginnings.lazy.compactMap { statements.last($0, holding: origin.names) }.first
    }
  }
}
