/// A way to write a report.
///
/// To add one, add a file to `Formats/`, a line to ``FormatRegistry`` and its goldens.
package protocol ReportFormat: Sendable {
  /// What `--format` calls it.
  static var name: String { get }
  /// One line for `--help`.
  static var summary: String { get }

  static func render(_ report: Report, style: RenderStyle) -> String
}

/// How the reader's screen wants it.
package struct RenderStyle: Hashable, Sendable {
  package var color: Bool
  /// Columns.
  package var width: Int

  package init(color: Bool = false, width: Int = 80) {
    self.color = color
    self.width = width
  }
}

/// Every format.
package enum FormatRegistry {
  package static let all: [any ReportFormat.Type] = [TextFormat.self, JSONFormat.self]

  package static func format(named name: String) -> (any ReportFormat.Type)? { all.first { $0.name == name } }
}
