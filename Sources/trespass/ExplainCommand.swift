import ArgumentParser
import Examinations
import Judgement

/// `trespass explain`: what a name in a finding means and why it works.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain what a finding names: what it does, why Postgres allows it, how to close it.")

  @Argument(help: "A probe family, examination, channel or claim, as a finding names it; left out, all are listed.")
  var name: [String] = []

  func run() throws {
    let name = name.joined(separator: " ")
    if name.isEmpty { return try Terminal.standard.write(Self.list) }
    let found = Explanation.named(name)
    guard !found.isEmpty else {
      let known = Explanation.all.map(\.name).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      throw ValidationError(
        "no family, examination, channel or claim \(name): there are \(known.joined(separator: ", "))")
    }
    try Terminal.standard.write(
      found.map { "\($0.name) (\($0.kind.rawValue)): \($0.summary)\n\n\($0.rationale)\n" }.joined(separator: "\n"))
  }

  private static var list: String {
    let width = Explanation.all.map(\.name.count).max() ?? 0
    return Explanation.Kind.allCases.map { kind in
      let lines = Explanation.all.filter { $0.kind == kind }.map { one in
        "  " + one.name + String(repeating: " ", count: width + 2 - one.name.count) + one.summary + "\n"
      }
      return kind.rawValue + "\n" + lines.joined()
    }.joined(separator: "\n")
  }
}
