extension HTTPRequest {
  /// The request as a shell line, to be completed with the address and the token.
  package var curl: String {
    var words = ["curl", "-g"]
    if method != "GET" { words += ["-X", method] }
    words += headers.flatMap { ["-H", Self.quoted("\($0.name): \($0.value)")] }
    words += ["-H", "\"Authorization: Bearer $TOKEN\""]
    if let body { words += ["--data-binary", Self.quoted(String(decoding: body, as: UTF8.self))] }
    return (words + ["\"$POSTGREST\"" + Self.quoted(url)]).joined(separator: " ")
  }

  private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
}
