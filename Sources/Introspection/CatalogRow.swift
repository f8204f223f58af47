internal import Catalog

/// One row of a catalog query; columns by place, as the query's file lists them.
package struct CatalogRow {
  var cells: [String?]

  package init(_ cells: [String?]) { self.cells = cells }

  func text(_ column: Int) -> String { cells[column] ?? "" }
  func optionalText(_ column: Int) -> String? { cells[column] }
  func flag(_ column: Int) -> Bool { cells[column] == "t" }
  func optionalFlag(_ column: Int) -> Bool? { cells[column].map { $0 == "t" || $0 == "true" } }
  func oid(_ column: Int) -> OID { cells[column].flatMap { OID($0) } ?? 0 }
  func integer(_ column: Int) -> Int { cells[column].flatMap { Int($0) } ?? 0 }
  func number(_ column: Int) -> Double { cells[column].flatMap { Double($0) } ?? 0 }
  func character(_ column: Int) -> Character { cells[column]?.first ?? " " }

  /// The elements of an array; NULL gives none.
  func list(_ column: Int) -> [String] {
    cells[column].map { ArrayText.elements(of: $0).map { $0 ?? "" } } ?? []
  }

  /// The numbers of an array (`{1,2}`) or of a vector (`1 2`).
  package func integers(_ column: Int) -> [Int] {
    guard let text = cells[column] else { return [] }
    return text.split { "{}, ".contains($0) }.compactMap { Int($0) }
  }

  func oids(_ column: Int) -> [OID] { integers(column).map { OID(truncatingIfNeeded: $0) } }
}

/// Postgres' text form of a one-dimensional array.
package enum ArrayText {
  /// The elements; NULL is nil.
  package static func elements(of text: String) -> [String?] {
    var bytes = text.utf8.makeIterator()
    guard bytes.next() == UInt8(ascii: "{") else { return [] }
    var elements: [String?] = []
    var element: [UInt8] = []
    var wasQuoted = false
    func finish() {
      let value = String(decoding: element, as: UTF8.self)
      if wasQuoted || !value.isEmpty { elements.append(!wasQuoted && value == "NULL" ? nil : value) }
      element = []
      wasQuoted = false
    }
    var inQuotes = false
    while let byte = bytes.next() {
      switch byte {
      case UInt8(ascii: "\\"): element.append(bytes.next() ?? byte)
      case UInt8(ascii: "\""):
        inQuotes.toggle()
        wasQuoted = true
      case UInt8(ascii: ",") where !inQuotes, UInt8(ascii: "}") where !inQuotes: finish()
      default: element.append(byte)
      }
    }
    return elements
  }
}
