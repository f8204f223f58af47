import ArgumentParser
import FoundationEssentials
import Reports

/// One `--format FMT[=FILE]`.
struct ReportOutput {
  private let format: any ReportFormat.Type
  private let file: String?

  init(_ text: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard let name = parts.first, let format = FormatRegistry.format(named: name) else {
      let known = FormatRegistry.all.map { $0.name }.joined(separator: ", ")
      throw ValidationError("no format \(text): there are \(known)")
    }
    self.format = format
    file = parts.count > 1 ? parts[1] : nil
  }

  func write(_ report: Report) throws {
    guard let file else {
      let terminal = Terminal.standard
      terminal.write(format.render(report, style: RenderStyle(color: terminal.takesColor, width: terminal.width)))
      return
    }
    do {
      try format.render(report, style: RenderStyle()).write(toFile: file, atomically: true, encoding: .utf8)
    } catch {
      throw OutputError(message: "cannot write the report to \(file): \(error)")
    }
  }
}

struct OutputError: Error, CustomStringConvertible {
  var message: String
  var description: String { message }
}
