/// Lays out text in columns of a known width; no control character of a name or value passes here.
struct Page {
  private static let label = 10
  let style: RenderStyle

  func red(_ text: String) -> String { colored(text, "31") }
  func green(_ text: String) -> String { colored(text, "32") }
  func yellow(_ text: String) -> String { colored(text, "33") }

  private func colored(_ text: String, _ code: String) -> String {
    style.color ? "\u{1B}[1;\(code)m\(text.visible())\u{1B}[0m" : text.visible()
  }

  /// A label and its text, wrapped beside it.
  func entry(_ label: String, _ text: String) -> [String] {
    let head = "  " + label + String(repeating: " ", count: max(1, Self.label - label.count))
    var lines = wrapped(text, indent: Self.label + 2)
    if lines.isEmpty { return [head] }
    lines[0] = head + lines[0]
    return lines
  }

  /// The text broken at spaces so that no line is wider than the page; words longer than a line are left whole.
  ///
  /// - Parameters:
  ///   - indent: spaces before every line but the first.
  ///   - first: spaces before the first.
  func wrapped(_ text: String, indent: Int, first: Int = 0) -> [String] {
    var lines: [String] = []
    var line = ""
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      for word in String(paragraph).replacing("\t", with: " ").visible().split(separator: " ") {
        if !line.isEmpty, indent + line.count + 1 + word.count > style.width {
          lines.append(line)
          line = ""
        }
        line += line.isEmpty ? String(word) : " " + word
      }
      if !line.isEmpty { lines.append(line) }
      line = ""
    }
    return lines.enumerated().map { String(repeating: " ", count: $0 == 0 ? first : indent) + $1 }
  }
}
