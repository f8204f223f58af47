import ArgumentParser
import Assessment
import Execution
import FoundationEssentials
import JSONText
import PostgREST
import Reports

/// `trespass request`: try a door by hand, replay a finding.
struct RequestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "request",
    abstract: "Answer one PostgREST request as one principal, in a transaction that is rolled back.",
    discussion: """
      Prints the answer as curl -i would. With --seed the canaries of that run are planted, so that a finding can be \
      replayed; without, the database holds what the migrations and seeds put there.

      --batch reads one JSON object a line, with id, method, url, headers, body and principal (a name, or an object of role \
      and claims), and writes one answer a line, in order. A body that starts with base64: is decoded.
      """)

  @OptionGroup var common: CommonOptions

  @Argument(help: "GET, HEAD, POST, PATCH, PUT, DELETE or OPTIONS.")
  var method: String?

  @Argument(help: "Path and query, percent-encoded.")
  var url: String?

  @Option(
    name: .customLong("as"), help: "Who asks: a principal of the settings, or a role; the anonymous role when left out."
  )
  var principal: String?

  @Option(name: [.customShort("H"), .customLong("header")], help: "A header, as in 'Prefer: count=exact'. Repeatable.")
  var headers: [String] = []

  @Option(name: [.customShort("d"), .customLong("data")], help: "The body.")
  var body: String?

  @Flag(help: "Print the SQL after the answer.")
  var sql = false

  @Option(help: "Answer every request of this file, one JSON object a line; - reads standard input.")
  var batch: String?

  @Option(help: "Plant the canaries of the run with this seed, hexadecimal.")
  var seed: String?

  func validate() throws {
    if batch == nil, method == nil || url == nil { throw ValidationError("give a method and a URL, or --batch FILE") }
    if batch != nil, method != nil { throw ValidationError("--batch takes its requests from the file") }
    for header in headers where !header.contains(":") {
      throw ValidationError("\(header) is no header: a colon is missing")
    }
  }

  func run() async throws {
    let lines = try batch.map(BatchFile.read)
    let settings = try common.loadSettings()
    var options = common.runOptions
    options.seed = seed
    let meter = ProgressMeter(quiet: common.quiet, verbose: common.verbose)
    let answerer = try await RequestAnswerer.open(settings, options) { meter.show($0) }
    meter.finish()
    do {
      if let lines {
        try await answer(lines, at: answerer)
      } else {
        try await answer(
          HTTPRequest(method: method ?? "GET", url: url ?? "/", headers: sentHeaders, body: sentBody), at: answerer)
      }
      await answerer.close()
    } catch {
      await answerer.close()
      throw error
    }
  }

  private var sentHeaders: [Header] {
    headers.map { header in
      let name = header.prefix { $0 != ":" }
      return Header(String(name), String(header.dropFirst(name.count + 1).drop { $0 == " " }))
    }
  }

  private var sentBody: [UInt8]? { body.map { Array($0.utf8) } }

  private func answer(_ request: HTTPRequest, at answerer: RequestAnswerer) async throws {
    let exchanged = try await answerer.answer(request, as: answerer.caller(named: principal))
    var text = exchanged.response.wireText + "\n"
    if sql { text += "\n" + exchanged.sql.map { $0 + ";\n" }.joined() }
    // A pipe gets the bytes of the answer, as from curl; a terminal would obey them.
    try Terminal.standard.write(Terminal.standard.terminal.isTerminal ? text.visible(keeping: ["\n", "\t"]) : text)
  }

  private func answer(_ lines: [BatchLine], at answerer: RequestAnswerer) async throws {
    var text = ""
    for line in lines {
      let caller = try line.caller(at: answerer)
      let exchanged = try await answerer.answer(line.request, as: caller)
      let answer = line.answer(exchanged).compact
      text += (Terminal.standard.terminal.isTerminal ? answer.visibleJSON : answer) + "\n"
      if text.utf8.count > 1 << 16 {
        try Terminal.standard.write(text)
        text = ""
      }
    }
    try Terminal.standard.write(text)
  }
}

extension Response {
  private var reason: String {
    switch status {
    case 200: "OK"
    case 201: "Created"
    case 204: "No Content"
    case 206: "Partial Content"
    case 300: "Multiple Choices"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 406: "Not Acceptable"
    case 409: "Conflict"
    case 416: "Range Not Satisfiable"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 503: "Service Unavailable"
    default: ""
    }
  }

  /// Status line, headers and body, as a client shows them.
  fileprivate var wireText: String {
    let lines = ["HTTP/1.1 \(status) \(reason)"] + headers.map { "\($0.name): \($0.value)" }
    return lines.joined(separator: "\n") + "\n\n" + body
  }
}
