import ArgumentParser
import Reports

/// One `--format FMT[=FILE]`.
struct ReportOutput {
  private let format: any ReportFormat.Type
  /// nil for standard output.
  private let file: OutputFile?

  init(_ text: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let name = parts.first, let format = FormatRegistry.format(named: name) else {
      let known = FormatRegistry.all.map { $0.name }.joined(separator: ", ")
      throw ValidationError("no format \(text): there are \(known)")
    }
    if parts.count > 1, parts[1].isEmpty { throw ValidationError("--format \(text) names no file after its =") }
    self.format = format
    file = parts.count > 1 ? OutputFile(path: parts[1]) : nil
  }

  /// Finds out what would keep the reports from being written, before there is anything to lose.
  ///
  /// - Throws: ``OutputError``.
  static func check(_ outputs: [ReportOutput]) throws {
    var taken: [String: String] = [:]
    for output in outputs {
      guard let file = output.file else {
        try Terminal.standard.check()
        continue
      }
      try file.check()
      guard let identity = try file.identity else { continue }
      if let other = taken.updateValue(file.path, forKey: identity) {
        throw OutputError(
          message: "two reports cannot go to one file: \(other) and \(file.path) are the same. Name another for one.")
      }
    }
  }

  /// - Throws: ``OutputError``.
  func write(_ report: Report) throws {
    if let file { return try file.write(format.render(report, style: RenderStyle())) }
    let look = Terminal.standard.style
    try Terminal.standard.write(
      format.render(report, style: RenderStyle(color: look.takesColor, width: look.width)))
  }
}
