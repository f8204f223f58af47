/// SQL text with its bound values in place.
///
/// Interpolating a name quotes it, a value binds it; text is pasted only where `verbatim` says so by name.
package struct SQL: Hashable, Sendable, ExpressibleByStringInterpolation, CustomStringConvertible {
  package enum Piece: Hashable, Sendable {
    case text(String)
    case bind(Parameter)
  }

  package private(set) var pieces: [Piece]

  package init(stringLiteral value: String) { pieces = [.text(value)] }
  package init(verbatim text: String) { pieces = [.text(text)] }
  package init(stringInterpolation: StringInterpolation) { pieces = stringInterpolation.pieces }

  /// A bound value.
  package static func bind(_ value: String?, as type: Parameter.DeclaredType = .unknown) -> SQL {
    var sql: SQL = ""
    sql.pieces = [.bind(Parameter(value, type: type))]
    return sql
  }

  package var isEmpty: Bool {
    pieces.allSatisfy { piece in
      if case .text(let text) = piece { text.isEmpty } else { false }
    }
  }

  package static func + (a: SQL, b: SQL) -> SQL {
    var sum = a
    sum += b
    return sum
  }

  package static func += (a: inout SQL, b: SQL) {
    a.pieces += b.pieces
  }

  /// The values in the order of their placeholders.
  package var parameters: [Parameter] {
    pieces.compactMap { piece in
      if case .bind(let parameter) = piece { parameter } else { nil }
    }
  }

  /// The statement with `$1`, `$2` … for the bound values.
  package var text: String {
    var number = 0
    return render { _ in
      number += 1
      return "$\(number)"
    }
  }

  /// The statement with the values as literals, for people and for tools that cannot bind.
  package var inlined: String { render(\.literal) }

  package var description: String { inlined }

  private func render(_ placeholder: (Parameter) -> String) -> String {
    var result = ""
    for piece in pieces {
      switch piece {
      case .text(let text): result += text
      case .bind(let parameter): result += placeholder(parameter)
      }
    }
    return result
  }

  /// A string as an SQL literal; backslashes need the E form whatever standard_conforming_strings says.
  package static func literal(_ value: String) -> String {
    let doubled = value.replacing("'", with: "''")
    return doubled.contains("\\") ? "E'" + doubled.replacing("\\", with: "\\\\") + "'" : "'\(doubled)'"
  }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var pieces: [Piece] = []

    package init(literalCapacity: Int, interpolationCount: Int) { pieces.reserveCapacity(interpolationCount * 2 + 1) }

    package mutating func appendLiteral(_ literal: String) {
      if !literal.isEmpty { pieces.append(.text(literal)) }
    }
    package mutating func appendInterpolation(_ name: Identifier) { pieces.append(.text(name.quoted)) }
    package mutating func appendInterpolation(_ name: QualifiedName) { pieces.append(.text(name.quoted)) }
    package mutating func appendInterpolation(_ sql: SQL) { pieces += sql.pieces }
    package mutating func appendInterpolation(bind value: String?, as type: Parameter.DeclaredType = .unknown) {
      pieces.append(.bind(Parameter(value, type: type)))
    }
    package mutating func appendInterpolation(verbatim text: String) { appendLiteral(text) }
  }
}

extension Sequence<SQL> {
  /// The pieces with a separator between them.
  package func joined(separator: SQL = "") -> SQL {
    var result: SQL = ""
    for (index, sql) in enumerated() {
      if index > 0 { result += separator }
      result += sql
    }
    return result
  }
}
