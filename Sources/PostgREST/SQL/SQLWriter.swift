internal import SQLText

/// Builds one statement piece by piece; text is gathered so that a statement stays a handful of pieces.
struct SQLWriter {
  private var sql: SQL = ""
  private var pending = ""

  init() { pending.reserveCapacity(1024) }

  mutating func text(_ text: String) { pending += text }

  /// A name in double quotes; what follows a NUL is lost, as it is in PostgREST.
  mutating func identifier(_ name: String) {
    pending += "\""
    if name.utf8.allSatisfy({ $0 != UInt8(ascii: "\"") && $0 != 0 }) {
      pending += name
    } else {
      pending += name.prefix { $0 != "\0" }.replacing("\"", with: "\"\"")
    }
    pending += "\""
  }

  mutating func table(_ table: TableReference) {
    if let schema = table.schema {
      identifier(schema)
      pending += "."
    }
    identifier(table.name)
  }

  /// A column of a table, or all of them for `*`.
  mutating func column(_ table: TableReference, _ name: String) {
    self.table(table)
    pending += "."
    if name == "*" { pending += "*" } else { identifier(name) }
  }

  mutating func name(_ name: QualifiedName) { table(TableReference(name)) }

  mutating func bind(_ value: String?, as type: Parameter.DeclaredType = .unknown) {
    flush()
    sql += .bind(value, as: type)
  }

  /// The elements with a separator between them.
  mutating func list<Element>(
    _ elements: some Sequence<Element>, separator: String = ", ", _ write: (inout SQLWriter, Element) -> Void
  ) {
    var isFirst = true
    for element in elements {
      if !isFirst { pending += separator }
      isFirst = false
      write(&self, element)
    }
  }

  private mutating func flush() {
    guard !pending.isEmpty else { return }
    sql += SQL(verbatim: pending)
    pending = ""
  }

  mutating func finish() -> SQL {
    flush()
    return sql
  }
}

/// A relation, or with no schema an alias.
struct TableReference: Hashable, Sendable {
  var schema: String?
  var name: String

  init(schema: String? = nil, _ name: String) {
    self.schema = schema
    self.name = name
  }

  init(_ name: QualifiedName) { self.init(schema: name.schema.name, name.name.name) }

  /// nil for an alias.
  var qualified: QualifiedName? { schema.map { QualifiedName($0, name) } }
}
