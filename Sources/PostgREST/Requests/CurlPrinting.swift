extension HTTPRequest {
  /// The request as a line for a shell.
  ///
  /// - Parameter base: where PostgREST listens, without a slash at the end.
  package func curl(base: String = "http://localhost:3000") -> String {
    var words = ["curl"]
    switch method {
    case "GET" where body == nil: break
    case "HEAD": words.append("-I")
    default: words += ["-X", method]
    }
    words.append(Self.quoted(base + url))
    for header in headers { words += ["-H", Self.quoted("\(header.name): \(header.value)")] }
    guard let body else { return words.joined(separator: " ") }
    if let text = String(validating: body, as: UTF8.self), !text.contains("\0") {
      return (words + ["--data-binary", Self.quoted(text)]).joined(separator: " ")
    }
    let octal = body.map { byte in
      let digits = String(byte, radix: 8)
      return "\\" + String(repeating: "0", count: 3 - digits.utf8.count) + digits
    }
    return "printf \(Self.quoted(octal.joined())) | " + (words + ["--data-binary", "@-"]).joined(separator: " ")
  }

  private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: #"'\''"#) + "'" }
}

extension Request {
  /// The request as a line for a shell, with the headers that the caller adds.
  package func curl(base: String = "http://localhost:3000", headers: [Header] = []) -> String {
    var sent = http
    sent.headers += headers
    return sent.curl(base: base)
  }
}
