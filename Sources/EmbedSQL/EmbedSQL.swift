import Foundation

/// Writes `SQLFiles.embedded`, a dictionary from path below `sql/` to text, as raw string literals.
///
/// Raw strings rather than `.embedInCode`: a byte array of 124 KB takes the compiler 46 s, the same text 2 s.
@main
struct EmbedSQL {
  static func main() throws {
    let root = URL(filePath: CommandLine.arguments[1], directoryHint: .isDirectory)
    let output = URL(filePath: CommandLine.arguments[2])
    let paths =
      FileManager.default.enumerator(atPath: root.path(percentEncoded: false))?
      .compactMap { $0 as? String }
      .filter { $0.hasSuffix(".sql") }
      .sorted() ?? []
    var lines = ["extension SQLFiles {", "  static let embedded: [String: String] = ["]
    if paths.isEmpty { lines.append("    :") }
    for path in paths {
      let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
      lines.append("    \"\(path)\": ####\"\"\"\n\(text)\n\"\"\"####,")
    }
    lines += ["  ]", "}", ""]
    try lines.joined(separator: "\n").write(to: output, atomically: true, encoding: .utf8)
  }
}
