/// Calls `body` with a NULL-terminated array of C copies of the strings; nil stays NULL.
///
/// One buffer holds all the copies: the executor binds a dozen values thousands of times a second.
func withCStrings<R>(_ strings: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) throws -> R) rethrows -> R {
  var bytes: [CChar] = []
  var starts: [Int?] = []
  for string in strings {
    guard let string else {
      starts.append(nil)
      continue
    }
    starts.append(bytes.count)
    bytes.append(contentsOf: string.utf8.lazy.map { CChar(bitPattern: $0) })
    bytes.append(0)
  }
  return try bytes.withUnsafeBufferPointer { buffer in
    let pointers = starts.map { start in
      start.flatMap { offset in buffer.baseAddress.map { UnsafePointer($0 + offset) } }
    }
    return try (pointers + [nil]).withUnsafeBufferPointer { try body($0.baseAddress) }
  }
}
