package import PostgREST
package import Postgres
internal import Probes
internal import SQLText

/// Writes the segments of one connection, so that what it has parsed already is not parsed again.
///
/// Each segment starts with ROLLBACK: an error skips a trailing one, and the aborted block outlives the Sync. What surrounds a
/// statement is prepared once under a name, for every Parse without one replaces the unnamed statement. That is the main
/// statement's, parsed anew only when its text or the role changes: never across roles, since rights on the schema are
/// checked at parse, not at bind.
package struct SegmentWriter: Sendable {
  package init() {}

  private var names: [String: String] = [:]
  /// What the segment being written has to prepare first: behind a statement that fails it would be skipped, and missed.
  private var preparations: PipelineSegment = []
  private var parsedText: String?
  private var parsedRole: String?

  /// The steps of one transaction, and where in them the answers stand.
  package struct Written: Sendable {
    package var segment: PipelineSegment
    /// For each request, in order, the index of its first step and of the steps that answer it.
    package var spans: [Span]
  }

  /// Where the answers of one request stand in its segment.
  package struct Span: Hashable, Sendable {
    /// For each statement in PostgREST's order, BEGIN first: its steps, of which a failed one speaks for it; none where the
    /// statement was left out because it cannot matter.
    package var statements: [Range<Int>]

    fileprivate func shifted(by offset: Int) -> Span {
      Span(statements: statements.map { $0.lowerBound + offset..<$0.upperBound + offset })
    }
  }

  /// How a chain of two principals shares a connection.
  package struct Pooled: Sendable {
    /// Whether what the first leaves behind is there for the second: they share a transaction then.
    package var commits: Bool
  }

  /// One transaction for a chain of requests of one principal: the setup, then the request that reads.
  ///
  /// - Parameters:
  ///   - afresh: parse everything again, as for a verification.
  ///   - pooled: forget all plans, then let the requests of the chain use each other's.
  package mutating func write(
    _ chain: [PreparedTransaction], role: String, afresh: Bool = false, pooled: Pooled? = nil
  ) -> Written {
    let rollback = named("ROLLBACK")
    var opening = preparations + rollback
    preparations = []
    if pooled != nil {
      (parsedText, parsedRole) = (nil, nil)
      opening.append(.query(text: "DISCARD PLANS", parameters: []))
    }
    var segment: PipelineSegment = []
    var spans: [Span] = []
    for (index, transaction) in chain.enumerated() {
      var statements: [Range<Int>] = []
      func add(_ steps: PipelineSegment) {
        statements.append(segment.count..<segment.count + steps.count)
        segment += steps
      }
      // Requests of one chain share the transaction of the first, so that what the setup wrote is there to be read.
      let ends = index > 0 && pooled?.commits == false
      add((ends ? rollback : []) + (index == 0 || ends ? named(begin(chain)) : []))
      add(prelude(transaction.settings))
      if let preRequest = transaction.preRequest { add(unnamed(preRequest)) }
      let reusable = transaction.statements.count == 1 && (pooled != nil || chain.count == 1 && !afresh)
      for statement in transaction.statements { add(steps(for: statement, role: role, reusable: reusable)) }
      add(transaction.isReadOnly && transaction.explain == nil ? [] : named("SET CONSTRAINTS ALL IMMEDIATE"))
      if let explain = transaction.explain { add(unnamed(explain)) }
      spans.append(Span(statements: statements))
    }
    opening += preparations
    preparations = []
    return Written(segment: opening + segment, spans: spans.map { $0.shifted(by: opening.count) })
  }

  /// A transaction may write when any of its requests may.
  private func begin(_ chain: [PreparedTransaction]) -> String {
    (chain.first { !$0.isReadOnly } ?? chain[0]).begin
  }

  private mutating func steps(for statement: SQL, role: String, reusable: Bool) -> PipelineSegment {
    let parameters = statement.parameters
    let text = statement.text
    guard reusable else { return unnamed(statement) }
    let execute = PipelineStep.execute(name: "", values: parameters.map(\.value))
    if text == parsedText, role == parsedRole { return [execute] }
    (parsedText, parsedRole) = (text, role)
    return [.prepare(name: "", text: text, types: parameters.map(\.type)), execute]
  }

  /// A statement that takes the place of the main one's unnamed statement, which has to be parsed again then.
  private mutating func unnamed(_ statement: SQL) -> PipelineSegment {
    (parsedText, parsedRole) = (nil, nil)
    return [.query(text: statement.text, parameters: statement.parameters)]
  }

  private mutating func prelude(_ settings: [Routine.Setting]) -> PipelineSegment {
    let calls = settings.indices.map { "set_config(\(SQL.literal(settings[$0].name)), $\($0 + 1), true)" }
    return named("select " + calls.joined(separator: ", "), settings.map(\.value))
  }

  /// A statement that is prepared at its first use on this connection.
  private mutating func named(_ text: String, _ values: [String?] = []) -> PipelineSegment {
    if let name = names[text] { return [.execute(name: name, values: values)] }
    let name = "s\(names.count)"
    names[text] = name
    preparations.append(.prepare(name: name, text: text, types: values.map { _ in .text }))
    return [.execute(name: name, values: values)]
  }
}
