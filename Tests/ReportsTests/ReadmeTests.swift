import Foundation
import Probes
import Reports
import Testing

/// What the registries hold stands in the README, so that nobody keeps a list by hand.
@Suite struct ReadmeTests {
  private let readme: String

  init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
  }

  @Test func everyFamilyIsNamed() {
    for family in FamilyRegistry.all {
      #expect(readme.contains(family.name + "  "), "\(family.name) is not in README.md")
    }
  }

  @Test func everyFormatIsNamed() {
    for format in FormatRegistry.all {
      #expect(readme.contains("`\(format.name)`"), "\(format.name) is not in README.md")
    }
  }

  @Test func familiesHaveNamesOfTheirOwnAndSaySomething() {
    #expect(Set(FamilyRegistry.all.map { $0.name }).count == FamilyRegistry.all.count)
    for family in FamilyRegistry.all {
      #expect(family.summary.count > 10 && family.rationale.count > 80, "\(family.name)")
    }
  }
}
