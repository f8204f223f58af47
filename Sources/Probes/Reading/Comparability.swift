internal import Catalog
internal import SQLText

/// What Postgres can ask about the values of a secret's type.
extension Population {
  /// Whether a filter can compare the values: a type has an equality operator, and what is inside a document is text.
  func canBeCompared(_ secret: Int) -> Bool { !stands(secret, inTypes: Self.incomparable) }

  /// Whether a sort takes the values.
  func canBeOrdered(_ secret: Int) -> Bool {
    !stands(secret, inTypes: Self.incomparable.union(Self.comparableWithoutOrder))
  }

  private func stands(_ secret: Int, inTypes names: Set<String>) -> Bool {
    let stood = secrets[secret]
    let isInside = !stood.path.isEmpty || canaries.contains { $0.secret == secret && !$0.place.isEmpty }
    guard !isInside, let column = catalog.relation(named: stood.relation)?.column(stood.column) else { return false }
    let base = catalog.type(column.baseType)
    let element = base.flatMap { catalog.type($0.element) } ?? base
    return element.map { names.contains($0.name.name.name) } ?? false
  }

  private static let incomparable: Set = ["xml", "json", "point", "polygon", "jsonpath", "pg_snapshot"]
  private static let comparableWithoutOrder: Set = ["box", "circle", "line", "lseg", "path", "xid", "cid"]
}
