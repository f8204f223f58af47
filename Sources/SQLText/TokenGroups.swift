extension Collection<SQLToken.Kind> where Index == Int, SubSequence == ArraySlice<SQLToken.Kind> {
  /// What stands between the parenthesis at a place and its partner; nothing where there is none.
  package func group(from open: Int) -> ArraySlice<SQLToken.Kind> {
    guard indices.contains(open), self[open] == .punctuation("(") else { return [] }
    var depth = 0
    for index in open..<endIndex {
      if self[index] == .punctuation("(") { depth += 1 }
      if self[index] == .punctuation(")") { depth -= 1 }
      if depth == 0 { return self[(open + 1)..<index] }
    }
    return []
  }

  /// The same, cut at the commas of its own level; one empty argument where nothing stands there.
  package func arguments(from open: Int) -> [[SQLToken.Kind]] {
    var depth = 0
    return group(from: open).reduce(into: [[]]) { arguments, token in
      if token == .punctuation("(") { depth += 1 }
      if token == .punctuation(")") { depth -= 1 }
      if token == .punctuation(","), depth == 0 {
        arguments.append([])
      } else {
        arguments[arguments.count - 1].append(token)
      }
    }
  }
}
