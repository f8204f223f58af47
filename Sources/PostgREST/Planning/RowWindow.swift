/// The rows asked for, from `lower` to `upper` counted from 0, both included.
struct RowWindow: Hashable, Sendable {
  var lower: Int128
  /// nil is no end; below `lower` is an empty window.
  var upper: Int128?

  static let all = RowWindow(lower: 0, upper: nil)
  /// What `limit=0` gives: the one empty window that is not refused.
  static let none = RowWindow(lower: 0, upper: -1)

  var isEmpty: Bool { upper.map { $0 < lower } ?? false }
  var hasLimitZero: Bool { upper == -1 }
  var limit: Int128? { upper.map { 1 + $0 - lower } }

  /// The window of `limit` and `offset`, which PostgREST does not check below the root.
  init(_ range: RowRange) {
    switch (range.limit, range.offset) {
    case (let limit?, let offset?): self.init(lower: offset, upper: Self.end(offset, limit))
    case (let limit?, nil): self.init(lower: 0, upper: Self.end(0, limit))
    case (nil, let offset?): self.init(lower: offset, upper: nil)
    case (nil, nil): self = .all
    }
  }

  init(lower: Int128, upper: Int128?) {
    self.lower = lower
    self.upper = upper
  }

  private static func end(_ lower: Int128, _ limit: Int128) -> Int128? {
    let (sum, overflow) = lower.addingReportingOverflow(limit)
    return overflow ? nil : sum - 1
  }

  func intersection(_ other: RowWindow) -> RowWindow {
    if isEmpty { return self }
    if other.isEmpty { return other }
    let upper = [upper, other.upper].compactMap(\.self).min()
    return RowWindow(lower: max(lower, other.lower), upper: upper)
  }

  /// The window cut to `db-max-rows`; `limit=0` stays what it is.
  func restricted(to maximum: Int?) -> RowWindow {
    guard let maximum = maximum.map({ Int128($0) }), !hasLimitZero else { return hasLimitZero ? .none : self }
    guard !isEmpty else { return self }
    return intersection(RowWindow(lower: Int128.min, upper: Self.end(lower, maximum)))
  }

  /// Reads a `Range` header, as in `0-9`; anything else asks for everything.
  init(header: String?) {
    guard let header else {
      self = .all
      return
    }
    let parts = header.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, parts.allSatisfy({ $0.utf8.allSatisfy(\.isDigit) }),
      let lower = Int128(parts[0])
    else {
      self = .all
      return
    }
    self.init(lower: lower, upper: Int128(parts[1]))
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
