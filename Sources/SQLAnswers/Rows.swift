/// Rows in the text format.
package struct Rows: Hashable, Sendable {
  package var columns: [String]
  /// One list a row, in the order of `columns`; nil is NULL.
  package var cells: [[String?]]

  package init(columns: [String], cells: [[String?]]) {
    self.columns = columns
    self.cells = cells
  }

  package var isEmpty: Bool { cells.isEmpty }

  /// The first row's first cell.
  package var scalar: String? { cells.first?.first ?? nil }
}
