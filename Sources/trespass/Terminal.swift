#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One of the program's own streams, as far as its look goes.
struct Terminal {
  static let standard = StandardOutput(terminal: Terminal(descriptor: STDOUT_FILENO))
  static let error = Terminal(descriptor: STDERR_FILENO)

  let descriptor: Int32

  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Colour is for terminals whose owner did not ask for none (https://no-color.org).
  var takesColor: Bool { isTerminal && variable("NO_COLOR") == nil && variable("TERM") != "dumb" }

  /// Columns; 80 where nobody says.
  var width: Int {
    var size = winsize()
    guard isTerminal, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 80 }
    return min(Int(size.ws_col), 120)
  }

  private func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// For what is told beside the results: whoever cannot be told of an error cannot be told of this one either.
  func write(_ text: String) { try? ByteStream(descriptor: descriptor).write(text) }
}

/// Where results go: what does not arrive there was not done.
struct StandardOutput {
  let terminal: Terminal

  var style: (takesColor: Bool, width: Int) { (terminal.takesColor, terminal.width) }

  /// - Throws: ``OutputError`` when it was closed before the program began, which may have opened something of its own since.
  func check() throws(OutputError) {
    var found = stat()
    let isThere = fstat(terminal.descriptor, &found) == 0 && found.st_mode & S_IFMT != 0
    guard isThere else { throw failure(EBADF) }
  }

  /// - Throws: ``OutputError`` when the text did not arrive.
  func write(_ text: String) throws(OutputError) {
    do {
      try ByteStream(descriptor: terminal.descriptor).write(text)
    } catch {
      throw failure(error.number)
    }
  }

  private func failure(_ number: Int32) -> OutputError {
    OutputError(message: "cannot write to standard output: \(String(cString: strerror(number)))")
  }
}
