internal import SQLText

/// What psql reads by lines, not by tokens.
extension SQLLexer {
  /// Takes the rest of the line of a backslash and returns the command's name.
  mutating func takeMetaCommand(from token: SQLToken) -> String {
    position = endOfLine(from: token.range.lowerBound)
    return String(text(token.range.lowerBound..<position).prefix { !$0.isWhitespace })
  }

  /// Takes the lines after this one up to `\.`, which is taken too.
  mutating func takeCopyData() -> String {
    let start = Swift.min(bytes.count, endOfLine(from: position) + 1)
    position = start
    while position < bytes.count {
      let line = position..<endOfLine(from: position)
      position = Swift.min(bytes.count, line.upperBound + 1)
      if Self.endsOfData.contains(where: { bytes[line].elementsEqual($0.utf8) }) {
        return text(start..<line.lowerBound)
      }
    }
    return text(start..<bytes.count)
  }

  private static let endsOfData = ["\\.", "\\.\r"]
}
