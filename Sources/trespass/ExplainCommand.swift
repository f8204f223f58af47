import ArgumentParser
import Probes

/// `trespass explain`: what a family does and why it works.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Explain a probe family: what it does, why Postgres allows it, how to close it.")

  @Argument(help: "A probe family, as a finding names it; left out, all are listed.")
  var family: String?

  func run() throws {
    guard let name = family else {
      let width = FamilyRegistry.all.map { $0.name.count }.max() ?? 0
      for family in FamilyRegistry.all {
        Terminal.standard.write(
          family.name + String(repeating: " ", count: width + 2 - family.name.count) + family.summary + "\n")
      }
      return
    }
    guard let family = FamilyRegistry.family(named: name) else {
      let known = FamilyRegistry.all.map { $0.name }.joined(separator: ", ")
      throw ValidationError("no probe family \(name): there are \(known)")
    }
    Terminal.standard.write("\(family.name): \(family.summary)\n\n\(family.rationale)\n")
  }
}
