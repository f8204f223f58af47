extension Preferences {
  /// Reads the `Prefer` headers; of several values of one kind the first counts.
  init(_ headers: [Header], settings: APISettings) {
    let words = headers.filter { $0.name.lowercased() == "prefer" }
      .flatMap { $0.value.split(separator: ",", omittingEmptySubsequences: false).map(Self.stripped) }
    self.init(
      resolution: Self.first("resolution", in: words), returning: Self.first("return", in: words),
      count: Self.first("count", in: words),
      transaction: settings.transactionEnd.allowsOverride ? Self.first("tx", in: words) : nil,
      missing: Self.first("missing", in: words), handling: Self.first("handling", in: words),
      timezone: Self.value("timezone", in: words),
      maxAffected: Self.value("max-affected", in: words).flatMap { Int($0) },
      unknown: words.filter { !Self.isKnown($0) })
  }

  private static func stripped(_ word: Substring) -> String {
    var rest = word
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }

  private static func first<Choice: RawRepresentable>(_ name: String, in words: [String]) -> Choice?
  where Choice.RawValue == String {
    words.lazy.filter { $0.hasPrefix("\(name)=") }.compactMap { Choice(rawValue: String($0.dropFirst(name.count + 1))) }
      .first
  }

  private static func value(_ name: String, in words: [String]) -> String? {
    words.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
  }

  private static let known: Set<String> = Set(
    Resolution.allCases.map { "resolution=\($0.rawValue)" } + Return.allCases.map { "return=\($0.rawValue)" }
      + Count.allCases.map { "count=\($0.rawValue)" } + Transaction.allCases.map { "tx=\($0.rawValue)" }
      + Missing.allCases.map { "missing=\($0.rawValue)" } + Handling.allCases.map { "handling=\($0.rawValue)" })

  private static func isKnown(_ word: String) -> Bool {
    known.contains(word) || word.hasPrefix("timezone=") || word.hasPrefix("max-affected=")
  }
}

extension APISettings.TransactionEnd {
  /// Whether `Prefer: tx=` is heeded.
  var allowsOverride: Bool { self == .commitAllowOverride || self == .rollbackAllowOverride }
  var rollsBack: Bool { self == .rollback || self == .rollbackAllowOverride }
}
