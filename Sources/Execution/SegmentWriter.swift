internal import PostgREST
internal import Postgres
internal import Probes
internal import SQLText

/// Writes the segments of one connection, so that what it has parsed already is not parsed again.
///
/// Each segment starts with ROLLBACK: an error skips a trailing one, and the aborted block outlives the Sync. The prelude is
/// prepared once for each set of names; the main statement is the unnamed one, parsed anew only when its text or the role
/// changes. Never across roles: rights on the schema are checked at parse, not at bind.
struct SegmentWriter: Sendable {
  private var preludes: [[String]: String] = [:]
  private var parsedText: String?
  private var parsedRole: String?

  /// The steps of one transaction, and where in them the answers stand.
  struct Written: Sendable {
    var segment: PipelineSegment
    /// For each request, in order, the index of its first step and of the steps that answer it.
    var spans: [Span]
  }

  struct Span: Hashable, Sendable {
    var steps: Range<Int>
    /// Steps of the statements themselves and of the count's plan, whose answers form the response.
    var answering: [Int]
  }

  /// One transaction for a chain of requests of one principal: the setup, then the request that reads.
  ///
  /// - Parameter afresh: parse everything again, as for a verification.
  mutating func write(_ chain: [PreparedTransaction], role: String, afresh: Bool = false) -> Written {
    var segment: PipelineSegment = [.query(text: "ROLLBACK", parameters: [])]
    var spans: [Span] = []
    for (index, transaction) in chain.enumerated() {
      let start = segment.count
      segment += index == 0 ? [.query(text: transaction.begin, parameters: [])] : []
      segment += prelude(transaction.settings)
      if let preRequest = transaction.preRequest {
        segment.append(.query(text: preRequest.text, parameters: preRequest.parameters))
      }
      let reusable = chain.count == 1 && transaction.statements.count == 1 && transaction.explain == nil && !afresh
      let answering = statements(of: transaction, into: &segment, role: role, reusable: reusable)
      spans.append(Span(steps: start..<segment.count, answering: answering))
    }
    return Written(segment: segment, spans: spans)
  }

  private mutating func statements(
    of transaction: PreparedTransaction, into segment: inout PipelineSegment, role: String, reusable: Bool
  ) -> [Int] {
    var answering: [Int] = []
    for statement in transaction.statements {
      let parameters = statement.parameters
      let text = statement.text
      if reusable {
        if text != parsedText || role != parsedRole {
          segment.append(.prepare(name: "", text: text, types: parameters.map(\.type)))
          (parsedText, parsedRole) = (text, role)
        }
        segment.append(.execute(name: "", values: parameters.map(\.value)))
      } else {
        segment.append(.query(text: text, parameters: parameters))
        (parsedText, parsedRole) = (nil, nil)
      }
      answering.append(segment.count - 1)
    }
    if let explain = transaction.explain {
      segment.append(.query(text: "SET CONSTRAINTS ALL IMMEDIATE", parameters: []))
      segment.append(.query(text: explain.text, parameters: explain.parameters))
      answering.append(segment.count - 1)
    } else if !transaction.isReadOnly {
      segment.append(.query(text: "SET CONSTRAINTS ALL IMMEDIATE", parameters: []))
      (parsedText, parsedRole) = (nil, nil)
    }
    return answering
  }

  private mutating func prelude(_ settings: [Routine.Setting]) -> PipelineSegment {
    let names = settings.map(\.name)
    var steps: PipelineSegment = []
    let name: String
    if let known = preludes[names] {
      name = known
    } else {
      name = "prelude_\(preludes.count)"
      preludes[names] = name
      let calls = names.indices.map { "set_config(\(SQL.literal(names[$0])), $\($0 + 1), true)" }
      steps.append(
        .prepare(name: name, text: "select " + calls.joined(separator: ", "), types: names.map { _ in .text }))
    }
    return steps + [.execute(name: name, values: settings.map(\.value))]
  }

  /// The statement parsed last was refused: whoever relies on it must parse it again.
  mutating func forget() { (parsedText, parsedRole) = (nil, nil) }
}
