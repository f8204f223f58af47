import Foundation
import Subprocess
import SystemPackage
import Testing

/// Where `--format FMT=FILE` lets a report go, by the program itself.
@Suite struct ReportOutputTests {
  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.path() + "trespass-outputs-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  @Test func whatCannotBeWrittenIsSaidBeforeTheRun() async throws {
    try FileManager.default.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: "report.json")
    for (outputs, complaint) in [
      (["json=\(folder)/nowhere/report.json"], "the folder \(folder)/nowhere is not there"),
      (["json=\(folder)"], "it is a folder"),
      (["json="], "names no file"),
      (["json=\(folder)/report.json", "text=\(folder)/./report.json"], "two reports cannot go to one file"),
      (["json=\(folder)/link", "text=\(folder)/report.json"], "two reports cannot go to one file"),
    ] {
      let end = try await check(outputs)
      #expect(end.status == .exited(2))
      #expect(end.errors.contains(complaint), "\(end.errors)")
    }
    try FileManager.default.removeItem(atPath: folder)
  }

  @Test func aFileIsReplacedThroughItsLinkAndAPipeIsWrittenTo() async throws {
    let report = "\(folder)/report.json"
    try "old".write(toFile: report, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: report)
    try FileManager.default.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: "report.json")
    _ = try await run(.name("mkfifo"), arguments: ["\(folder)/pipe"], output: .discarded)
    let reader = Task { [folder] in
      try await run(.name("cat"), arguments: ["\(folder)/pipe"], output: .string(limit: 65_536)).standardOutput
    }
    let end = try await check(["json=\(folder)/link", "text=\(folder)/pipe", "text=/dev/full"])
    #expect(end.status == .exited(1), "leaked wins over a report that did not arrive: \(end.errors)")
    #expect(end.errors.contains("cannot write the report to /dev/full: No space left on device"))
    #expect(try await reader.value.hasPrefix("leaked"))
    #expect(try String(contentsOfFile: report, encoding: .utf8).contains("\"verdict\": \"leaked\""))
    let kept = try FileManager.default.attributesOfItem(atPath: report)
    #expect(kept[.posixPermissions] as? Int == 0o640)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["link", "pipe", "report.json"])
    try FileManager.default.removeItem(atPath: folder)
  }

  private func check(_ outputs: [String]) async throws -> (status: TerminationStatus, errors: String) {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let program = FilePath(CommandLine.arguments[0]).removingLastComponent().appending("trespass")
    let arguments =
      ["check", "--quiet", "--settings", "\(root)/fixtures/cases/settings-of-roles/trespass.toml"]
      + outputs.flatMap { ["--format", $0] }
    let end = try await run(
      .path(program), arguments: Arguments(arguments), output: .discarded, error: .string(limit: 65_536))
    return (end.terminationStatus, end.standardError)
  }
}
