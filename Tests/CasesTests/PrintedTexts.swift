import Foundation
import Reports
import Testing

extension Case {
  /// What a reader is shown of a run, in every format.
  static func printed(_ report: Report) -> String {
    FormatRegistry.all.map { $0.render(report, style: RenderStyle()) }.joined(separator: "\n")
  }

  /// Values of secrets in the case's scripts, as far as they are random: nothing of them may be printed.
  private var plantedTails: Set<String> {
    get throws {
      let files = try FileManager.default.contentsOfDirectory(atPath: "\(Self.folder)/\(name)")
      let sql = try files.filter { $0.hasSuffix(".sql") }.map {
        try String(contentsOfFile: "\(Self.folder)/\(name)/\($0)", encoding: .utf8)
      }
      return Set(
        sql.flatMap { $0.matches(of: /(?:CANARY_|sk_live_)(?:[A-Za-z]+_)*([A-Za-z0-9]{8,})/) }.map {
          String($0.output.1)
        })
    }
  }

  /// No eight characters in a row of a planted secret, and nothing that a terminal would obey.
  func expectNothingUnprintable(in report: Report) throws {
    let printed = Self.printed(report)
    for tail in try plantedTails {
      for start in tail.indices.dropLast(7) {
        let piece = String(tail[start...].prefix(8))
        #expect(!printed.contains(piece), "\(name) prints \(piece) of a secret")
      }
    }
    let unseen = printed.unicodeScalars.filter {
      $0 != "\n" && [.control, .format].contains($0.properties.generalCategory)
    }
    #expect(unseen.isEmpty, "\(name) prints control characters")
  }
}
